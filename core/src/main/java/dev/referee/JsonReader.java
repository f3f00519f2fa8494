package dev.referee;

import com.google.common.collect.ImmutableSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes of trees what {@link JsonWriter} made trees of. */
final class JsonReader {
  private JsonReader() {}

  static JsonPlace document(String kind, String json) {
    JsonPlace root = JsonPlace.parse(json);
    JsonPlace version = root.get("version");
    if (version.integer() != JsonForm.VERSION) {
      throw version.wrong("this reads version " + JsonForm.VERSION + " only");
    }
    root.mustSay("kind", JsonPlace::text, kind);
    return root;
  }

  static Verdict verdict(JsonPlace json) {
    Optional<Instant> fixedAt = json.find("fixedAt").map(JsonPlace::instant);
    Verdict verdict =
        Verdict.of(json.get("observedAt").instant(), json.get("findings").list(JsonReader::finding))
            .fixedAt(fixedAt)
            .evidence(json.get("evidence").list(JsonReader::evidence));
    json.mustSay("outcome", JsonReader::outcome, verdict.outcome());
    mustSayProgress(json, verdict.progress());
    json.maySay("next", JsonPlace::text, verdict.next().map(Finding::code));
    json.maySay("cause", JsonReader::cause, verdict.cause());
    json.maySay("until", JsonPlace::instant, verdict.until());
    json.maySay("fixedAt", JsonPlace::instant, verdict.fixedAt());
    return verdict;
  }

  static Sweep sweep(JsonPlace json) {
    return new Sweep(
        json.get("game").text(),
        json.get("startedAt").instant(),
        json.get("completedAt").instant(),
        json.get("complete").bool(),
        json.get("judgements").list(JsonReader::judgement),
        json.get("closed").list(JsonReader::closed));
  }

  private static Judgement judgement(JsonPlace json) {
    Judgement judgement =
        new Judgement(
            json.get("team").text(),
            json.get("task").text(),
            json.get("parts").list(JsonReader::part),
            json.get("completedAt").instant());
    json.mustSay("outcome", JsonReader::outcome, judgement.verdict().outcome());
    mustSayProgress(json, judgement.progress());
    json.mustSay("countsAt", JsonPlace::instant, judgement.countsAt());
    return judgement;
  }

  private static Judgement.Part part(JsonPlace json) {
    return new Judgement.Part(
        json.get("check").text(),
        json.get("claim").text(),
        json.get("weight").integer(),
        json.get("verdict").read(JsonReader::verdict));
  }

  private static Sweep.Closed closed(JsonPlace json) {
    List<String> waitsFor = json.get("waitsFor").list(JsonPlace::text);
    return new Sweep.Closed(
        json.get("team").text(), json.get("task").text(), ImmutableSet.copyOf(waitsFor));
  }

  private static Finding finding(JsonPlace json) {
    Expectation expectation =
        Expectation.of(json.get("code").text(), json.get("topic").text(), json.get("claim").text());
    Progress progress = json.get("progress").read(JsonReader::progress);
    mustSayProgress(json, progress);
    return Finding.builder(expectation, json.get("state").constant(Finding.State.class))
        .progress(progress)
        .cause(json.find("cause").map(JsonReader::cause))
        .until(json.find("until").map(JsonPlace::instant))
        .subject(json.find("subject").map(JsonPlace::text))
        .expected(json.find("expected").map(JsonPlace::text))
        .seen(json.find("seen").map(JsonPlace::text))
        .facts(json.get("facts").list(JsonReader::fact))
        .remedy(json.find("remedy").map(JsonPlace::text))
        .after(json.find("after").map(JsonPlace::text))
        .source(json.find("source").map(JsonPlace::text))
        .build();
  }

  private static Fact fact(JsonPlace json) {
    return new Fact(
        json.get("name").text(), json.get("value").text(), json.get("forOperator").bool());
  }

  private static Evidence evidence(JsonPlace json) {
    JsonPlace status = json.get("status");
    long code = status.integer();
    if (code != (int) code) {
      throw status.wrong("no HTTP status is that long");
    }
    return new Evidence(
        json.get("service").text(),
        json.get("operation").text(),
        json.get("account").text(),
        json.get("region").text(),
        json.get("endpoint").text(),
        (int) code,
        json.get("requestId").text(),
        json.get("at").instant(),
        json.get("digest").text());
  }

  private static void mustSayProgress(JsonPlace json, Progress progress) {
    json.mustSay("progress", JsonReader::progress, progress);
    json.mustSay("percent", JsonPlace::integer, (long) progress.percent());
  }

  private static Progress progress(JsonPlace json) {
    return Progress.parse(json.text());
  }

  private static Outcome outcome(JsonPlace json) {
    return json.constant(Outcome.class);
  }

  private static Cause cause(JsonPlace json) {
    return json.constant(Cause.class);
  }
}

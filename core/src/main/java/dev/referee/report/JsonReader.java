package dev.referee.report;

import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Evidence;
import dev.referee.Expectation;
import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Outcome;
import dev.referee.Progress;
import dev.referee.Sweep;
import dev.referee.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A reader of the JSON trees that {@link JsonWriter} creates. */
final class JsonReader {
  private JsonReader() {}

  static JsonCursor document(String kind, String json) {
    JsonCursor root = JsonCursor.parse(json);
    JsonCursor version = root.get("version");
    if (version.integer() != JsonFormat.VERSION) {
      throw version.wrong("the only supported version is " + JsonFormat.VERSION);
    }
    root.mustSay("kind", JsonCursor::text, kind);
    return root;
  }

  static Verdict verdict(JsonCursor json) {
    Optional<Instant> fixedAt = json.find("fixedAt").map(JsonCursor::instant);
    Verdict verdict =
        Verdict.of(json.get("observedAt").instant(), json.get("findings").list(JsonReader::finding))
            .withFixedAt(fixedAt)
            .withEvidence(json.get("evidence").list(JsonReader::evidence));
    json.mustSay("outcome", JsonReader::outcome, verdict.outcome());
    mustSayProgress(json, verdict.progress());
    json.maySay("next", JsonCursor::text, verdict.next().map(Finding::code));
    json.maySay("cause", JsonReader::cause, verdict.cause());
    json.maySay("until", JsonCursor::instant, verdict.until());
    json.maySay("fixedAt", JsonCursor::instant, verdict.fixedAt());
    return verdict;
  }

  static Sweep sweep(JsonCursor json) {
    return new Sweep(
        json.get("game").text(),
        json.get("startedAt").instant(),
        json.get("completedAt").instant(),
        json.get("complete").bool(),
        json.get("judgements").list(JsonReader::judgement),
        json.get("closed").list(JsonReader::closed));
  }

  private static Judgement judgement(JsonCursor json) {
    Judgement judgement =
        new Judgement(
            json.get("team").text(),
            json.get("task").text(),
            json.get("parts").list(JsonReader::part),
            json.get("completedAt").instant());
    json.mustSay("outcome", JsonReader::outcome, judgement.verdict().outcome());
    mustSayProgress(json, judgement.progress());
    json.mustSay("countsAt", JsonCursor::instant, judgement.countsAt());
    return judgement;
  }

  private static Judgement.Part part(JsonCursor json) {
    return new Judgement.Part(
        json.get("check").text(),
        json.get("claim").text(),
        json.get("weight").integer(),
        json.get("verdict").read(JsonReader::verdict));
  }

  private static Sweep.Closed closed(JsonCursor json) {
    List<String> waitsFor = json.get("waitsFor").list(JsonCursor::text);
    return new Sweep.Closed(
        json.get("team").text(), json.get("task").text(), ImmutableSet.copyOf(waitsFor));
  }

  private static Finding finding(JsonCursor json) {
    Expectation expectation =
        Expectation.of(json.get("code").text(), json.get("topic").text(), json.get("claim").text());
    Progress progress = json.get("progress").read(JsonReader::progress);
    mustSayProgress(json, progress);
    return Finding.builder(expectation, json.get("state").constant(Finding.State.class))
        .progress(progress)
        .cause(json.find("cause").map(JsonReader::cause))
        .until(json.find("until").map(JsonCursor::instant))
        .subject(json.find("subject").map(JsonCursor::text))
        .expected(json.find("expected").map(JsonCursor::text))
        .seen(json.find("seen").map(JsonCursor::text))
        .facts(json.get("facts").list(JsonReader::fact))
        .remedy(json.find("remedy").map(JsonCursor::text))
        .after(json.find("after").map(JsonCursor::text))
        .source(json.find("source").map(JsonCursor::text))
        .build();
  }

  private static Fact fact(JsonCursor json) {
    return new Fact(
        json.get("name").text(), json.get("value").text(), json.get("forOrganiser").bool());
  }

  private static Evidence evidence(JsonCursor json) {
    JsonCursor status = json.get("status");
    long code = status.integer();
    if (code != (int) code) {
      throw status.wrong("this is not an HTTP status");
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

  private static void mustSayProgress(JsonCursor json, Progress progress) {
    json.mustSay("progress", JsonReader::progress, progress);
    json.mustSay("percent", JsonCursor::integer, (long) progress.percent());
  }

  private static Progress progress(JsonCursor json) {
    return Progress.parse(json.text());
  }

  private static Outcome outcome(JsonCursor json) {
    return json.constant(Outcome.class);
  }

  private static Cause cause(JsonCursor json) {
    return json.constant(Cause.class);
  }
}

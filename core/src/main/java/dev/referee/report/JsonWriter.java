package dev.referee.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.Evidence;
import dev.referee.Expectation;
import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Judgement;
import dev.referee.Progress;
import dev.referee.Sweep;
import dev.referee.Verdict;
import java.util.List;
import java.util.function.Function;

/** A writer of JSON trees for {@link JsonFormat}, field by field in the order of the format. */
final class JsonWriter {
  private JsonWriter() {}

  static ObjectNode document(String kind, ObjectNode content) {
    return object().put("version", JsonFormat.VERSION).put("kind", kind).setAll(content);
  }

  static ObjectNode verdict(Verdict verdict) {
    ObjectNode json = object().put("outcome", verdict.outcome().name());
    progress(json, verdict.progress());
    verdict.next().ifPresent(next -> json.put("next", next.code()));
    verdict.cause().ifPresent(cause -> json.put("cause", cause.name()));
    verdict.until().ifPresent(until -> json.put("until", until.toString()));
    json.put("observedAt", verdict.observedAt().toString());
    verdict.fixedAt().ifPresent(at -> json.put("fixedAt", at.toString()));
    json.set("findings", array(verdict.findings(), JsonWriter::finding));
    json.set("evidence", array(verdict.evidence(), JsonWriter::evidence));
    return json;
  }

  static ObjectNode sweep(Sweep sweep) {
    ObjectNode json =
        object()
            .put("game", sweep.gameId())
            .put("startedAt", sweep.startedAt().toString())
            .put("completedAt", sweep.completedAt().toString())
            .put("complete", sweep.complete());
    json.set("judgements", array(sweep.judgements(), JsonWriter::judgement));
    json.set("closed", array(sweep.closed(), JsonWriter::closed));
    return json;
  }

  private static ObjectNode judgement(Judgement judgement) {
    ObjectNode json =
        object()
            .put("team", judgement.teamId())
            .put("task", judgement.taskId())
            .put("outcome", judgement.verdict().outcome().name());
    progress(json, judgement.progress());
    json.put("completedAt", judgement.completedAt().toString());
    json.put("countsAt", judgement.countsAt().toString());
    json.set("parts", array(judgement.parts(), JsonWriter::part));
    return json;
  }

  private static ObjectNode part(Judgement.Part part) {
    return object()
        .put("check", part.checkId())
        .put("claim", part.claim())
        .put("weight", part.weight())
        .set("verdict", verdict(part.verdict()));
  }

  private static ObjectNode closed(Sweep.Closed closed) {
    ObjectNode json = object().put("team", closed.teamId()).put("task", closed.taskId());
    closed.waitsFor().forEach(json.putArray("waitsFor")::add);
    return json;
  }

  private static ObjectNode finding(Finding finding) {
    Expectation expectation = finding.expectation();
    ObjectNode json =
        object()
            .put("code", expectation.code())
            .put("topic", expectation.topic())
            .put("claim", expectation.claim())
            .put("state", finding.state().name());
    progress(json, finding.progress());
    finding.cause().ifPresent(cause -> json.put("cause", cause.name()));
    finding.until().ifPresent(until -> json.put("until", until.toString()));
    finding.subject().ifPresent(subject -> json.put("subject", subject));
    finding.expected().ifPresent(expected -> json.put("expected", expected));
    finding.seen().ifPresent(seen -> json.put("seen", seen));
    json.set("facts", array(finding.facts(), JsonWriter::fact));
    finding.remedy().ifPresent(remedy -> json.put("remedy", remedy));
    finding.after().ifPresent(after -> json.put("after", after));
    finding.source().ifPresent(source -> json.put("source", source));
    return json;
  }

  private static ObjectNode fact(Fact fact) {
    return object()
        .put("name", fact.name())
        .put("value", fact.value())
        .put("forOrganiser", fact.forOrganiser());
  }

  private static ObjectNode evidence(Evidence evidence) {
    return object()
        .put("service", evidence.service())
        .put("operation", evidence.operation())
        .put("account", evidence.account())
        .put("region", evidence.region())
        .put("endpoint", evidence.endpoint())
        .put("status", evidence.status())
        .put("requestId", evidence.requestId())
        .put("at", evidence.at().toString())
        .put("digest", evidence.digest());
  }

  private static void progress(ObjectNode json, Progress progress) {
    json.put("progress", progress.toString()).put("percent", progress.percent());
  }

  private static <T> ArrayNode array(List<T> list, Function<T, ObjectNode> writer) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(list.size());
    list.forEach(each -> array.add(writer.apply(each)));
    return array;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

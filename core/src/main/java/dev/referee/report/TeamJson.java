package dev.referee.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Verdict;
import java.util.Optional;

/**
 * The results of one team's tasks as JSON that the team may see. It discloses the same as {@link
 * PlayerAudience} does in text.
 *
 * @param most the most that is shown, if the task allows it
 */
record TeamJson(Disclosure most, Game game, Sweep sweep, String team) {

  ObjectNode content() {
    ObjectNode json =
        object()
            .put("game", game.id())
            .put("team", team)
            .put("startedAt", sweep.startedAt().toString())
            .put("completedAt", sweep.completedAt().toString())
            .put("complete", sweep.complete());
    var tasks = json.putArray("tasks");
    var closed = json.putArray("closed");
    for (Task task : game.tasks()) {
      sweep.judgement(team, task.id()).ifPresent(judgement -> tasks.add(task(task, judgement)));
      sweep.closed(team, task.id()).ifPresent(each -> closed.add(closed(task, each)));
    }
    return json;
  }

  private static ObjectNode closed(Task task, Sweep.Closed closed) {
    ObjectNode json = object().put("task", task.id()).put("title", task.title());
    closed.waitsFor().forEach(json.putArray("waitsFor")::add);
    return json;
  }

  private ObjectNode task(Task task, Judgement judgement) {
    Verdict verdict = judgement.verdict();
    PlayerAudience players = new PlayerAudience(most).limited(task.disclosure());
    ObjectNode json =
        object()
            .put("task", task.id())
            .put("title", task.title())
            .put("disclosure", players.disclosure().name())
            .put("outcome", verdict.outcome().name())
            .put("percent", judgement.progress().percent())
            .put("open", Step.left(verdict));
    if (players.disclosure() != Disclosure.NUDGE) {
      notTheirs(json, verdict.cause());
    }
    switch (players.disclosure()) {
      case NUDGE -> {}
      case AREA -> areas(json, verdict);
      case EXACT -> exact(json, verdict, judgement);
    }
    return json;
  }

  private static void notTheirs(ObjectNode json, Optional<Cause> cause) {
    if (cause.filter(PlayerAudience::isNotTheirs).isPresent()) {
      json.put("notTheTeamsFault", true);
    }
  }

  private static void areas(ObjectNode json, Verdict verdict) {
    var areas = json.putArray("areas");
    PlayerAudience.areasLeft(verdict)
        .forEach(
            (area, count) ->
                areas.add(
                    object()
                        .put("topic", area.topic())
                        .put("state", area.state().name())
                        .put("count", count)));
  }

  private static void exact(ObjectNode json, Verdict verdict, Judgement judgement) {
    verdict.next().ifPresent(next -> json.put("next", next.code()));
    verdict.until().ifPresent(until -> json.put("until", until.toString()));
    json.put("observedAt", verdict.observedAt().toString());
    verdict.fixedAt().ifPresent(at -> json.put("fixedAt", at.toString()));
    var checks = json.putArray("checks");
    for (Judgement.Part part : judgement.parts()) {
      ObjectNode check = checks.addObject().put("claim", part.claim());
      var findings = check.putArray("findings");
      for (Step step : Step.of(part.verdict().findings())) {
        findings.add(finding(step.finding()));
        for (Finding consequence : step.consequences()) {
          findings.add(claim(consequence).put("after", step.finding().code()));
        }
      }
    }
  }

  /** A code names what is wrong, so only findings that are not satisfied have it. */
  private static ObjectNode claim(Finding finding) {
    ObjectNode json = object();
    if (!finding.isSatisfied()) {
      json.put("code", finding.code());
    }
    return json.put("claim", finding.expectation().claim()).put("state", finding.state().name());
  }

  private static ObjectNode finding(Finding finding) {
    ObjectNode json = claim(finding);
    if (finding.isSatisfied()) {
      return json;
    }
    json.put("percent", finding.progress().percent());
    notTheirs(json, finding.cause());
    finding.until().ifPresent(until -> json.put("until", until.toString()));
    finding.subject().ifPresent(subject -> json.put("subject", subject));
    finding.expected().ifPresent(expected -> json.put("expected", expected));
    finding.seen().ifPresent(seen -> json.put("seen", seen));
    var facts = json.putArray("facts");
    finding.facts().stream()
        .filter(fact -> !fact.forOrganiser())
        .forEach(fact -> facts.addObject().put("name", fact.name()).put("value", fact.value()));
    finding.remedy().ifPresent(remedy -> json.put("remedy", remedy));
    return json;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}

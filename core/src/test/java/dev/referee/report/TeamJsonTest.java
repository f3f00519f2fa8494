package dev.referee.report;

import static dev.referee.Unicorns.ANSWER;
import static dev.referee.Unicorns.CLEAN_DONE;
import static dev.referee.Unicorns.NOT_QUIET_YET;
import static dev.referee.Unicorns.NOT_REPLACED;
import static dev.referee.Unicorns.NOT_SEEN;
import static dev.referee.Unicorns.NOW;
import static dev.referee.Unicorns.judgement;
import static dev.referee.Unicorns.task;
import static dev.referee.Unicorns.verdict;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.Any;
import dev.referee.Disclosure;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Verdict;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TeamJsonTest {
  private static final Task SPAWNER = task("spawner", "Strange instances").build();
  private static final Task LATE = task("late", "Later").needs(Set.of("spawner")).build();
  private static final Verdict FAILED =
      verdict(CLEAN_DONE, NOT_REPLACED, NOT_QUIET_YET).withEvidence(List.of(ANSWER));

  @Test
  void showsExactlyWhatATeamMayActOn() {
    assertThat(json(Disclosure.EXACT, FAILED))
        .isEqualTo(
            """
            {"version":1,"kind":"team","game":"game","team":"red",\
            "startedAt":"2026-11-22T10:02:30Z","completedAt":"2026-11-22T10:02:30Z",\
            "complete":true,"tasks":[{"task":"spawner","title":"Strange instances",\
            "disclosure":"EXACT","outcome":"FAILED","percent":44,"open":2,\
            "next":"InstancesNotReplaced","observedAt":"2026-11-22T10:02:30Z","checks":[{\
            "claim":"No strange instance is running or coming back","findings":[\
            {"claim":"What the group launches from runs no script that starts instances",\
            "state":"SATISFIED"},\
            {"code":"InstancesNotReplaced","claim":"Every instance in service runs clean user data",\
            "state":"UNSATISFIED","percent":33,"subject":"unicorn-web",\
            "expected":"version 3 on all 3 instances","seen":"version 2 on 2 instances",\
            "facts":[{"name":"i-0aaa","value":"version 2"},{"name":"i-0bbb","value":"version 2"}],\
            "remedy":"Start an instance refresh of the group."},\
            {"code":"StrangeInstancesComeBack",\
            "claim":"No strange instance has come back for 5 minutes","state":"PENDING",\
            "percent":0,"until":"2026-11-22T10:05:00Z","seen":"none since 10:00:00","facts":[]}\
            ]}]}],"closed":[{"task":"late","title":"Later","waitsFor":["spawner"]}]}\
            """);
  }

  @Test
  void showsTopicsByArea() {
    assertThat(json(Disclosure.AREA, FAILED))
        .contains(
            "\"open\":2,\"areas\":[{\"topic\":\"running"
                + " instances\",\"state\":\"UNSATISFIED\",\"count\":1},{\"topic\":\"strange"
                + " instances\",\"state\":\"PENDING\",\"count\":1}]")
        .doesNotContain("next", "claim");
  }

  @Test
  void showsHowFarByNudge() {
    assertThat(json(Disclosure.NUDGE, FAILED))
        .contains("\"outcome\":\"FAILED\",\"percent\":44,\"open\":2}]")
        .doesNotContain("running instances", "claim", "areas");
    assertThat(json(Disclosure.NUDGE, verdict(NOT_SEEN))).doesNotContain("Fault");
  }

  @Test
  void statesThatItIsNotTheTeamsFaultWithoutTheCause() {
    for (Disclosure each : List.of(Disclosure.AREA, Disclosure.EXACT)) {
      assertThat(json(each, verdict(NOT_SEEN)))
          .contains("\"notTheTeamsFault\":true")
          .doesNotContain("ACCESS_DENIED", "role/judge", "cause");
    }
  }

  @Test
  void escapesWhatChangesTheWritingDirection() {
    Finding hostile =
        Expectation.of("NameWrong", "names", "The name is right")
            .unsatisfied()
            .seen("\u202egnp.exe")
            .build();

    assertThat(json(Disclosure.EXACT, verdict(hostile)))
        .contains("\\u202egnp.exe")
        .doesNotContain("\u202e");
  }

  /**
   * Another test covers the secrecy of the report for players; this output must not say more than
   * that report.
   */
  @Property(tries = 200)
  void hasNoFieldsButThese(@ForAll("verdicts") Verdict verdict, @ForAll Disclosure disclosure)
      throws JsonProcessingException {
    Set<String> names =
        fields(new ObjectMapper().readTree(json(disclosure, verdict))).collect(toSet());

    assertThat(names)
        .isSubsetOf(
            Set.of(
                "version",
                "kind",
                "game",
                "team",
                "startedAt",
                "completedAt",
                "complete",
                "tasks",
                "task",
                "title",
                "disclosure",
                "outcome",
                "percent",
                "open",
                "notTheTeamsFault",
                "after",
                "areas",
                "topic",
                "state",
                "count",
                "next",
                "until",
                "observedAt",
                "fixedAt",
                "checks",
                "claim",
                "findings",
                "code",
                "subject",
                "expected",
                "seen",
                "facts",
                "name",
                "value",
                "remedy",
                "closed",
                "waitsFor"));
    if (disclosure != Disclosure.EXACT) {
      assertThat(names).doesNotContain("code", "next", "claim", "subject", "facts", "remedy");
    }
  }

  @Provide
  Arbitrary<Verdict> verdicts() {
    return Any.verdict();
  }

  private static Stream<String> fields(JsonNode json) {
    Stream<String> own = Stream.of();
    if (json.isObject()) {
      own = json.properties().stream().map(java.util.Map.Entry::getKey);
    }
    return Stream.concat(own, json.valueStream().flatMap(TeamJsonTest::fields));
  }

  private static String json(Disclosure disclosure, Verdict verdict) {
    Game game =
        Game.builder("game", "Game").module(Module.of("module", "Module", SPAWNER, LATE)).build();
    Sweep sweep =
        new Sweep(
            "game",
            NOW,
            NOW,
            true,
            List.of(judgement("red", SPAWNER, verdict), judgement("blue", SPAWNER, FAILED)),
            List.of(
                new Sweep.Closed("red", "late", Set.of("spawner")),
                new Sweep.Closed("blue", "late", Set.of("spawner"))));
    String json = JsonFormat.writeForTeam(disclosure, game, sweep, "red");
    assertThat(json).doesNotContain("blue", "ec2.spawner", "DescribeInstances");
    return json;
  }
}

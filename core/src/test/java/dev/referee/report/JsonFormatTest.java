package dev.referee.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Splitter;
import dev.referee.Any;
import dev.referee.Cause;
import dev.referee.Disclosure;
import dev.referee.Evidence;
import dev.referee.Expectation;
import dev.referee.Game;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.Progress;
import dev.referee.Sweep;
import dev.referee.Task;
import dev.referee.Unicorns;
import dev.referee.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFormatTest {
  private static final Instant NOW = Instant.parse("2026-11-22T11:05:00Z");
  private static final Verdict VERDICT =
      Verdict.of(
              NOW,
              Expectation.of("TemplateNotClean", "launch template", "The template is clean")
                  .satisfied()
                  .subject("lt-0123456789abcdef0")
                  .build(),
              Expectation.of(
                      "InstancesNotReplaced", "running instances", "Every instance is replaced")
                  .unsatisfied()
                  .progress(Progress.of(1, 4))
                  .expected("version 3")
                  .seen("version 2")
                  .fact("i-0abc", "version 2")
                  .organiserFact("template", "lt-0123456789abcdef0")
                  .remedy("Start an instance refresh.")
                  .build(),
              Expectation.of("StrangeInstances", "strange instances", "No strange instance is left")
                  .unknown(Cause.THROTTLED)
                  .build())
          .withEvidence(
              List.of(
                  new Evidence(
                      "ec2",
                      "DescribeInstances",
                      "111122223333",
                      "eu-west-1",
                      "ec2.eu-west-1.amazonaws.com",
                      200,
                      "5d4c3b2a",
                      NOW,
                      "9f86d081")));
  private static final Sweep SWEEP =
      new Sweep(
          "unicorn-corp",
          NOW,
          NOW.plusSeconds(2),
          true,
          List.of(
              new Judgement(
                  "team-7",
                  "spawner",
                  List.of(new Judgement.Part("ec2.spawner", "It is stopped", 2, VERDICT)),
                  NOW.plusSeconds(1))),
          List.of(new Sweep.Closed("team-7", "last", Set.of("spawner"))));

  @Provide
  Arbitrary<Verdict> verdicts() {
    return Any.verdict();
  }

  @Provide
  Arbitrary<Sweep> sweeps() {
    return Any.sweep();
  }

  @Property
  void readsTheVerdictThatWasWritten(@ForAll("verdicts") Verdict verdict) {
    String json = JsonFormat.write(verdict);
    assertThat(JsonFormat.readVerdict(json)).isEqualTo(verdict);
    assertThat(JsonFormat.write(JsonFormat.readVerdict(json))).isEqualTo(json);
  }

  @Property(tries = 150)
  void readsTheSweepThatWasWritten(@ForAll("sweeps") Sweep sweep) {
    String json = JsonFormat.write(sweep);
    assertThat(JsonFormat.readSweep(json)).isEqualTo(sweep);
    assertThat(JsonFormat.write(JsonFormat.readSweep(json))).isEqualTo(json);
  }

  @Property(tries = 150)
  void writesOneLine(@ForAll("verdicts") Verdict verdict) {
    assertThat(JsonFormat.write(verdict)).doesNotContain("\n", "\r");
  }

  @Test
  void isWhatItsDocumentationShows() throws IOException {
    String page = Files.readString(Path.of("../docs/json-form.md"), UTF_8);
    List<String> fences = Splitter.on("```").splitToList(page);
    String example = fences.get(1).substring("json".length());
    ObjectMapper mapper = new ObjectMapper();
    assertThat(JsonFormat.readSweep(example)).isEqualTo(SWEEP);
    assertThat(mapper.readTree(example).toPrettyString())
        .isEqualTo(mapper.readTree(JsonFormat.write(SWEEP)).toPrettyString());
  }

  @Test
  void isForATeamWhatItsDocumentationShows() throws IOException {
    String page = Files.readString(Path.of("../docs/json-form.md"), UTF_8);
    String example =
        Splitter.on("```")
            .splitToStream(page)
            .filter(fence -> fence.contains("\"kind\": \"team\""))
            .findFirst()
            .orElseThrow()
            .substring("json".length());
    Task spawner = Unicorns.task("spawner", "Who starts these instances?").build();
    Task last = Unicorns.task("last", "The last one").needs(Set.of("spawner")).build();
    Game game =
        Game.builder("unicorn-corp", "Unicorn Corp")
            .module(Module.of("module", "Module", spawner, last))
            .build();
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(example).toPrettyString())
        .isEqualTo(
            mapper
                .readTree(JsonFormat.writeForTeam(Disclosure.EXACT, game, SWEEP, "team-7"))
                .toPrettyString());
  }

  @Nested
  class WritesForReaders {
    @Test
    void whatFollowsFromTheFindings() {
      assertThat(JsonFormat.write(VERDICT))
          .startsWith(
              "{\"version\":1,\"kind\":\"verdict\",\"outcome\":\"FAILED\",\"progress\":\"5/12\","
                  + "\"percent\":41,\"next\":\"InstancesNotReplaced\","
                  + "\"observedAt\":\"2026-11-22T11:05:00Z\",\"findings\":[");
    }

    @Test
    void whyItCouldNotBeSeenAndUntilWhenToWait() {
      Expectation seen = Expectation.of("NotSeen", "look", "It is seen");
      assertThat(JsonFormat.write(Verdict.of(NOW, seen.unknown(Cause.TIMED_OUT).build())))
          .contains("\"next\":\"NotSeen\",\"cause\":\"TIMED_OUT\",\"observedAt\"");
      assertThat(JsonFormat.write(Verdict.of(NOW, seen.pending(NOW.plusSeconds(5)).build())))
          .contains("\"next\":\"NotSeen\",\"until\":\"2026-11-22T11:05:05Z\",\"observedAt\"");
    }

    @Test
    void whenItWasFixed() {
      Verdict passed =
          Verdict.of(NOW, Expectation.of("NotSeen", "look", "It is seen").satisfied().build())
              .withFixedAt(Optional.of(NOW.minusSeconds(5)));
      assertThat(JsonFormat.write(passed)).contains("\"fixedAt\":\"2026-11-22T11:04:55Z\"");
    }
  }

  @Nested
  class Reads {
    @Test
    void overFieldsThatItDoesNotKnow() {
      String json =
          JsonFormat.write(VERDICT)
              .replace("\"outcome\"", "\"mood\":{\"good\":[1,2]},\"outcome\"")
              .replace("\"topic\"", "\"more\":null,\"topic\"");
      assertThat(JsonFormat.readVerdict(json)).isEqualTo(VERDICT);
    }

    @Test
    void withoutWhatIsForReadersAndMayBeMissing() {
      String json = JsonFormat.write(VERDICT).replace("\"next\":\"InstancesNotReplaced\",", "");
      assertThat(JsonFormat.readVerdict(json)).isEqualTo(VERDICT);
    }

    @Test
    void timesHoweverTheyAreWritten() {
      String json = JsonFormat.write(SWEEP).replace("11:05:01Z", "11:05:01.000Z");
      assertThat(JsonFormat.readSweep(json)).isEqualTo(SWEEP);
    }
  }

  @Nested
  class Refuses {
    private void refused(String old, String instead, String... said) {
      String json = JsonFormat.write(SWEEP);
      String broken = json.replace(old, instead);
      assertThat(broken).as("the test's own change").isNotEqualTo(json);
      assertThatThrownBy(() -> JsonFormat.readSweep(broken))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll(said);
    }

    @Test
    void anotherVersion() {
      refused("\"version\":1", "\"version\":2", "At /version", "version is 1", "2");
      refused("\"version\":1,", "", "At the top", "'version' is missing");
      refused("\"version\":1", "\"version\":\"1\"", "At /version", "not a 64-bit integer");
    }

    @Test
    void withOnePlaceAndOneReason() {
      String json = JsonFormat.write(SWEEP).replace("\"percent\":25", "\"percent\":26");
      assertThatThrownBy(() -> JsonFormat.readSweep(json))
          .hasMessage(
              "At /judgements/0/parts/0/verdict/findings/1/percent, expected 25 because of the"
                  + " other fields, found: 26");
    }

    @Test
    void anotherKind() {
      assertThatThrownBy(() -> JsonFormat.readVerdict(JsonFormat.write(SWEEP)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("At /kind", "verdict", "sweep");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "'' | At the top, this is not an object",
          "[] | At the top, this is not an object",
          "{\"version\":1,} | line 1, column 14",
          "{\"version\":1} {} | This is not JSON",
          "{\"version\":1,\"version\":1} | Duplicate",
          "null | At the top, this is not an object",
        })
    void whatIsNoSweep(String json, String said) {
      assertThatThrownBy(() -> JsonFormat.readSweep(json.replace("''", "")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(said);
    }

    @Test
    void aVerdictThatContradictsItsFindings() {
      refused(
          "\"verdict\":{\"outcome\":\"FAILED\"",
          "\"verdict\":{\"outcome\":\"PASSED\"",
          "At /judgements/0/parts/0/verdict/outcome",
          "expected FAILED",
          "\"PASSED\"");
      refused(
          "\"task\":\"spawner\",\"outcome\":\"FAILED\"",
          "\"task\":\"spawner\",\"outcome\":\"PASSED\"",
          "At /judgements/0/outcome");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        value = {
          "\"progress\":\"5/12\",\"percent\":41,\"completedAt\" |"
              + " \"progress\":\"1/1\",\"percent\":41,\"completedAt\" | /judgements/0/progress",
          "\"percent\":41,\"next\" | \"percent\":100,\"next\" | /verdict/percent",
          "\"next\":\"Inst | \"next\":\"Most | /verdict/next",
          "\"observedAt\" | \"cause\":\"THROTTLED\",\"observedAt\" | /verdict/cause",
          "\"observedAt\" | \"until\":\"2026-11-22T11:05:00Z\",\"observedAt\" | /verdict/until",
          "\"findings\" | \"fixedAt\":\"2026-11-22T11:05:00Z\",\"findings\" | /verdict/fixedAt",
          "\"countsAt\":\"2026 | \"countsAt\":\"2025 | /judgements/0/countsAt",
          "\"state\":\"UNSATISFIED\" | \"state\":\"SATISFIED\" | /verdict/findings/1, ",
          "\"state\":\"UNSATISFIED\" | \"state\":\"DONE\" | /findings/1/state, this is none of [S",
          "\"percent\":25 | \"percent\":26 | /verdict/findings/1/percent",
          "\"progress\":\"1/4\" | \"progress\":\"5/4\" | /findings/1/progress, Progress goes",
          "\"code\":\"Templ | \"code\":\"templ | /findings/0, A code is written",
          "\"cause\":\"THROTTLED\" | \"cause\":\"BORED\" | /findings/2/cause, this is none of",
          "\"cause\":\"THROTTLED\", | `` | /findings/2, StrangeInstances is UNKNOWN",
          "\"observedAt\":\"2026 | \"observedAt\":\"at 2026 | /observedAt, this is not a time",
          "\"weight\":2 | \"weight\":0 | /judgements/0/parts/0, The check ec2.spawner has",
          "\"weight\":2 | \"weight\":2.5 | /parts/0/weight, this is not a 64-bit integer",
          "\"status\":200 | \"status\":20000000000 | /evidence/0/status, this is not an HTTP"
              + " status",
          "\"forOrganiser\":true | \"forOrganiser\":\"yes\" | /facts/1/forOrganiser, this is"
              + " neither",
          "\"name\":\"i-0abc\" | \"name\":7 | /facts/0/name, this is not a text",
          "\"waitsFor\":[\"spawner\"] | \"waitsFor\":\"spawner\" | /closed/0/waitsFor, this is not"
              + " an a",
          "\"team\":\"team-7\",\"task\":\"last\" | \"task\":\"last\" | /closed/0, the field 'team'",
        })
    void whatIsBrokenAndSaysWhere(String old, String instead, String said) {
      refused(old, instead, said);
    }
  }
}

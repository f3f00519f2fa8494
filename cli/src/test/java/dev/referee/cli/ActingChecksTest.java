package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Catalogue;
import dev.referee.Permissions;
import dev.referee.internal.ReadingRules;
import dev.referee.spi.CheckKind;
import org.junit.jupiter.api.Test;

class ActingChecksTest {
  @Test
  void describesWhatEveryActingCheckDoes() {
    assertThat(Catalogue.load().kinds().values().stream().filter(ActingChecksTest::acts))
        .extracting(CheckKind::id)
        .containsExactlyInAnyOrder(
            "eks.disruption-budget",
            "eks.pods-hardened",
            "ssm.command-answers",
            "ssm.session-opens");
    for (CheckKind kind : Catalogue.load().kinds().values()) {
      String words = ActingChecks.words(kind.permissions());
      assertThat(words.isEmpty()).as(kind.id()).isEqualTo(!acts(kind));
      assertThat(words).as("every action has its words").doesNotContain("calls ");
      assertThat(Spoken.referee("checks", kind.id()).out().contains("It does more than read"))
          .isEqualTo(acts(kind));
    }
    assertThat(Spoken.referee("checks").out())
        .containsSubsequence(
            "These do more than read",
            "eks.disruption-budget asks for the eviction of a pod as a dry run",
            "ssm.command-answers runs a command on your instances",
            "ssm.session-opens starts sessions on your instances and ends them");
  }

  @Test
  void everyOtherActionOfOurChecksReads() {
    assertThat(ReadingRules.problems(Permissions.ofReads("ssm:StartSession"))).hasSize(1);
    for (CheckKind kind : Catalogue.load().kinds().values()) {
      assertThat(kind.permissions().reads()).as(kind.id()).isNotEmpty();
      assertThat(ReadingRules.problems(kind.permissions())).as(kind.id()).isEmpty();
    }
  }

  private static boolean acts(CheckKind kind) {
    return !kind.permissions().actives().isEmpty();
  }

  @Test
  void namesAnActionThatItCannotDescribe() {
    assertThat(ActingChecks.words(Permissions.ofReads("a:B").withActives("c:D")))
        .isEqualTo("calls c:D");
  }
}

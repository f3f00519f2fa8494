package dev.referee.events;

import static dev.referee.events.NotifiedAccount.CALLS;
import static dev.referee.events.NotifiedAccount.PLAYER;
import static dev.referee.events.NotifiedAccount.STATES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Outcome;
import dev.referee.Verdict;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.ReceivedCall;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests how many calls a verdict needs, and chains that only the embedded account can have. */
class ToldCallsTest {
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final NotifiedAccount account = new NotifiedAccount(sandbox);
  private Outcome outcome = Outcome.INCONCLUSIVE;

  @AfterEach
  void close() {
    sandbox.close();
  }

  /** Returns the calls of a judgement, without the one that proves the identity. */
  private List<String> calls() {
    int before = sandbox.embedded().calls().size();
    Verdict verdict = sandbox.referee().build().judge(account.check.build(), sandbox.account());
    outcome = verdict.outcome();
    return sandbox.embedded().calls().stream()
        .skip(before)
        .map(ReceivedCall::operation)
        .filter(operation -> !operation.equals("GetCallerIdentity"))
        .toList();
  }

  @Test
  void aChainByAStateChangeTakesFiveCallsAtMost() {
    account.told();
    assertThat(calls())
        .containsExactly(
            "ListRules",
            "ListTargetsByRule",
            "GetTopicAttributes",
            "ListSubscriptionsByTopic",
            "GetSubscriptionAttributes");
    assertThat(outcome).isEqualTo(Outcome.PASSED);
  }

  @Test
  void aChainByAnApiCallTakesEight() {
    account.toldOfCalls();
    assertThat(calls()).hasSize(8).contains("DescribeTrails", "GetTrailStatus");
    assertThat(outcome).isEqualTo(Outcome.PASSED);
  }

  @Test
  void largeAccountsTakeACallForEachPage() {
    for (int i = 0; i < 300; i++) {
      account.rule("other" + i, CALLS.replace("RunInstances", "StopInstances"));
    }
    for (int i = 0; i < 100; i++) {
      account.topic("topic" + i).subscribe("topic" + i, "other@example.com");
    }
    assertThat(calls()).containsExactly("ListRules", "ListRules", "ListRules", "ListSubscriptions");
    assertThat(outcome).isEqualTo(Outcome.FAILED);
    account.told();
    assertThat(calls()).hasSize(8);
    assertThat(outcome).isEqualTo(Outcome.PASSED);
  }

  @Test
  void aBrokenChainOfThreeRulesTakesTwentyAtMost() {
    account.trail("audit").topic("told").encrypt("told").subscribe("told", PLAYER);
    for (String name : List.of("a", "b", "c")) {
      account.rule(name, name.equals("a") ? STATES : CALLS).target(name, "told");
    }
    assertThat(calls()).hasSizeLessThanOrEqualTo(20);
    assertThat(outcome).isEqualTo(Outcome.FAILED);
  }

  @Test
  void aTrailOfTheOrganizationIsEnough() {
    account.toldOfCalls().trails.deleteTrail(r -> r.name("audit"));
    sandbox.embedded().organizationTrail("organization");
    calls();
    assertThat(outcome).isEqualTo(Outcome.PASSED);
    assertThat(account.mailsOfAStart()).isNotEmpty();
  }
}

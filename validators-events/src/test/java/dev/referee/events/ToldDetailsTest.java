package dev.referee.events;

import static dev.referee.events.NotifiedAccount.PLAYER;
import static dev.referee.events.NotifiedAccount.STATES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Verdict;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.RefereeAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** Tests designs that cannot be seen as a whole, and what the findings say. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class ToldDetailsTest {
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();
  private final NotifiedAccount account = new NotifiedAccount(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  private Verdict verdict() {
    return sandbox.referee().build().judge(account.check.build(), sandbox.account());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:lambda:us-east-1:111122223333:function:tell",
        "arn:aws:events:us-east-1:999999999999:event-bus/operations",
        "arn:aws:events:eu-west-1:111122223333:event-bus/default",
        "arn:aws:events:us-east-1:111122223333:api-destination/chat/1",
      })
  void aTargetThatMayTellSomebodyFailsNobody(String arn) {
    account.rule("started", STATES).target("started", Target.builder().id("far").arn(arn).build());
    Verdict verdict = verdict();
    RefereeAssertions.assertThat(verdict).isInconclusive(Cause.MISCONFIGURED);
    assertThat(verdict.next().orElseThrow().seen().orElseThrow())
        .contains(arn, "cannot see whom it tells");
    account.told();
    assertThat(verdict().isPassed()).as("with a topic beside it").isTrue();
  }

  @Test
  void aTopicThatCannotBeReadFailsNobody() {
    account
        .rule("started", STATES)
        .topic("hidden")
        .target("started", Target.builder().id("a").arn(account.topicArn("hidden")).build());
    sandbox.embedded().inject(Fault.deny().on("sns", "GetTopicAttributes"));
    RefereeAssertions.assertThat(verdict()).isInconclusive(Cause.ACCESS_DENIED);
  }

  @Test
  void aSubscriptionForEverybodyIsNamed() {
    account
        .told()
        .policy(
            "told",
            """
            {"Effect":"Allow","Principal":"*","Action":"sns:Publish","Resource":"%s"}\
            """
                .formatted(account.topicArn("told")));
    Verdict verdict = verdict();
    assertThat(verdict.isPassed()).isTrue();
    assertThat(verdict.findings().toString()).contains("allows everybody to publish");
    assertThat(account.mailsOfAStart()).anyMatch(mail -> mail.recipient().equals(PLAYER));
  }

  @Test
  void theRemedyForAMissingTrailNamesTheStateChangeOnlyIfThatIsEnough() {
    account.toldOfCalls().trails.deleteTrail(r -> r.name("audit"));
    assertThat(verdict().next().orElseThrow().remedy().orElseThrow()).contains("state change");
    account.check(EventsChecks.told().apiCall("ec2:RunInstances"));
    assertThat(verdict().next().orElseThrow().remedy().orElseThrow())
        .contains("Create a trail")
        .doesNotContain("state change");
  }
}

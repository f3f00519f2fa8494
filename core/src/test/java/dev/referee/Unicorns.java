package dev.referee;

import java.time.Instant;
import java.util.List;

/** The findings, tasks and verdicts that the tests of reports use. */
public final class Unicorns {
  public static final Instant NOW = Instant.parse("2026-11-22T10:02:30Z");

  public static final Expectation CLEAN =
      Expectation.of(
          "LaunchTemplateNotClean",
          "launch template",
          "What the group launches from runs no script that starts instances");
  public static final Expectation REPLACED =
      Expectation.of(
          "InstancesNotReplaced",
          "running instances",
          "Every instance in service runs clean user data");
  public static final Expectation QUIET =
      Expectation.of(
          "StrangeInstancesComeBack",
          "strange instances",
          "No strange instance has come back for 5 minutes");

  public static final Finding CLEAN_DONE =
      CLEAN.satisfied().subject("lt-0a1").seen("version 3").build();
  public static final Finding NOT_REPLACED =
      REPLACED
          .unsatisfied()
          .subject("unicorn-web")
          .expected("version 3 on all 3 instances")
          .seen("version 2 on 2 instances")
          .fact("i-0aaa", "version 2")
          .fact("i-0bbb", "version 2")
          .organiserFact("script", "aws ec2 run-instances --count 5")
          .remedy("Start an instance refresh of the group.")
          .source("https://docs.aws.amazon.com/autoscaling/ec2/userguide/instance-refresh.html")
          .progress(Progress.of(1, 3))
          .build();
  public static final Finding NOT_QUIET_YET =
      QUIET.pending(Instant.parse("2026-11-22T10:05:00Z")).seen("none since 10:00:00").build();
  public static final Finding NOT_SEEN =
      QUIET
          .unknown(Cause.ACCESS_DENIED)
          .seen("This could not be looked at.")
          .organiserFact("why", "role/judge may not ec2:DescribeInstances")
          .build();

  public static final Evidence ANSWER =
      new Evidence(
          "ec2",
          "DescribeInstances",
          "111122223333",
          "eu-west-1",
          "ec2.eu-west-1.amazonaws.com",
          200,
          "8a7b6c5d-0000-4444-8888-123456789abc",
          Instant.parse("2026-11-22T10:02:30.125Z"),
          "ab".repeat(32));

  private Unicorns() {}

  public static Verdict verdict(Finding... findings) {
    return Verdict.of(NOW, findings);
  }

  public static Task.Builder task(String id, String title) {
    return Task.builder(id, title)
        .area("Autoscaling")
        .difficulty(Difficulty.HARD)
        .points(1_000)
        .check(check(id));
  }

  public static Check check(String id) {
    return new Check() {
      @Override
      public String id() {
        return "ec2." + id;
      }

      @Override
      public String claim() {
        return "No strange instance is running or coming back";
      }

      @Override
      public Verdict judge(CheckContext context) {
        throw new AssertionError("nobody judges here");
      }
    };
  }

  public static Judgement judgement(String team, Task task, Verdict verdict) {
    Check check = task.checks().get(0).check();
    return new Judgement(
        team,
        task.id(),
        List.of(new Judgement.Part(check.id(), check.claim(), 1, verdict)),
        verdict.observedAt());
  }
}

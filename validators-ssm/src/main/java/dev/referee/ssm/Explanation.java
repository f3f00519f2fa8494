package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * An explanation of the result of a probe. It never overrules that result: if an instance was
 * reached, suspicious settings are reported but do not count; if the probe could not run, nothing
 * is concluded.
 */
final class Explanation {
  /** The explanation is not needed if an instance was reached. */
  static final Permissions READS = optional(SessionDiagnosis.READS.and(Agents.READS));

  private static Permissions optional(Permissions reads) {
    return reads.optional(
        "The check still tries to reach the instance, but if that fails, its explanation is less"
            + " exact.",
        reads.reads().toArray(String[]::new));
  }

  private final CheckContext context;
  private final Account account;
  private final Expectation goal;
  private final boolean sessions;

  /**
   * Makes one.
   *
   * @param steps the steps; the last one is the goal
   * @param sessions whether sessions have to open, and not only commands to run
   */
  Explanation(
      CheckContext context, Account account, ImmutableList<Expectation> steps, boolean sessions) {
    this.context = context;
    this.account = account;
    this.goal = steps.get(steps.size() - 1);
    this.sessions = sessions;
  }

  /** Returns the findings about all instances, one by one. */
  List<Finding> of(Map<Instance, ProbeResult> results) {
    ImmutableList<Instance> walked =
        results.entrySet().stream()
            .filter(entry -> isWalked(entry.getValue()))
            .map(Map.Entry::getKey)
            .collect(toImmutableList());
    SessionDiagnosis diagnosis = new SessionDiagnosis(account);
    LateRepair repairs = new LateRepair(context, account);
    Agents agents =
        new Agents(new ManagedNodes(account), repairs, diagnosis.ways(), walked, context.now());
    Preferences preferences = new Preferences(account, diagnosis.ways());
    List<Finding> findings = new ArrayList<>();
    results.forEach(
        (instance, result) -> {
          List<Finding> before = new ArrayList<>();
          if (walked.contains(instance)) {
            before.addAll(diagnosis.judge(instance));
            BlockedFindings.missing(before).ifPresent(finding -> repairs.note(instance, finding));
            before.addAll(agents.judge(instance, before, sessions, result));
          }
          ProbeResult seen = sessions ? explained(preferences, instance, result, before) : result;
          if (result instanceof ProbeResult.Reached) {
            repairs.forget(instance);
            findings.addAll(despite(before));
          } else {
            findings.addAll(before);
          }
          findings.add(goal(instance, seen, before));
        });
    return findings;
  }

  private boolean isWalked(ProbeResult result) {
    return result instanceof ProbeResult.Reached
        ? context.explainAll()
        : !(result instanceof ProbeResult.Unseen);
  }

  /**
   * Adds the explanation by the session preferences, and returns the resulting probe result.
   *
   * <p>Unreadable preferences do not change a refusal. Without them, a silent session cannot be
   * explained, unless something else explains it already.
   */
  private static ProbeResult explained(
      Preferences preferences, Instance instance, ProbeResult result, List<Finding> before) {
    try {
      before.addAll(preferences.explain(instance, result));
    } catch (Inconclusive e) {
      if (result instanceof ProbeResult.Silent && !isExplained(before)) {
        return new ProbeResult.Unseen(e);
      }
    }
    return result;
  }

  private static boolean isExplained(List<Finding> before) {
    return BlockedFindings.blocking(before)
        .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
        .isPresent();
  }

  private Finding goal(Instance instance, ProbeResult result, List<Finding> before) {
    if (result instanceof ProbeResult.Unseen unseen) {
      return goal.evaluate(
          () -> {
            throw unseen.why();
          });
    }
    Optional<Finding> blocking = BlockedFindings.blocking(before);
    Finding.Builder finding;
    if (result instanceof ProbeResult.Reached reached) {
      finding = goal.satisfied().seen(reached.seen());
    } else if (result instanceof ProbeResult.Refused refused) {
      finding = goal.unsatisfied().seen(refused.seen());
      if (!refused.message().isBlank()) {
        finding.organiserFact(
            "message of the agent or service", UnexpectedError.excerpt(refused.message()));
      }
    } else if (result instanceof ProbeResult.Silent silent) {
      finding = isExplained(before) ? goal.unsatisfied() : goal.unknown(Cause.TIMED_OUT);
      finding.seen(silent.seen());
    } else {
      finding =
          blocking
              .map(it -> BlockedFindings.of(goal, it))
              .orElseGet(goal::unsatisfied)
              .seen(((ProbeResult.NotConnected) result).seen());
    }
    if (!(result instanceof ProbeResult.Reached)) {
      finding
          .expected(goal.claim())
          .remedy(
              blocking
                  .map(BlockedFindings::remedy)
                  .orElse("Start a session yourself and read its error message."));
      blocking.ifPresent(finding::after);
    }
    return finding.subject(instance.instanceId()).build();
  }

  /** Turns unsatisfied findings into satisfied ones, because the instance was reached. */
  private static ImmutableList<Finding> despite(List<Finding> findings) {
    return findings.stream().map(Explanation::despite).collect(toImmutableList());
  }

  private static Finding despite(Finding finding) {
    return finding.isSatisfied()
        ? finding
        : finding
            .expectation()
            .satisfied()
            .subject(finding.subject())
            .seen("The instance was reached, so this is not a problem.")
            .organiserFact("but observed", finding.seen().orElse(finding.code()))
            .build();
  }
}

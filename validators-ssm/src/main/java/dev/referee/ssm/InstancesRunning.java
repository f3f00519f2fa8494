package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ssm.SessionExpectations.RUNNING;
import static dev.referee.ssm.SessionExpectations.THERE;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.resources.InstanceReads;
import dev.referee.resources.InstanceSource;
import dev.referee.spi.Facts;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;

/** An evaluator of whether the selected instances exist and run. */
final class InstancesRunning {
  private final InstanceSource source;
  private final int atLeast;
  private final InstanceSource.Found found;
  private final ImmutableList<Instance> staying;

  InstancesRunning(InstanceSource source, int atLeast, InstanceSource.Found found) {
    this.source = source;
    this.atLeast = atLeast;
    this.found = found;
    this.staying =
        found.instances().stream()
            .filter(instance -> !InstanceReads.isEnded(instance))
            .collect(toImmutableList());
  }

  boolean isEnough() {
    return staying.size() >= atLeast;
  }

  /** Returns the instances that are not terminated. */
  ImmutableList<Instance> staying() {
    return staying;
  }

  /** Returns the running instances. */
  ImmutableList<Instance> running() {
    return staying.stream()
        .filter(instance -> InstanceReads.state(instance).equals("running"))
        .collect(toImmutableList());
  }

  /** Step: enough instances exist. */
  Finding there() {
    if (isEnough()) {
      return THERE.satisfied().seen(exist(staying.size())).build();
    }
    return found.resource().unfinished(THERE, source).orElseGet(this::missing);
  }

  private Finding missing() {
    Finding.Builder finding =
        THERE
            .unsatisfied()
            .expected("at least %d of the instances %s".formatted(atLeast, source))
            .seen(
                staying.isEmpty()
                    ? "There is no such instance: it was terminated, or never existed in this"
                        + " account and Region."
                    : "Only " + exist(staying.size()))
            .remedy(
                "Launch the instance again. If it was replaced, give the new one the same tags.");
    Facts.add(finding, found.instances(), Instance::instanceId, InstanceReads::state);
    return finding.build();
  }

  /** Step: enough instances run. */
  Finding runs() {
    int run = running().size();
    List<Instance> off =
        staying.stream().filter(instance -> !running().contains(instance)).toList();
    long starting = off.stream().filter(InstanceReads::isRunning).count();
    if (run >= atLeast && starting == 0) {
      Finding.Builder finding = RUNNING.satisfied().seen(count(run) + " running.");
      Facts.add(finding, off, Instance::instanceId, InstanceReads::state);
      return finding.build();
    }
    boolean coming = run + starting >= atLeast;
    Finding.Builder finding =
        (coming ? RUNNING.pending() : RUNNING.unsatisfied())
            .expected(atLeast + " running of the instances " + source)
            .seen(run == 0 ? "None is running." : "Only " + count(run) + " running.")
            .remedy(
                coming
                    ? "Wait until EC2 has started them."
                    : "Start them: Systems Manager cannot reach a stopped instance.");
    Facts.add(finding, off, Instance::instanceId, InstanceReads::state);
    return finding.build();
  }

  private static String exist(int number) {
    return number == 1 ? "1 exists." : number + " exist.";
  }

  private static String count(int number) {
    return number == 1 ? "1 is" : number + " are";
  }
}

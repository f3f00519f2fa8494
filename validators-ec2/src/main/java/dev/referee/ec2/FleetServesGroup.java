package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.ec2.FleetServesExpectations.HEALTHY;
import static dev.referee.ec2.FleetServesExpectations.IN_SERVICE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.ec2.FleetServesMember.Trouble;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.SuspendedProcess;
import software.amazon.awssdk.services.ec2.model.EbsStatusSummary;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;

/**
 * An Auto Scaling group, with the states that it and EC2 report for its instances.
 *
 * @param group the group's description
 * @param weighted whether instances count by their weights, as the group itself counts
 */
record FleetServesGroup(AutoScalingGroup group, boolean weighted) {
  private static final ImmutableSet<String> REPLACING =
      ImmutableSet.of("HealthCheck", "Launch", "ReplaceUnhealthy", "Terminate");

  String name() {
    return group.autoScalingGroupName();
  }

  int desired() {
    return group.desiredCapacity();
  }

  /** Returns which of the processes are suspended. */
  ImmutableSet<String> suspended(ImmutableSet<String> processes) {
    return group.suspendedProcesses().stream()
        .map(SuspendedProcess::processName)
        .filter(processes::contains)
        .sorted()
        .collect(toImmutableSet());
  }

  ImmutableSet<String> suspendedReplacing() {
    return suspended(REPLACING);
  }

  boolean launches() {
    return suspended(ImmutableSet.of("Launch")).isEmpty();
  }

  /** Returns the missing capacity of the group, in its own units. */
  int missing() {
    int there =
        group.instances().stream()
            .filter(instance -> isInService(instance) || isPending(instance))
            .mapToInt(instance -> weight(instance, true))
            .sum();
    return Math.max(0, desired() - there);
  }

  /** Returns its instances according to the group, without terminating ones and the warm pool. */
  ImmutableList<FleetServesMember> members() {
    boolean replaces = suspendedReplacing().isEmpty();
    return group.instances().stream()
        .filter(instance -> !isLeaving(instance))
        .map(
            instance ->
                new FleetServesMember(
                    instance.instanceId(),
                    name(),
                    nullToEmpty(instance.availabilityZone()),
                    weight(instance, weighted),
                    replaces,
                    lifecycle(instance)))
        .collect(toImmutableList());
  }

  private static int weight(Instance instance, boolean weighted) {
    String weight = nullToEmpty(instance.weightedCapacity());
    return weighted && !weight.isEmpty() ? Integer.parseInt(weight) : 1;
  }

  private static Optional<Trouble> lifecycle(Instance instance) {
    String state = nullToEmpty(instance.lifecycleStateAsString());
    if (isPending(instance)) {
      return Trouble.pending(
          IN_SERVICE,
          state.equals("Pending:Wait") ? state + ", waiting for a lifecycle hook" : state);
    }
    return isInService(instance) ? Optional.empty() : Trouble.broken(IN_SERVICE, state);
  }

  private static boolean isInService(Instance instance) {
    return nullToEmpty(instance.lifecycleStateAsString()).equals("InService");
  }

  private static boolean isPending(Instance instance) {
    return nullToEmpty(instance.lifecycleStateAsString()).startsWith("Pending");
  }

  private static boolean isLeaving(Instance instance) {
    String state = nullToEmpty(instance.lifecycleStateAsString());
    return state.startsWith("Terminat")
        || state.startsWith("Detach")
        || state.startsWith("Warmed:");
  }

  /** Returns its instances according to the group and EC2. */
  ImmutableList<FleetServesMember> healthy(FleetServesReader reader) {
    ImmutableSet<String> unhealthy =
        group.instances().stream()
            .filter(instance -> !nullToEmpty(instance.healthStatus()).equalsIgnoreCase("Healthy"))
            .map(Instance::instanceId)
            .collect(toImmutableSet());
    return members().stream()
        .map(member -> member.or(trouble(member, reader, unhealthy)))
        .collect(toImmutableList());
  }

  private static Optional<Trouble> trouble(
      FleetServesMember member, FleetServesReader reader, ImmutableSet<String> unhealthy) {
    if (member.problem().isPresent()) {
      return Optional.empty();
    }
    Optional<InstanceStatus> status = reader.status(member.id());
    if (!isRunning(status)) {
      return Optional.of(
          new Trouble(
              HEALTHY,
              member.replaceable(),
              state(status) + (member.replaceable() ? "; the group is about to replace it" : "")));
    }
    if (unhealthy.contains(member.id())) {
      return Trouble.broken(HEALTHY, "Unhealthy according to the group");
    }
    return status.flatMap(FleetServesGroup::trouble);
  }

  private static String state(Optional<InstanceStatus> status) {
    return status
        .map(it -> nullToEmpty(it.instanceState().nameAsString()))
        .orElse("unknown to EC2");
  }

  private static boolean isRunning(Optional<InstanceStatus> status) {
    return state(status).equals("running");
  }

  /** Returns instances outside of any group. */
  static ImmutableList<FleetServesMember> outsiders(Collection<InstanceStatus> statuses) {
    return statuses.stream()
        .filter(status -> isRunning(Optional.of(status)))
        .map(
            status ->
                new FleetServesMember(
                    status.instanceId(),
                    "",
                    nullToEmpty(status.availabilityZone()),
                    1,
                    false,
                    trouble(status)))
        .collect(toImmutableList());
  }

  /**
   * Returns the problem that the status checks report.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceStatusSummary.html">
   *     InstanceStatusSummary</a>
   */
  static Optional<Trouble> trouble(InstanceStatus status) {
    return Stream.of(
            check("system", status.systemStatus()),
            check("instance", status.instanceStatus()),
            check("attached EBS", status.attachedEbsStatus()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Trouble> check(String check, InstanceStatusSummary summary) {
    return summary == null ? Optional.empty() : check(check, summary.statusAsString());
  }

  private static Optional<Trouble> check(String check, EbsStatusSummary summary) {
    return summary == null ? Optional.empty() : check(check, summary.statusAsString());
  }

  private static Optional<Trouble> check(String check, String status) {
    return switch (nullToEmpty(status)) {
      case "impaired" -> Trouble.broken(HEALTHY, "its " + check + " status check is impaired");
      case "initializing", "insufficient-data" ->
          Trouble.pending(HEALTHY, "its " + check + " status check is " + status);
      default -> Optional.empty();
    };
  }

  /** Returns the attached load balancers whose health checks are not read. */
  ImmutableList<String> notJudged() {
    return Stream.concat(
            group.loadBalancerNames().stream().map(name -> "Classic Load Balancer " + name),
            group.trafficSources().stream()
                .filter(source -> nullToEmpty(source.type()).equals("vpc-lattice"))
                .map(source -> "VPC Lattice target group " + source.identifier()))
        .collect(toImmutableList());
  }
}

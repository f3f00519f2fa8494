package dev.referee.ec2;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import com.google.common.collect.Ordering;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.resources.InstanceReads;
import dev.referee.spi.Arguments;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/** A lazy, caching reader of instance states from EC2 and load balancers. */
final class FleetServesReader {
  /** The number of ids that EC2 accepts in one call. */
  private static final int MOST_IDS = 100;

  private static final Pattern ID = Pattern.compile("i-[0-9a-f]+");

  private final Ec2Client ec2;
  private final ElasticLoadBalancingV2Client balancing;
  private final ImmutableSet<String> ids;
  private final Supplier<Map<String, InstanceStatus>> statuses;
  private final Supplier<Map<String, String>> addresses;
  private final Map<String, Optional<String>> arns = new HashMap<>();
  private final Map<String, Optional<FleetServesTargetHealth>> targets = new HashMap<>();

  FleetServesReader(Account account, List<AutoScalingGroup> groups) {
    this.ec2 = account.client(Ec2Client::builder);
    this.balancing = account.client(ElasticLoadBalancingV2Client::builder);
    this.ids =
        groups.stream()
            .flatMap(group -> group.instances().stream())
            .map(Instance::instanceId)
            .collect(toImmutableSet());
    this.statuses = Suppliers.memoize(() -> readStatuses(ids));
    this.addresses = Suppliers.memoize(this::readAddresses);
  }

  /** Returns the status of an instance in EC2; empty if there is none with that id. */
  Optional<InstanceStatus> status(String id) {
    return Optional.ofNullable(statuses.get().get(id));
  }

  /** Returns the status of the instances that are targets, but in none of the groups. */
  Map<String, InstanceStatus> outsiders(List<String> targetGroups) {
    return readStatuses(
        targetGroups.stream()
            .flatMap(group -> arn(group).flatMap(this::targets).stream())
            .flatMap(targets -> targets.byInstance().keySet().stream())
            .filter(id -> ID.matcher(id).matches() && !ids.contains(id))
            .collect(toImmutableSet()));
  }

  private Map<String, InstanceStatus> readStatuses(Set<String> ids) {
    Map<String, InstanceStatus> found = new TreeMap<>();
    for (List<String> some : Iterables.partition(Ordering.natural().sortedCopy(ids), MOST_IDS)) {
      read(some).forEach(status -> found.put(status.instanceId(), status));
    }
    return found;
  }

  /** Reads some; an instance that EC2 no longer knows makes the whole call fail. */
  private List<InstanceStatus> read(List<String> some) {
    if (some.isEmpty()) {
      return List.of();
    }
    try {
      return ec2
          .describeInstanceStatusPaginator(
              request -> request.instanceIds(some).includeAllInstances(true))
          .instanceStatuses()
          .stream()
          .map(
              status ->
                  AnswerReader.complete(
                      "DescribeInstanceStatus", status, "InstanceId", "InstanceState"))
          .toList();
    } catch (Ec2Exception e) {
      List<String> known = new ArrayList<>(some);
      if (!AwsLookups.isNotFound(e) || !known.removeAll(named(e))) {
        throw e;
      }
      return read(known);
    }
  }

  private static List<String> named(Ec2Exception e) {
    return ID.matcher(nullToEmpty(e.getMessage())).results().map(MatchResult::group).toList();
  }

  /** Returns the instances by their private addresses. */
  private Map<String, String> readAddresses() {
    Map<String, String> found = new HashMap<>();
    InstanceReads.having(ec2, "instance-id", ids)
        .forEach(
            instance ->
                instance
                    .networkInterfaces()
                    .forEach(
                        face ->
                            face.privateIpAddresses()
                                .forEach(
                                    address ->
                                        found.put(
                                            address.privateIpAddress(), instance.instanceId()))));
    return found;
  }

  /** Returns the ARN of a target group given by name or ARN; empty if there is none. */
  Optional<String> arn(String nameOrArn) {
    if (nameOrArn.startsWith("arn:")) {
      return Optional.of(nameOrArn);
    }
    return arns.computeIfAbsent(
        nameOrArn,
        name ->
            AwsLookups.found(() -> balancing.describeTargetGroups(request -> request.names(name)))
                .flatMap(answer -> answer.targetGroups().stream().findFirst())
                .map(TargetGroup::targetGroupArn));
  }

  /** Returns a target group; empty if there is none. */
  Optional<TargetGroup> targetGroup(String arn) {
    return AwsLookups.found(
            () -> balancing.describeTargetGroups(request -> request.targetGroupArns(arn)))
        .flatMap(answer -> answer.targetGroups().stream().findFirst());
  }

  /** Returns the health of the targets of a target group; empty if there is no such group. */
  Optional<FleetServesTargetHealth> targets(String arn) {
    return targets.computeIfAbsent(
        arn,
        same ->
            AwsLookups.found(
                    () -> balancing.describeTargetHealth(request -> request.targetGroupArn(arn)))
                .map(
                    answer ->
                        FleetServesTargetHealth.of(
                            arn,
                            answer.targetHealthDescriptions(),
                            address -> addresses.get().getOrDefault(address, address),
                            Suppliers.memoize(() -> targetGroup(arn)))));
  }

  /** Returns the names or ARNs of all target groups that count. */
  static ImmutableList<String> targetGroups(Arguments arguments, List<AutoScalingGroup> groups) {
    ImmutableSet.Builder<String> all = ImmutableSet.builder();
    if (!arguments.get(FleetServes.IGNORE_LOAD_BALANCERS)) {
      all.addAll(arguments.find(FleetServes.TARGET_GROUPS).orElse(List.of()));
      groups.forEach(group -> all.addAll(group.targetGroupARNs()));
    }
    return all.build().asList();
  }
}

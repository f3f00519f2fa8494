package dev.referee.resources;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import com.google.common.collect.Ordering;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;

/**
 * A reader of instances, with all pages, and of their states.
 *
 * <p>IAM action: {@code ec2:DescribeInstances}.
 */
public final class InstanceReads {
  /** The number of values that EC2 accepts in one filter. */
  private static final int MOST_VALUES = 200;

  /** The largest page of EC2; pages of this size keep its responses fast and complete. */
  private static final int PAGE = 1000;

  private static final Pattern INITIATED =
      Pattern.compile("\\((\\d{4}-\\d{2}-\\d{2}) (\\d{2}:\\d{2}:\\d{2}) (?:GMT|UTC)\\)");

  private InstanceReads() {}

  /** Reads the instances that have one of the values, in any state. */
  public static List<Instance> having(Ec2Client ec2, String filter, Set<String> values) {
    ImmutableList.Builder<Instance> found = ImmutableList.builder();
    for (List<String> some :
        Iterables.partition(Ordering.natural().sortedCopy(values), MOST_VALUES)) {
      found.addAll(all(ec2, List.of(Filter.builder().name(filter).values(some).build())));
    }
    return found.build();
  }

  /** Reads the selected instances, in any state. */
  public static List<Instance> all(Ec2Client ec2, Instances selected) {
    return all(ec2, selected.filters()).stream()
        .filter(instance -> !selected.excepts(instance.instanceId()))
        .collect(toImmutableList());
  }

  private static List<Instance> all(Ec2Client ec2, List<Filter> filters) {
    return ec2
        .describeInstancesPaginator(request -> request.filters(filters).maxResults(PAGE))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .map(InstanceReads::complete)
        .collect(toImmutableList());
  }

  /**
   * Returns an instance with all members that EC2 always sends, including its location until it is
   * terminated.
   */
  public static Instance complete(Instance instance) {
    String operation = "DescribeInstances";
    AnswerReader.complete(operation, instance, "InstanceId", "State");
    AnswerReader.complete(operation, instance.state(), "Name");
    for (InstanceNetworkInterface face : instance.networkInterfaces()) {
      AnswerReader.complete(operation, face, "NetworkInterfaceId");
      face.groups().forEach(group -> AnswerReader.complete(operation, group, "GroupId"));
    }
    instance.securityGroups().forEach(group -> AnswerReader.complete(operation, group, "GroupId"));
    return isEnded(instance)
        ? instance
        : AnswerReader.complete(operation, instance, "SubnetId", "VpcId");
  }

  /**
   * Finds instances by their ids.
   *
   * @param resource the state of the resource in CloudFormation
   */
  public static InstanceSource.Found withIds(
      Account account, Set<String> ids, StackResource resource) {
    return found(
        ids.isEmpty() ? List.of() : having(account.client(Ec2Client::builder), "instance-id", ids),
        resource);
  }

  static InstanceSource.Found found(List<Instance> instances, StackResource resource) {
    return new InstanceSource.Found(
        instances.stream()
            .filter(instance -> !state(instance).equals("terminated"))
            .sorted(comparing(Instance::instanceId))
            .toList(),
        resource);
  }

  /** Returns its state, for example {@code running}; {@code unknown} if EC2 sends none. */
  public static String state(Instance instance) {
    return instance.state() == null ? "unknown" : nullToEmpty(instance.state().nameAsString());
  }

  /** Returns whether it is running or starting. */
  public static boolean isRunning(Instance instance) {
    return state(instance).equals("running") || state(instance).equals("pending");
  }

  /** Returns whether it is terminated or being terminated. */
  public static boolean isEnded(Instance instance) {
    return state(instance).equals("terminated") || state(instance).equals("shutting-down");
  }

  /**
   * Returns when somebody terminated it, if EC2 says so: "User initiated (2026-11-22 10:00:00
   * GMT)".
   */
  public static Optional<Instant> endedAt(Instance instance) {
    Matcher reason = INITIATED.matcher(nullToEmpty(instance.stateTransitionReason()));
    return isEnded(instance) && reason.find()
        ? Optional.of(Instant.parse(reason.group(1) + "T" + reason.group(2) + "Z"))
        : Optional.empty();
  }
}

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
 * A reader of all pages of instances, and of the states of instances.
 *
 * <p>IAM action: {@code ec2:DescribeInstances}.
 */
public final class InstanceReads {
  /** What EC2 takes in one filter. */
  private static final int MOST_VALUES = 200;

  /** What EC2 returns at once at most; pages of this size keep its answers fast and whole. */
  private static final int PAGE = 1000;

  private static final Pattern INITIATED =
      Pattern.compile("\\((\\d{4}-\\d{2}-\\d{2}) (\\d{2}:\\d{2}:\\d{2}) (?:GMT|UTC)\\)");

  private InstanceReads() {}

  /** Reads the instances that have one of the values, in whatever state they are. */
  public static List<Instance> having(Ec2Client ec2, String filter, Set<String> values) {
    ImmutableList.Builder<Instance> found = ImmutableList.builder();
    for (List<String> some :
        Iterables.partition(Ordering.natural().sortedCopy(values), MOST_VALUES)) {
      found.addAll(all(ec2, List.of(Filter.builder().name(filter).values(some).build())));
    }
    return found.build();
  }

  /** Reads the instances that are selected, in whatever state they are. */
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

  /** Returns an instance that tells what EC2 always tells; until it has ended, also where it is. */
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
   * @param resource what CloudFormation has of what is meant
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

  /** Returns its state, as in {@code running}; {@code unknown} where EC2 tells none. */
  public static String state(Instance instance) {
    return instance.state() == null ? "unknown" : nullToEmpty(instance.state().nameAsString());
  }

  /** Returns whether it runs, or is just starting. */
  public static boolean isRunning(Instance instance) {
    return state(instance).equals("running") || state(instance).equals("pending");
  }

  /** Returns whether it has ended for good, or is just ending. */
  public static boolean isEnded(Instance instance) {
    return state(instance).equals("terminated") || state(instance).equals("shutting-down");
  }

  /**
   * Returns when somebody ended it, where EC2 says so: "User initiated (2026-11-22 10:00:00 GMT)".
   */
  public static Optional<Instant> endedAt(Instance instance) {
    Matcher reason = INITIATED.matcher(nullToEmpty(instance.stateTransitionReason()));
    return isEnded(instance) && reason.find()
        ? Optional.of(Instant.parse(reason.group(1) + "T" + reason.group(2) + "Z"))
        : Optional.empty();
  }
}

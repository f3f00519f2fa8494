package dev.referee.testkit.embedded.ec2;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceStatusResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * An emulation of instances. {@link InstanceLauncher} creates them, {@link InstanceStates} starts
 * and ends them.
 */
final class Instances {
  private static final Duration CHECKS_TAKE = Duration.ofMinutes(2);
  private static final int LEAST_PAGE = 5;
  private static final ResourceTable.Kind KIND =
      new ResourceTable.Kind("i", "instance", "InvalidInstanceID");

  /** The state of an instance that its description does not show. */
  static final class Hidden {
    final String reservationId;
    @Nullable String userData;
    boolean disableApiTermination;
    boolean disableApiStop;
    String shutdownBehavior = "stop";

    /**
     * Counts state changes, so that events scheduled in an earlier state do not happen any more.
     */
    int changes;

    /** Counts boots: the first runs the user data. */
    int boots;

    Hidden(String reservationId) {
      this.reservationId = reservationId;
    }
  }

  private final Ec2 ec2;
  private final ResourceTable<Instance> table;
  private final Map<String, Hidden> hidden = new LinkedHashMap<>();

  Instances(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            KIND,
            Instance::instanceId,
            (instance, tags) ->
                instance.toBuilder()
                    .networkInterfaces(ec2.interfaces.ofInstance(instance.instanceId()))
                    .blockDeviceMappings(ec2.volumes.ofInstance(instance.instanceId()))
                    .tags(Tags.orNone(tags))
                    .build(),
            InstanceFilters.of(ec2));
  }

  DescribeInstancesResponse describe(DescribeInstancesRequest request, Call call) {
    if (request.maxResults() != null) {
      if (!request.instanceIds().isEmpty()) {
        throw new AwsError(
            400,
            "InvalidParameterCombination",
            "The parameter instancesSet cannot be used with the parameter maxResults");
      }
      if (request.maxResults() < LEAST_PAGE) {
        throw new AwsError(
            400,
            "InvalidParameterValue",
            "Value ( "
                + request.maxResults()
                + " ) for parameter maxResults is invalid. Expecting a value greater than "
                + LEAST_PAGE
                + ".");
      }
    }
    Page<Instance> page =
        Page.of(
            table.describe(request.instanceIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeInstancesResponse.builder()
        .reservations(reservations(page.items()))
        .nextToken(page.next())
        .build();
  }

  /** Returns instances under the reservations that they were launched with. */
  List<Reservation> reservations(List<Instance> instances) {
    return instances.stream()
        .collect(
            groupingBy(
                instance -> hidden(instance.instanceId()).reservationId,
                LinkedHashMap::new,
                toList()))
        .entrySet()
        .stream()
        .map(
            entry ->
                Reservation.builder()
                    .reservationId(entry.getKey())
                    .ownerId(ec2.context.accountId())
                    .groups(List.of())
                    .instances(entry.getValue())
                    .build())
        .toList();
  }

  DescribeInstanceStatusResponse describeStatus(DescribeInstanceStatusRequest request, Call call) {
    boolean everything = Boolean.TRUE.equals(request.includeAllInstances());
    List<InstanceStatus> all =
        InstanceFilters.STATUS.select(
            table.describe(request.instanceIds(), List.of()).stream()
                .filter(instance -> everything || is(instance, InstanceStateName.RUNNING))
                .map(instance -> status(instance, call.clock().instant()))
                .toList(),
            request.filters());
    Page<InstanceStatus> page = Page.of(all, request.maxResults(), request.nextToken(), call);
    return DescribeInstanceStatusResponse.builder()
        .instanceStatuses(page.items())
        .nextToken(page.next())
        .build();
  }

  private static InstanceStatus status(Instance instance, Instant now) {
    String word =
        !is(instance, InstanceStateName.RUNNING)
            ? "not-applicable"
            : now.isBefore(instance.launchTime().plus(CHECKS_TAKE)) ? "initializing" : "ok";
    String detail = word.equals("ok") ? "passed" : word.equals("initializing") ? word : null;
    InstanceStatusSummary summary =
        InstanceStatusSummary.builder()
            .status(word)
            .details(
                detail == null
                    ? List.of()
                    : List.of(
                        InstanceStatusDetails.builder()
                            .name("reachability")
                            .status(detail)
                            .build()))
            .build();
    return InstanceStatus.builder()
        .instanceId(instance.instanceId())
        .availabilityZone(instance.placement().availabilityZone())
        .instanceState(instance.state())
        .instanceStatus(summary)
        .systemStatus(summary)
        .build();
  }

  static boolean is(Instance instance, InstanceStateName... names) {
    return List.of(names).contains(instance.state().name());
  }

  Instance get(String id) {
    return table.get(id);
  }

  @Nullable Instance find(String id) {
    return table.find(id);
  }

  List<Instance> describe(List<String> ids) {
    return table.describe(ids, List.of());
  }

  /** Returns the instances that start or run and have all these tags. */
  List<Instance> alive(List<Tag> tags) {
    return table.all(
        instance ->
            is(instance, InstanceStateName.PENDING, InstanceStateName.RUNNING)
                && ec2.tags.of(instance.instanceId()).containsAll(tags));
  }

  List<Instance> inSubnet(String subnetId) {
    return table.all(instance -> subnetId.equals(instance.subnetId()));
  }

  Hidden hidden(String id) {
    Hidden found = hidden.get(id);
    if (found == null) {
      throw KIND.notFound(id);
    }
    return found;
  }

  void add(Instance instance, Hidden unseen) {
    hidden.put(instance.instanceId(), unseen);
    table.put(instance);
  }

  void change(String id, UnaryOperator<Instance.Builder> change) {
    table.change(id, instance -> change.apply(instance.toBuilder()).build());
  }

  void remove(String id) {
    table.remove(id);
    hidden.remove(id);
  }
}

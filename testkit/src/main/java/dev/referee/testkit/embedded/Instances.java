package dev.referee.testkit.embedded;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

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
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.InstanceStatus;
import software.amazon.awssdk.services.ec2.model.InstanceStatusDetails;
import software.amazon.awssdk.services.ec2.model.InstanceStatusSummary;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.Tag;

/**
 * Keeps instances and tells of them; {@link InstanceLauncher} makes them, {@link InstanceStates}
 * starts and ends them.
 */
final class Instances {
  private static final Duration CHECKS_TAKE = Duration.ofMinutes(2);
  private static final int LEAST_PAGE = 5;

  /** The state that EC2 keeps of an instance and does not show when asked to describe it. */
  static final class Hidden {
    final String reservationId;
    @Nullable String userData;
    boolean disableApiTermination;
    boolean disableApiStop;
    String shutdownBehavior = "stop";

    /** Counts state changes, so that what was due in an earlier state does not happen any more. */
    int changes;

    /** Counts boots: the first runs the user data. */
    int boots;

    Hidden(String reservationId) {
      this.reservationId = reservationId;
    }
  }

  private final Ec2 ec2;
  private final Table<Instance> table;
  private final Map<String, Hidden> hidden = new LinkedHashMap<>();

  Instances(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new Table<>(
            ec2,
            new Table.Kind("i", "instance", "InvalidInstanceID"),
            Instance::instanceId,
            (instance, tags) ->
                instance.toBuilder()
                    .networkInterfaces(ec2.interfaces.ofInstance(instance.instanceId()))
                    .tags(tags)
                    .build(),
            filters());
  }

  private Filters<Instance> filters() {
    return new Filters<Instance>()
        .on("architecture", Instance::architectureAsString)
        .on("availability-zone", instance -> instance.placement().availabilityZone())
        .on("client-token", Instance::clientToken)
        .on("dns-name", Instance::publicDnsName)
        .on("iam-instance-profile.arn", instance -> profile(instance, true))
        .on("iam-instance-profile.id", instance -> profile(instance, false))
        .on("image-id", Instance::imageId)
        .on("instance-id", Instance::instanceId)
        .on("instance-lifecycle", Instance::instanceLifecycleAsString)
        .on("instance-state-code", instance -> instance.state().code())
        .on("instance-state-name", instance -> instance.state().nameAsString())
        .on("instance-type", Instance::instanceTypeAsString)
        .any("instance.group-id", Instances::groupIds)
        .any("instance.group-name", Instances::groupNames)
        .any("network-interface.group-id", Instances::groupIds)
        .any(
            "network-interface.network-interface-id",
            instance ->
                ec2.interfaces.ofInstance(instance.instanceId()).stream()
                    .map(face -> face.networkInterfaceId())
                    .toList())
        .any(
            "network-interface.addresses.association.public-ip",
            instance ->
                ec2.interfaces.facesOf(instance.instanceId()).stream()
                    .flatMap(face -> PublicAddresses.of(face).stream())
                    .toList())
        .any(
            "network-interface.ipv6-addresses.ipv6-address",
            instance ->
                ec2.interfaces.facesOf(instance.instanceId()).stream()
                    .flatMap(face -> face.ipv6Addresses().stream())
                    .map(NetworkInterfaceIpv6Address::ipv6Address)
                    .toList())
        .any(
            "network-interface.subnet-id",
            instance ->
                ec2.interfaces.facesOf(instance.instanceId()).stream()
                    .map(NetworkInterface::subnetId)
                    .toList())
        .on("ipv6-address", Instance::ipv6Address)
        .on("network-interface.vpc-id", Instance::vpcId)
        .on("ip-address", Instance::publicIpAddress)
        .on("key-name", Instance::keyName)
        .on("launch-index", Instance::amiLaunchIndex)
        .on("launch-time", instance -> millis(instance.launchTime()))
        .on("owner-id", instance -> ec2.home.accountId())
        .on("private-dns-name", Instance::privateDnsName)
        .on("private-ip-address", Instance::privateIpAddress)
        .on("reason", Instance::stateTransitionReason)
        .on("reservation-id", instance -> hidden(instance.instanceId()).reservationId)
        .on("root-device-type", Instance::rootDeviceTypeAsString)
        .on("source-dest-check", Instance::sourceDestCheck)
        .on("state-reason-code", instance -> reasonCode(instance))
        .on("subnet-id", Instance::subnetId)
        .on("tenancy", instance -> instance.placement().tenancyAsString())
        .on("virtualization-type", Instance::virtualizationTypeAsString)
        .on("vpc-id", Instance::vpcId);
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
                    .ownerId(ec2.home.accountId())
                    .instances(entry.getValue())
                    .build())
        .toList();
  }

  DescribeInstanceStatusResponse describeStatus(DescribeInstanceStatusRequest request, Call call) {
    boolean everything = Boolean.TRUE.equals(request.includeAllInstances());
    List<InstanceStatus> all =
        STATUS_FILTERS.select(
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

  private static final Filters<InstanceStatus> STATUS_FILTERS =
      new Filters<InstanceStatus>()
          .on("availability-zone", InstanceStatus::availabilityZone)
          .on("instance-state-code", status -> status.instanceState().code())
          .on("instance-state-name", status -> status.instanceState().nameAsString())
          .on("instance-status.status", status -> status.instanceStatus().statusAsString())
          .on("system-status.status", status -> status.systemStatus().statusAsString());

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
      throw new Table.Kind("i", "instance", "InvalidInstanceID").notFound(id);
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

  private static List<String> groupIds(Instance instance) {
    return instance.securityGroups().stream().map(GroupIdentifier::groupId).toList();
  }

  private static List<String> groupNames(Instance instance) {
    return instance.securityGroups().stream().map(GroupIdentifier::groupName).toList();
  }

  private static @Nullable String profile(Instance instance, boolean arn) {
    return instance.iamInstanceProfile() == null
        ? null
        : arn ? instance.iamInstanceProfile().arn() : instance.iamInstanceProfile().id();
  }

  private static @Nullable String reasonCode(Instance instance) {
    return instance.stateReason() == null ? null : instance.stateReason().code();
  }

  /** Returns a time as EC2's filters have it: with three digits of a second. */
  private static String millis(Instant time) {
    return time.toString().replaceFirst("(:\\d\\d)(\\.\\d{3})?\\d*Z$", "$1.000Z");
  }
}

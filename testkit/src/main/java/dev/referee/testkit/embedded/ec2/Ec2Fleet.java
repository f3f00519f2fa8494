package dev.referee.testkit.embedded.ec2;

import static java.util.Comparator.comparing;

import dev.referee.testkit.embedded.common.AwsError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.CreateFleetError;
import software.amazon.awssdk.services.ec2.model.CreateFleetInstance;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.FleetStateCode;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.TargetCapacitySpecificationRequest;

/** An EC2 Fleet: its request, and the instances that it has launched. */
final class Ec2Fleet {

  private record Member(CapacityPool pool, boolean spot) {}

  final String id;
  final CreateFleetRequest request;
  final Instant created;
  private final Ec2 ec2;
  private final List<CapacityPool> pools;
  private final Map<String, Member> members = new LinkedHashMap<>();
  private final List<CreateFleetError> errors = new ArrayList<>();
  private FleetStateCode state = FleetStateCode.ACTIVE;

  Ec2Fleet(Ec2 ec2, String id, CreateFleetRequest request) {
    this.ec2 = ec2;
    this.id = id;
    this.request = request;
    this.created = ec2.now();
    this.pools = CapacityPool.of(ec2, request);
  }

  FleetType type() {
    return Objects.requireNonNullElse(request.type(), FleetType.MAINTAIN);
  }

  List<CreateFleetError> errors() {
    return List.copyOf(errors);
  }

  /** Returns the state; a deleted fleet stays in one of its own until its instances are gone. */
  FleetStateCode state() {
    return state != FleetStateCode.ACTIVE && living().isEmpty() ? FleetStateCode.DELETED : state;
  }

  /** Launches no more instances from now on. */
  void delete(boolean terminate) {
    state = terminate ? FleetStateCode.DELETED_TERMINATING : FleetStateCode.DELETED_RUNNING;
    if (terminate) {
      living().forEach(instance -> ec2.states.terminate(instance.instanceId()));
    }
  }

  /**
   * Returns the target capacity of one kind; capacity that the request does not divide is of its
   * default kind.
   */
  int target(boolean spot) {
    TargetCapacitySpecificationRequest wanted = request.targetCapacitySpecification();
    int spots = Objects.requireNonNullElse(wanted.spotTargetCapacity(), 0);
    int onDemand = Objects.requireNonNullElse(wanted.onDemandTargetCapacity(), 0);
    int rest = Math.max(0, wanted.totalTargetCapacity() - spots - onDemand);
    boolean ofDefault = spot == "spot".equals(wanted.defaultTargetCapacityTypeAsString());
    return (spot ? spots : onDemand) + (ofDefault ? rest : 0);
  }

  /** Returns the capacity of one kind that there is. */
  double fulfilled(boolean spot) {
    return active().stream()
        .map(instance -> members.get(instance.instanceId()))
        .filter(member -> member.spot() == spot)
        .mapToDouble(member -> member.pool().weight())
        .sum();
  }

  /**
   * Launches the missing instances; if a pool cannot launch, records an error and tries the next
   * one.
   */
  void fill() {
    errors.clear();
    fill(false);
    fill(true);
  }

  private void fill(boolean spot) {
    String strategy = strategy(spot);
    List<CapacityPool> usable = new ArrayList<>(pools);
    if (strategy.endsWith("prioritized")) {
      usable.sort(comparing(CapacityPool::priority));
    }
    while (fulfilled(spot) < target(spot) && !usable.isEmpty()) {
      CapacityPool pool =
          strategy.equals("diversified")
              ? usable.stream().min(comparing(one -> size(one, spot))).orElseThrow()
              : usable.get(0);
      try {
        launch(pool, spot);
      } catch (AwsError e) {
        usable.remove(pool);
        errors.add(
            CreateFleetError.builder()
                .launchTemplateAndOverrides(pool.answered())
                .lifecycle(lifecycle(spot))
                .errorCode(e.code())
                .errorMessage(e.getMessage())
                .build());
      }
    }
  }

  private String strategy(boolean spot) {
    String given =
        spot
            ? request.spotOptions() == null
                ? null
                : request.spotOptions().allocationStrategyAsString()
            : request.onDemandOptions() == null
                ? null
                : request.onDemandOptions().allocationStrategyAsString();
    return Objects.requireNonNullElse(given, "lowest-price");
  }

  private long size(CapacityPool pool, boolean spot) {
    Member member = new Member(pool, spot);
    return active().stream()
        .filter(instance -> member.equals(members.get(instance.instanceId())))
        .count();
  }

  private void launch(CapacityPool pool, boolean spot) {
    var launch = pool.launch(spot);
    if (type() == FleetType.INSTANT) {
      launch = launch.toBuilder().tagSpecifications(request.tagSpecifications()).build();
    }
    ec2.launcher
        .launch(launch, List.of(InstanceLauncher.tag("aws:ec2:fleet-id", id)))
        .forEach(instance -> members.put(instance.instanceId(), new Member(pool, spot)));
  }

  private static String lifecycle(boolean spot) {
    return spot ? "spot" : "on-demand";
  }

  /** Returns the instances that count: those that are neither terminated nor about to be. */
  List<Instance> active() {
    return living().stream()
        .filter(instance -> !Instances.is(instance, InstanceStateName.SHUTTING_DOWN))
        .toList();
  }

  private List<Instance> living() {
    return members.keySet().stream()
        .map(ec2.instances::find)
        .filter(Objects::nonNull)
        .filter(instance -> !Instances.is(instance, InstanceStateName.TERMINATED))
        .toList();
  }

  /** Returns the launched instances by pool and kind, as in the response for an instant fleet. */
  List<CreateFleetInstance> launched() {
    Map<Member, List<Instance>> byMember = new LinkedHashMap<>();
    members.forEach(
        (instanceId, member) -> {
          Instance instance = ec2.instances.find(instanceId);
          if (instance != null) {
            byMember.computeIfAbsent(member, same -> new ArrayList<>()).add(instance);
          }
        });
    return byMember.entrySet().stream()
        .map(
            entry ->
                CreateFleetInstance.builder()
                    .launchTemplateAndOverrides(entry.getKey().pool().answered())
                    .lifecycle(lifecycle(entry.getKey().spot()))
                    .instanceIds(entry.getValue().stream().map(Instance::instanceId).toList())
                    .instanceType(entry.getValue().get(0).instanceTypeAsString())
                    .platform(
                        "windows".equals(entry.getValue().get(0).platformAsString())
                            ? "Windows"
                            : null)
                    .build())
        .toList();
  }
}

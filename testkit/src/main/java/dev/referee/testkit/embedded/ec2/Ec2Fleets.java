package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.ActiveInstance;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteFleetErrorCode;
import software.amazon.awssdk.services.ec2.model.DeleteFleetErrorItem;
import software.amazon.awssdk.services.ec2.model.DeleteFleetSuccessItem;
import software.amazon.awssdk.services.ec2.model.DeleteFleetsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFleetsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFleetError;
import software.amazon.awssdk.services.ec2.model.DescribeFleetInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFleetInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsInstances;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFleetsResponse;
import software.amazon.awssdk.services.ec2.model.FleetActivityStatus;
import software.amazon.awssdk.services.ec2.model.FleetData;
import software.amazon.awssdk.services.ec2.model.FleetStateCode;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.OnDemandOptions;
import software.amazon.awssdk.services.ec2.model.SpotOptions;
import software.amazon.awssdk.services.ec2.model.TargetCapacitySpecification;

/**
 * Keeps EC2 Fleets; a fleet of type {@code maintain} replaces the instances that are terminated.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-request-type.html">EC2
 *     Fleet request types</a>
 */
final class Ec2Fleets {
  /** The time between two checks of a fleet, as "EC2 Fleet health checks" says. */
  static final Duration EVERY = Duration.ofMinutes(2);

  private static final Filters<ActiveInstance> INSTANCES =
      new Filters<ActiveInstance>().on("instance-type", ActiveInstance::instanceType);

  private final Ec2 ec2;
  private final ResourceTable.Kind kind =
      new ResourceTable.Kind("fleet", "fleet", "InvalidFleetId");
  private final ResourceTable<FleetData> table;
  private final Map<String, Ec2Fleet> fleets = new LinkedHashMap<>();
  private final ClientTokens<CreateFleetRequest, CreateFleetResponse> tokens = new ClientTokens<>();

  Ec2Fleets(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            kind,
            FleetData::fleetId,
            (fleet, tags) -> fleet.toBuilder().tags(tags).build(),
            new Filters<FleetData>()
                .on("activity-status", FleetData::activityStatusAsString)
                .on(
                    "excess-capacity-termination-policy",
                    FleetData::excessCapacityTerminationPolicyAsString)
                .on("fleet-state", FleetData::fleetStateAsString)
                .on("replace-unhealthy-instances", FleetData::replaceUnhealthyInstances)
                .on("type", FleetData::typeAsString));
  }

  CreateFleetResponse create(CreateFleetRequest request, Call call) {
    return tokens.once(request.clientToken(), request, () -> make(request));
  }

  private CreateFleetResponse make(CreateFleetRequest request) {
    Ec2Fleet fleet = new Ec2Fleet(ec2, "fleet-" + ec2.ids.uuid(), request);
    boolean instant = fleet.type() == FleetType.INSTANT;
    if (!instant) {
      TagRules.only("fleet", request.tagSpecifications());
    }
    fleets.put(fleet.id, fleet);
    fleet.fill();
    refresh();
    ec2.tags.specified(fleet.id, request.tagSpecifications());
    expire(fleet, request.validUntil());
    if (fleet.type() == FleetType.MAINTAIN) {
      ec2.later(EVERY, () -> maintain(fleet));
    }
    CreateFleetResponse.Builder response = CreateFleetResponse.builder().fleetId(fleet.id);
    if (instant) {
      response.instances(fleet.launched()).errors(fleet.errors());
    }
    return response.build();
  }

  private void maintain(Ec2Fleet fleet) {
    if (fleet.state() == FleetStateCode.ACTIVE) {
      fleet.fill();
      ec2.later(EVERY, () -> maintain(fleet));
    }
  }

  /** Ends a fleet when its time is over. */
  private void expire(Ec2Fleet fleet, @Nullable Instant until) {
    if (until != null && until.isAfter(ec2.now())) {
      ec2.later(
          Duration.between(ec2.now(), until),
          () -> {
            if (fleet.state() == FleetStateCode.ACTIVE) {
              fleet.delete(Boolean.TRUE.equals(fleet.request.terminateInstancesWithExpiration()));
            }
          });
    }
  }

  /** Describes fleets; an instant one only to who names it. */
  DescribeFleetsResponse describe(DescribeFleetsRequest request, Call call) {
    refresh();
    List<FleetData> found =
        table.describe(request.fleetIds(), request.filters()).stream()
            .filter(fleet -> !request.fleetIds().isEmpty() || fleet.type() != FleetType.INSTANT)
            .toList();
    Page<FleetData> page = Page.of(found, request.maxResults(), request.nextToken(), call);
    return DescribeFleetsResponse.builder().fleets(page.items()).nextToken(page.next()).build();
  }

  DescribeFleetInstancesResponse describeInstances(
      DescribeFleetInstancesRequest request, Call call) {
    Ec2Fleet fleet = Objects.requireNonNull(fleets.get(table.get(request.fleetId()).fleetId()));
    List<ActiveInstance> active =
        fleet.active().stream()
            .map(
                instance ->
                    ActiveInstance.builder()
                        .instanceId(instance.instanceId())
                        .instanceType(instance.instanceTypeAsString())
                        .spotInstanceRequestId(instance.spotInstanceRequestId())
                        .instanceHealth("healthy")
                        .build())
            .toList();
    Page<ActiveInstance> page =
        Page.of(
            INSTANCES.select(active, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeFleetInstancesResponse.builder()
        .fleetId(fleet.id)
        .activeInstances(page.items())
        .nextToken(page.next())
        .build();
  }

  /** Deletes fleets; an instant one always with its instances. */
  DeleteFleetsResponse delete(DeleteFleetsRequest request, Call call) {
    List<DeleteFleetSuccessItem> done = new ArrayList<>();
    List<DeleteFleetErrorItem> failed = new ArrayList<>();
    for (String id : request.fleetIds()) {
      Ec2Fleet fleet = fleets.get(id);
      if (fleet == null) {
        failed.add(
            failure(
                id,
                kind.wellFormed(id)
                    ? DeleteFleetErrorCode.FLEET_ID_DOES_NOT_EXIST
                    : DeleteFleetErrorCode.FLEET_ID_MALFORMED,
                "The fleet ID '" + id + "' does not exist"));
        continue;
      }
      FleetStateCode before = fleet.state();
      if (before == FleetStateCode.DELETED || before == FleetStateCode.DELETED_TERMINATING) {
        failed.add(
            failure(
                id,
                DeleteFleetErrorCode.FLEET_NOT_IN_DELETABLE_STATE,
                "The fleet '" + id + "' is in the state " + before + "."));
        continue;
      }
      boolean terminate = request.terminateInstances() || fleet.type() == FleetType.INSTANT;
      fleet.delete(terminate);
      done.add(
          DeleteFleetSuccessItem.builder()
              .fleetId(id)
              .previousFleetState(before)
              .currentFleetState(
                  terminate ? FleetStateCode.DELETED_TERMINATING : FleetStateCode.DELETED_RUNNING)
              .build());
    }
    return DeleteFleetsResponse.builder()
        .successfulFleetDeletions(done)
        .unsuccessfulFleetDeletions(failed)
        .build();
  }

  private static DeleteFleetErrorItem failure(
      String id, DeleteFleetErrorCode code, String message) {
    return DeleteFleetErrorItem.builder()
        .fleetId(id)
        .error(error -> error.code(code).message(message))
        .build();
  }

  /** Updates the states of the fleets in the table. */
  private void refresh() {
    fleets.values().forEach(fleet -> table.put(shown(fleet)));
  }

  private static FleetData shown(Ec2Fleet fleet) {
    FleetData.Builder data =
        FleetData.builder()
            .type(FleetType.MAINTAIN)
            .replaceUnhealthyInstances(false)
            .terminateInstancesWithExpiration(false)
            .excessCapacityTerminationPolicy("termination")
            .spotOptions(
                SpotOptions.builder()
                    .allocationStrategy("lowest-price")
                    .instanceInterruptionBehavior("terminate")
                    .build())
            .onDemandOptions(OnDemandOptions.builder().allocationStrategy("lowest-price").build());
    FleetData requested = SdkFieldCopier.overlay(fleet.request, data).build();
    TargetCapacitySpecification capacity =
        requested.targetCapacitySpecification().toBuilder()
            .onDemandTargetCapacity(fleet.target(false))
            .spotTargetCapacity(fleet.target(true))
            .build();
    FleetData.Builder shown =
        requested.toBuilder()
            .fleetId(fleet.id)
            .createTime(fleet.created)
            .fleetState(fleet.state())
            .activityStatus(activity(fleet))
            .targetCapacitySpecification(capacity)
            .fulfilledCapacity(fleet.fulfilled(false) + fleet.fulfilled(true))
            .fulfilledOnDemandCapacity(fleet.fulfilled(false));
    if (fleet.type() == FleetType.INSTANT) {
      shown
          .instances(
              fleet.launched().stream()
                  .map(
                      instance ->
                          SdkFieldCopier.overlay(instance, DescribeFleetsInstances.builder())
                              .build())
                  .toList())
          .errors(
              fleet.errors().stream()
                  .map(error -> SdkFieldCopier.overlay(error, DescribeFleetError.builder()).build())
                  .toList());
    }
    return shown.build();
  }

  /**
   * Returns the activity status of a fleet, as the API Reference describes it for {@code
   * FleetData}.
   */
  private static FleetActivityStatus activity(Ec2Fleet fleet) {
    if (fleet.type() == FleetType.INSTANT) {
      return FleetActivityStatus.FULFILLED;
    }
    if (fleet.state() == FleetStateCode.DELETED_TERMINATING) {
      return FleetActivityStatus.PENDING_TERMINATION;
    }
    if (fleet.fulfilled(false) >= fleet.target(false)
        && fleet.fulfilled(true) >= fleet.target(true)) {
      return FleetActivityStatus.FULFILLED;
    }
    return fleet.errors().isEmpty()
        ? FleetActivityStatus.PENDING_FULFILLMENT
        : FleetActivityStatus.ERROR;
  }
}

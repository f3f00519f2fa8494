package dev.referee.testkit.embedded.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.model.ActiveInstance;
import software.amazon.awssdk.services.ec2.model.CreateFleetInstance;
import software.amazon.awssdk.services.ec2.model.CreateFleetRequest;
import software.amazon.awssdk.services.ec2.model.CreateFleetResponse;
import software.amazon.awssdk.services.ec2.model.FleetActivityStatus;
import software.amazon.awssdk.services.ec2.model.FleetData;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateConfigRequest;
import software.amazon.awssdk.services.ec2.model.FleetLaunchTemplateOverridesRequest;
import software.amazon.awssdk.services.ec2.model.FleetStateCode;
import software.amazon.awssdk.services.ec2.model.FleetType;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Tests EC2 Fleets, including behaviour that moto's tests have confirmed against AWS. */
class Ec2FleetsTest {
  private final Fleet account = new Fleet();

  @BeforeEach
  void template() {
    account.template("web", account.data("#!/bin/sh\n").build());
  }

  @AfterEach
  void close() {
    account.close();
  }

  private CreateFleetResponse create(
      FleetType type,
      int total,
      Consumer<CreateFleetRequest.Builder> how,
      FleetLaunchTemplateOverridesRequest... all) {
    return account.ec2.createFleet(
        r ->
            r.type(type)
                .launchTemplateConfigs(
                    FleetLaunchTemplateConfigRequest.builder()
                        .launchTemplateSpecification(
                            t -> t.launchTemplateName("web").version("$Latest"))
                        .overrides(all)
                        .build())
                .targetCapacitySpecification(
                    c -> c.totalTargetCapacity(total).defaultTargetCapacityType("on-demand"))
                .applyMutation(how));
  }

  private static FleetLaunchTemplateOverridesRequest type(String type, double weight) {
    return FleetLaunchTemplateOverridesRequest.builder()
        .instanceType(type)
        .weightedCapacity(weight)
        .build();
  }

  private static TagSpecification tagged(String type, String team) {
    return TagSpecification.builder()
        .resourceType(type)
        .tags(InstanceLauncher.tag("team", team))
        .build();
  }

  private FleetData fleet(String id) {
    return account.ec2.describeFleets(r -> r.fleetIds(id)).fleets().get(0);
  }

  private List<String> active(String id) {
    return account.ec2.describeFleetInstances(r -> r.fleetId(id)).activeInstances().stream()
        .map(ActiveInstance::instanceId)
        .toList();
  }

  private void terminate(String id) {
    account.ec2.terminateInstances(r -> r.instanceIds(id));
  }

  private static long count(CreateFleetResponse fleet, String lifecycle) {
    return fleet.instances().stream()
        .filter(one -> lifecycle.equals(one.lifecycleAsString()))
        .mapToLong(one -> one.instanceIds().size())
        .sum();
  }

  @ParameterizedTest
  @CsvSource({
    "2,,,on-demand,2,0",
    "2,,,spot,0,2",
    "2,2,0,on-demand,2,0",
    "2,0,2,spot,0,2",
    "2,1,1,on-demand,1,1",
    "2,1,1,spot,1,1",
    "3,1,,spot,1,2",
    "3,,1,on-demand,2,1"
  })
  void divideTheirCapacity(
      int total, Integer onDemand, Integer spot, String other, int onDemands, int spots) {
    CreateFleetResponse fleet =
        create(
            FleetType.INSTANT,
            total,
            r ->
                r.targetCapacitySpecification(
                    c ->
                        c.totalTargetCapacity(total)
                            .onDemandTargetCapacity(onDemand)
                            .spotTargetCapacity(spot)
                            .defaultTargetCapacityType(other)));
    assertThat(count(fleet, "on-demand")).isEqualTo(onDemands);
    assertThat(count(fleet, "spot")).isEqualTo(spots);
    assertThat(account.instances(Fleet.filter("instance-lifecycle", "spot"))).hasSize(spots);
    assertThat(fleet(fleet.fleetId()).targetCapacitySpecification().spotTargetCapacity())
        .isEqualTo(spots);
  }

  @Test
  void answerAnInstantRequestWithItsInstances() {
    CreateFleetResponse fleet =
        create(
            FleetType.INSTANT,
            2,
            r -> r.tagSpecifications(tagged("instance", "red"), tagged("fleet", "one")),
            type("t3.micro", 1));
    CreateFleetInstance launched = fleet.instances().get(0);
    assertThat(launched.instanceTypeAsString()).isEqualTo("t3.micro");
    assertThat(launched.launchTemplateAndOverrides().launchTemplateSpecification().version())
        .isEqualTo("1");
    assertThat(launched.instanceIds()).hasSize(2);
    Instance instance = account.instance(launched.instanceIds().get(0));
    assertThat(instance.tags())
        .contains(
            InstanceLauncher.tag("team", "red"),
            InstanceLauncher.tag("aws:ec2:fleet-id", fleet.fleetId()));
    assertThat(account.ec2.describeFleets(r -> {}).fleets()).isEmpty();
    FleetData described = fleet(fleet.fleetId());
    assertThat(described.tags()).extracting(Tag::value).containsExactly("one");
    assertThat(described.instances().get(0).instanceIds()).isEqualTo(launched.instanceIds());
    assertThat(described.fulfilledOnDemandCapacity()).isEqualTo(2);
  }

  @Test
  void tellWhatAnInstantRequestCouldNotLaunch() {
    CreateFleetResponse fleet =
        create(
            FleetType.INSTANT,
            1,
            r -> {},
            FleetLaunchTemplateOverridesRequest.builder()
                .subnetId("subnet-0123456789abcdef0")
                .build(),
            type("t3.micro", 1));
    assertThat(fleet.errors()).hasSize(1);
    assertThat(fleet.errors().get(0).errorCode()).isEqualTo("InvalidSubnetID.NotFound");
    assertThat(fleet.errors().get(0).launchTemplateAndOverrides().overrides().subnetId())
        .isEqualTo("subnet-0123456789abcdef0");
    assertThat(fleet.instances())
        .extracting(CreateFleetInstance::instanceTypeAsString)
        .containsExactly("t3.micro");
    assertThat(fleet(fleet.fleetId()).errors()).hasSize(1);
  }

  @Test
  void countTheWeightsOfOverridesAndSpreadDiversifiedOnes() {
    CreateFleetResponse fleet =
        create(
            FleetType.MAINTAIN,
            5,
            r ->
                r.targetCapacitySpecification(
                        c -> c.totalTargetCapacity(5).defaultTargetCapacityType("spot"))
                    .spotOptions(s -> s.allocationStrategy("diversified")),
            type("t3.micro", 1),
            type("t3.large", 2));
    assertThat(fleet.instances()).isEmpty();
    assertThat(account.instances())
        .extracting(Instance::instanceTypeAsString)
        .containsExactlyInAnyOrder("t3.micro", "t3.large", "t3.micro", "t3.large");
    assertThat(fleet(fleet.fleetId()).fulfilledCapacity()).isEqualTo(6);
  }

  @Test
  void replaceTerminatedInstancesIfTheyMaintainTheirCapacity() {
    String id = create(FleetType.MAINTAIN, 2, r -> {}).fleetId();
    String lost = active(id).get(0);
    terminate(lost);
    assertThat(active(id)).hasSize(1);
    assertThat(fleet(id).activityStatus()).isEqualTo(FleetActivityStatus.PENDING_FULFILLMENT);
    account.pass(Ec2Fleets.EVERY);
    assertThat(active(id)).hasSize(2).doesNotContain(lost);
    assertThat(fleet(id).activityStatus()).isEqualTo(FleetActivityStatus.FULFILLED);
  }

  @Test
  void replaceNothingIfTheyAreOneTimeRequests() {
    String id = create(FleetType.REQUEST, 2, r -> {}).fleetId();
    terminate(active(id).get(0));
    account.pass(Ec2Fleets.EVERY.multipliedBy(2));
    assertThat(active(id)).hasSize(1);
  }

  @Test
  void launchNothingMoreOnceDeleted() {
    String id = create(FleetType.MAINTAIN, 2, r -> {}).fleetId();
    var kept = account.ec2.deleteFleets(r -> r.fleetIds(id).terminateInstances(false));
    assertThat(kept.successfulFleetDeletions().get(0).currentFleetState())
        .isEqualTo(FleetStateCode.DELETED_RUNNING);
    terminate(active(id).get(0));
    account.pass(Ec2Fleets.EVERY);
    assertThat(active(id)).hasSize(1);
    var gone = account.ec2.deleteFleets(r -> r.fleetIds(id).terminateInstances(true));
    assertThat(gone.successfulFleetDeletions().get(0).previousFleetState())
        .isEqualTo(FleetStateCode.DELETED_RUNNING);
    assertThat(fleet(id).fleetState()).isEqualTo(FleetStateCode.DELETED_TERMINATING);
    assertThat(active(id)).isEmpty();
    account.pass(InstanceStates.TERMINATING);
    assertThat(fleet(id).fleetState()).isEqualTo(FleetStateCode.DELETED);
  }

  @Test
  void takeTheInstancesOfAnInstantFleetWithThem() {
    String id = create(FleetType.INSTANT, 1, r -> {}).fleetId();
    account.ec2.deleteFleets(r -> r.fleetIds(id).terminateInstances(false));
    assertThat(fleet(id).fleetState()).isEqualTo(FleetStateCode.DELETED_TERMINATING);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endWhenTheirTimeIsOver(boolean terminate) {
    String id =
        create(
                FleetType.MAINTAIN,
                1,
                r ->
                    r.validUntil(account.cloud.clock().instant().plus(Ec2Fleets.EVERY))
                        .terminateInstancesWithExpiration(terminate))
            .fleetId();
    account.pass(Ec2Fleets.EVERY);
    assertThat(active(id)).hasSize(terminate ? 0 : 1);
    assertThat(fleet(id).fleetState())
        .isEqualTo(terminate ? FleetStateCode.DELETED_TERMINATING : FleetStateCode.DELETED_RUNNING);
  }

  @Test
  void launchOnceForAToken() {
    Consumer<CreateFleetRequest.Builder> token = r -> r.clientToken("one");
    assertThat(create(FleetType.INSTANT, 1, token).fleetId())
        .isEqualTo(create(FleetType.INSTANT, 1, token).fleetId());
    assertThat(account.instances()).hasSize(1);
  }

  @Test
  void doNothingInADryRun() {
    fails("DryRunOperation", r -> r.dryRun(true));
    assertThat(account.ec2.describeFleets(r -> {}).fleets()).isEmpty();
    assertThat(account.instances()).isEmpty();
  }

  @Test
  void areRefusedWithoutATemplateThatIsThereAndForTagsOnInstances() {
    fails(
        "InvalidLaunchTemplateName.NotFoundException",
        r ->
            r.launchTemplateConfigs(
                FleetLaunchTemplateConfigRequest.builder()
                    .launchTemplateSpecification(t -> t.launchTemplateName("none"))
                    .build()));
    fails("InvalidParameterValue", r -> r.tagSpecifications(tagged("instance", "red")));
    assertThatThrownBy(() -> fleet("fleet-00000000-0000-0000-0000-000000000000"))
        .hasMessageContaining("does not exist");
    assertThat(
            account
                .ec2
                .deleteFleets(
                    r ->
                        r.fleetIds("fleet-00000000-0000-0000-0000-000000000000", "none")
                            .terminateInstances(true))
                .unsuccessfulFleetDeletions())
        .extracting(one -> one.error().codeAsString())
        .containsExactly("fleetIdDoesNotExist", "fleetIdMalformed");
  }

  private void fails(String code, Consumer<CreateFleetRequest.Builder> how) {
    assertThatThrownBy(() -> create(FleetType.MAINTAIN, 1, how))
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }
}

package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

class InstancesTest {
  private final Fleet fleet = new Fleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  private Instance run() {
    return run(r -> {}).get(0);
  }

  private List<Instance> run(Consumer<RunInstancesRequest.Builder> more) {
    return fleet
        .ec2
        .runInstances(
            r -> {
              r.imageId(Images.AL2023).instanceType("t3.micro").minCount(1).maxCount(1);
              more.accept(r);
            })
        .instances();
  }

  private InstanceStateName state(String id) {
    return fleet.instance(id).state().name();
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  @Nested
  class OverTime {
    @Test
    void takeTheirTimeToRunAndToEnd() {
      String id = run().instanceId();
      assertThat(state(id)).isEqualTo(InstanceStateName.PENDING);
      fleet.pass(Duration.ofSeconds(20));
      assertThat(state(id)).isEqualTo(InstanceStateName.RUNNING);

      fleet.ec2.terminateInstances(r -> r.instanceIds(id));
      assertThat(state(id)).isEqualTo(InstanceStateName.SHUTTING_DOWN);
      fleet.pass(Duration.ofSeconds(30));
      Instance gone = fleet.instance(id);
      assertThat(gone.state().code()).isEqualTo(48);
      assertThat(gone.stateTransitionReason())
          .isEqualTo("User initiated (2026-01-01 09:00:20 GMT)");
      assertThat(gone.stateReason().code()).isEqualTo("Client.UserInitiatedShutdown");

      fleet.pass(Duration.ofMinutes(59));
      assertThat(state(id)).isEqualTo(InstanceStateName.TERMINATED);
      fleet.pass(Duration.ofMinutes(1));
      fails("InvalidInstanceID.NotFound", () -> fleet.instance(id));
    }

    @Test
    void loseTheirPublicAddressWhenStopped() {
      String id = run().instanceId();
      fleet.passMinutes(1);
      String before = fleet.instance(id).publicIpAddress();
      assertThat(before).isNotNull();
      fleet.ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.instance(id).publicIpAddress()).isNull();
      fleet.ec2.startInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(fleet.instance(id).publicIpAddress()).isNotNull().isNotEqualTo(before);
      assertThat(fleet.instance(id).launchTime())
          .isEqualTo(fleet.cloud.clock().instant().minusSeconds(60));
    }

    @Test
    void keepWhatAStopBeganThoughTheyWereStartingBefore() {
      String id = run().instanceId();
      fleet.pass(Duration.ofSeconds(10));
      fleet.ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      assertThat(state(id)).isEqualTo(InstanceStateName.STOPPED);
    }

    @Test
    void passTheirStatusChecksAfterAWhile() {
      String id = run().instanceId();
      fleet.passMinutes(1);
      assertThat(status(id)).isEqualTo("initializing");
      fleet.passMinutes(2);
      assertThat(status(id)).isEqualTo("ok");
    }

    private String status(String id) {
      return fleet
          .ec2
          .describeInstanceStatus(r -> r.instanceIds(id))
          .instanceStatuses()
          .get(0)
          .instanceStatus()
          .statusAsString();
    }
  }

  @Nested
  class Refusals {
    @Test
    void nameTheInstanceThatIsNotThere() {
      fails(
          "InvalidInstanceID.NotFound",
          () -> fleet.ec2.stopInstances(r -> r.instanceIds("i-0123456789abcdef0")));
      fails(
          "InvalidInstanceID.Malformed",
          () -> fleet.ec2.describeInstances(r -> r.instanceIds("web-1")));
    }

    @Test
    void keepUserDataWhileTheInstanceRuns() {
      String id = run().instanceId();
      fleet.passMinutes(1);
      SdkBytes data = SdkBytes.fromUtf8String("#!/bin/sh\n");
      fails(
          "IncorrectInstanceState",
          () ->
              fleet.ec2.modifyInstanceAttribute(
                  r -> r.instanceId(id).userData(u -> u.value(data))));
      fleet.ec2.stopInstances(r -> r.instanceIds(id));
      fleet.passMinutes(1);
      fleet.ec2.modifyInstanceAttribute(r -> r.instanceId(id).userData(u -> u.value(data)));
      assertThat(
              fleet
                  .ec2
                  .describeInstanceAttribute(r -> r.instanceId(id).attribute("userData"))
                  .userData()
                  .value())
          .isEqualTo(Fleet.encoded("#!/bin/sh\n"));
    }

    @Test
    void changeTheirMetadataOptionsOneByOne() {
      String id = run().instanceId();
      fleet.ec2.modifyInstanceMetadataOptions(r -> r.instanceId(id).httpTokens("required"));
      fleet.ec2.modifyInstanceMetadataOptions(r -> r.instanceId(id).httpEndpoint("disabled"));
      InstanceMetadataOptionsResponse options =
          fleet
              .ec2
              .describeInstances(r -> r.instanceIds(id))
              .reservations()
              .get(0)
              .instances()
              .get(0)
              .metadataOptions();
      assertThat(options.httpTokensAsString()).isEqualTo("required");
      assertThat(options.httpEndpointAsString()).isEqualTo("disabled");
      assertThat(options.httpPutResponseHopLimit()).isEqualTo(1);
    }

    @Test
    void protectFromTermination() {
      String id = run(r -> r.disableApiTermination(true)).get(0).instanceId();
      fails("OperationNotPermitted", () -> fleet.ec2.terminateInstances(r -> r.instanceIds(id)));
      fleet.ec2.modifyInstanceAttribute(
          r -> r.instanceId(id).disableApiTermination(f -> f.value(false)));
      fleet.ec2.terminateInstances(r -> r.instanceIds(id));
      assertThat(state(id)).isEqualTo(InstanceStateName.SHUTTING_DOWN);
    }

    @Test
    void takeNoImageSubnetGroupOrProfileThatIsNotThere() {
      fails("InvalidAMIID.NotFound", () -> run(r -> r.imageId("ami-00000000000000000")));
      fails("InvalidSubnetID.NotFound", () -> run(r -> r.subnetId("subnet-00000000000000000")));
      fails("InvalidGroup.NotFound", () -> run(r -> r.securityGroupIds("sg-00000000000000000")));
      fails("InvalidParameterValue", () -> run(r -> r.iamInstanceProfile(p -> p.name("none"))));
      fails("MissingParameter", () -> run(r -> r.imageId(null)));
      fails("InvalidUserData.Malformed", () -> run(r -> r.userData("%%%")));
    }

    @Test
    void tellADryRun() {
      fails("DryRunOperation", () -> run(r -> r.dryRun(true)));
      assertThat(fleet.instances()).isEmpty();
    }
  }

  @Nested
  class Found {
    @ParameterizedTest
    @CsvSource({
      "tag:Name, one, 1",
      "tag:Name, o*, 1",
      "tag:Name, t?o, 1",
      "tag:Name, One, 0",
      "tag-key, Name, 2",
      "instance-state-name, pending, 2",
      "instance-state-name, running, 0",
      "instance-type, t3.*, 2",
      "availability-zone, us-east-1a, 2",
      "image-id, ami-nothing, 0",
      "instance.group-name, default, 2",
      "private-ip-address, 172.31.0.4, 1"
    })
    void byFilters(String name, String value, int howMany) {
      for (String word : List.of("one", "two")) {
        run(
            r ->
                r.tagSpecifications(
                    TagSpecification.builder()
                        .resourceType("instance")
                        .tags(Tag.builder().key("Name").value(word).build())
                        .build()));
      }
      assertThat(fleet.instances(filter(name, value))).hasSize(howMany);
    }

    @Test
    void byAllFiltersAndAnyOfTheirValues() {
      run(r -> r.maxCount(2));
      assertThat(
              fleet.instances(
                  filter("instance-state-name", "running", "pending"),
                  filter("instance-type", "t3.micro")))
          .hasSize(2);
      fails("InvalidParameterValue", () -> fleet.instances(filter("no-such-filter", "x")));
    }

    @Test
    void pageByPage() {
      run(r -> r.minCount(12).maxCount(12));
      assertThat(fleet.ec2.describeInstancesPaginator(r -> r.maxResults(5)).stream())
          .hasSize(3)
          .flatExtracting(page -> page.reservations())
          .flatExtracting(reservation -> reservation.instances())
          .extracting(Instance::instanceId)
          .doesNotHaveDuplicates()
          .hasSize(12);
      fleet.account.pageSize(4);
      assertThat(fleet.ec2.describeInstancesPaginator().stream()).hasSize(3);
    }

    @Test
    void underTheReservationOfTheirLaunch() {
      run(r -> r.minCount(2).maxCount(2));
      run();
      assertThat(fleet.ec2.describeInstances().reservations())
          .extracting(reservation -> reservation.instances().size())
          .containsExactly(2, 1);
    }

    @Test
    void inTheirRegionAndAccountOnly() {
      run();
      assertThat(
              fleet
                  .account
                  .in(Region.AP_NORTHEAST_2)
                  .client(Ec2Client::builder)
                  .describeInstances()
                  .reservations())
          .isEmpty();
    }
  }

  @Test
  void changeTheirProfileWhileTheyRun() {
    fleet.spawnersRole();
    String id = run().instanceId();
    fleet.ec2.associateIamInstanceProfile(
        r -> r.instanceId(id).iamInstanceProfile(p -> p.name("web")));
    fails(
        "IncorrectState",
        () ->
            fleet.ec2.associateIamInstanceProfile(
                r -> r.instanceId(id).iamInstanceProfile(p -> p.name("web"))));
    assertThat(fleet.instance(id).iamInstanceProfile().arn()).endsWith(":instance-profile/web");
    String association =
        fleet
            .ec2
            .describeIamInstanceProfileAssociations(r -> r.filters(filter("instance-id", id)))
            .iamInstanceProfileAssociations()
            .get(0)
            .associationId();
    fleet.ec2.disassociateIamInstanceProfile(r -> r.associationId(association));
    assertThat(fleet.instance(id).iamInstanceProfile()).isNull();
  }
}

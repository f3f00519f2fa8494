package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.iam.model.ListPolicyVersionsResponse;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

class RequiredMembersTest {
  private static Instance.Builder instance() {
    return Instance.builder()
        .instanceId("i-1")
        .imageId("ami-1")
        .instanceType("t3.micro")
        .launchTime(Instant.EPOCH)
        .state(it -> it.name("running").code(16));
  }

  private static DescribeInstancesResponse answer(Instance... instances) {
    return DescribeInstancesResponse.builder()
        .reservations(Reservation.builder().reservationId("r-1").instances(instances).build())
        .build();
  }

  @Test
  void areThereInAWholeAnswer() {
    assertThat(RequiredMembers.lackingIn(answer(instance().build()))).isEmpty();
    assertThat(RequiredMembers.lackingIn(DescribeInstancesResponse.builder().build())).isEmpty();
  }

  @Test
  void areMissedInEveryEntryAtEveryDepth() {
    Instance stateless = instance().state((InstanceState) null).build();
    Instance nameless = instance().state(it -> it.code(16)).build();
    assertThat(RequiredMembers.lackingIn(answer(instance().build(), stateless)))
        .contains("Instance.State");
    assertThat(RequiredMembers.lackingIn(answer(instance().build(), nameless)))
        .contains("InstanceState.Name");
  }

  @Test
  void areListsThatAwsNeverLeavesOut() {
    RouteTable.Builder table = RouteTable.builder().routeTableId("rtb-1").vpcId("vpc-1");
    assertThat(
            RequiredMembers.lackingIn(
                DescribeRouteTablesResponse.builder().routeTables(table.build()).build()))
        .contains("RouteTable.Routes");
  }

  /** A regional NAT gateway has no subnet, and not every response has its connectivity type. */
  @Test
  void areNotThoseThatAwsMayLeaveOut() {
    NatGateway regional =
        NatGateway.builder().natGatewayId("nat-1").vpcId("vpc-1").state("available").build();
    assertThat(
            RequiredMembers.lackingIn(
                DescribeNatGatewaysResponse.builder().natGateways(regional).build()))
        .isEmpty();
  }

  /** An IPv6-only subnet has no IPv4 block, and lists of versions lack their documents. */
  @Test
  void areNotThoseThatOneSortOfResourceOrOperationLacks() {
    Subnet ipv6Only =
        Subnet.builder()
            .subnetId("subnet-1")
            .vpcId("vpc-1")
            .availabilityZone("us-east-1a")
            .mapPublicIpOnLaunch(false)
            .state("available")
            .ipv6Native(true)
            .build();
    assertThat(
            RequiredMembers.lackingIn(DescribeSubnetsResponse.builder().subnets(ipv6Only).build()))
        .isEmpty();
    assertThat(
            RequiredMembers.lackingIn(
                ListPolicyVersionsResponse.builder()
                    .versions(PolicyVersion.builder().versionId("v1").build())
                    .build()))
        .isEmpty();
  }
}

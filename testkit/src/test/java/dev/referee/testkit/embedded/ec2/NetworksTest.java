package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RuleAction;
import software.amazon.awssdk.services.ec2.model.SecurityGroup;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

class NetworksTest {
  private final Fleet fleet = new Fleet();
  private final Ec2Client ec2 = fleet.ec2;
  private String vpc = "";
  private String subnet = "";

  @BeforeEach
  void aPrivateSubnet() {
    vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    subnet =
        ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24").availabilityZone("us-east-1b"))
            .subnet()
            .subnetId();
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static void fails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code));
  }

  private RouteTable mainTable() {
    return ec2.describeRouteTables(
            r -> r.filters(filter("vpc-id", vpc), filter("association.main", "true")))
        .routeTables()
        .get(0);
  }

  private Route route(String destination) {
    return mainTable().routes().stream()
        .filter(route -> destination.equals(route.destinationCidrBlock()))
        .findFirst()
        .orElseThrow();
  }

  private String gateway() {
    String id = ec2.createInternetGateway().internetGateway().internetGatewayId();
    ec2.attachInternetGateway(r -> r.internetGatewayId(id).vpcId(vpc));
    return id;
  }

  @Nested
  class TheDefaultVpc {
    private Vpc theOne() {
      return ec2.describeVpcs(r -> r.filters(filter("is-default", "true"))).vpcs().get(0);
    }

    @Test
    void standsFromTheStartWithThreePublicSubnets() {
      assertThat(theOne().cidrBlock()).isEqualTo("172.31.0.0/16");
      assertThat(ec2.describeSubnets(r -> r.filters(filter("vpc-id", theOne().vpcId()))).subnets())
          .hasSize(3)
          .allMatch(Subnet::mapPublicIpOnLaunch)
          .extracting(Subnet::cidrBlock)
          .containsExactly("172.31.0.0/20", "172.31.16.0/20", "172.31.32.0/20");
      assertThat(
              ec2.describeRouteTables(r -> r.filters(filter("vpc-id", theOne().vpcId())))
                  .routeTables()
                  .get(0)
                  .routes())
          .anySatisfy(
              route -> {
                assertThat(route.gatewayId()).startsWith("igw-");
                assertThat(route.destinationCidrBlock()).isEqualTo("0.0.0.0/0");
                assertThat(route.state()).isEqualTo(RouteState.ACTIVE);
              });
    }
  }

  @Nested
  class Vpcs {
    @Test
    void areNotDeletedUnderWhatStandsInThem() {
      fails("DependencyViolation", () -> ec2.deleteVpc(r -> r.vpcId(vpc)));
      ec2.deleteSubnet(r -> r.subnetId(subnet));
      ec2.deleteVpc(r -> r.vpcId(vpc));
      fails("InvalidVpcID.NotFound", () -> ec2.describeVpcs(r -> r.vpcIds(vpc)));
    }

    @Test
    void keepTheirDnsAttributes() {
      ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsSupport(f -> f.value(false)));
      assertThat(
              ec2.describeVpcAttribute(
                      r -> r.vpcId(vpc).attribute(VpcAttributeName.ENABLE_DNS_SUPPORT))
                  .enableDnsSupport()
                  .value())
          .isFalse();
    }

    @Test
    void haveNoSubnetsThatOverlapOrStickOut() {
      fails(
          "InvalidSubnet.Conflict",
          () -> ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.128/25")));
      fails(
          "InvalidSubnet.Range",
          () -> ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.1.0.0/24")));
    }
  }

  @Nested
  class Routes {
    @Test
    void turnIntoBlackHolesWhenTheirTargetGoes() {
      String gateway = gateway();
      ec2.createRoute(
          r ->
              r.routeTableId(mainTable().routeTableId())
                  .destinationCidrBlock("0.0.0.0/0")
                  .gatewayId(gateway));
      assertThat(route("0.0.0.0/0").state()).isEqualTo(RouteState.ACTIVE);
      fails(
          "RouteAlreadyExists",
          () ->
              ec2.createRoute(
                  r ->
                      r.routeTableId(mainTable().routeTableId())
                          .destinationCidrBlock("0.0.0.0/0")
                          .gatewayId(gateway)));
      ec2.detachInternetGateway(r -> r.internetGatewayId(gateway).vpcId(vpc));
      assertThat(route("0.0.0.0/0").state()).isEqualTo(RouteState.BLACKHOLE);
    }

    @Test
    void followTheAssociationOfTheirTable() {
      String own = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
      String association =
          ec2.associateRouteTable(r -> r.routeTableId(own).subnetId(subnet)).associationId();
      assertThat(
              ec2.describeRouteTables(r -> r.filters(filter("association.subnet-id", subnet)))
                  .routeTables())
          .extracting(RouteTable::routeTableId)
          .containsExactly(own);
      fails("DependencyViolation", () -> ec2.deleteRouteTable(r -> r.routeTableId(own)));
      ec2.disassociateRouteTable(r -> r.associationId(association));
      ec2.deleteRouteTable(r -> r.routeTableId(own));
    }

    @Test
    void endWithTheirInstance() {
      String nat =
          ec2.runInstances(r -> r.imageId(Images.AL2023).minCount(1).maxCount(1).subnetId(subnet))
              .instances()
              .get(0)
              .instanceId();
      fleet.passMinutes(1);
      ec2.createRoute(
          r ->
              r.routeTableId(mainTable().routeTableId())
                  .destinationCidrBlock("0.0.0.0/0")
                  .instanceId(nat));
      assertThat(route("0.0.0.0/0").networkInterfaceId()).startsWith("eni-");
      assertThat(route("0.0.0.0/0").state()).isEqualTo(RouteState.ACTIVE);
      ec2.stopInstances(r -> r.instanceIds(nat));
      assertThat(route("0.0.0.0/0").state()).isEqualTo(RouteState.BLACKHOLE);
    }
  }

  @Nested
  class NatGateways {
    private String create() {
      String allocation = ec2.allocateAddress(r -> r.domain("vpc")).allocationId();
      return ec2.createNatGateway(r -> r.subnetId(subnet).allocationId(allocation))
          .natGateway()
          .natGatewayId();
    }

    private NatGatewayState state(String id) {
      return ec2.describeNatGateways(r -> r.natGatewayIds(id)).natGateways().get(0).state();
    }

    @Test
    void comeAfterAMinuteAndGiveTheirAddressBackWhenTheyGo() {
      gateway();
      String id = create();
      assertThat(state(id)).isEqualTo(NatGatewayState.PENDING);
      fleet.passMinutes(1);
      assertThat(state(id)).isEqualTo(NatGatewayState.AVAILABLE);
      assertThat(ec2.describeAddresses().addresses().get(0).associationId()).isNotNull();
      ec2.deleteNatGateway(r -> r.natGatewayId(id));
      fleet.passMinutes(1);
      assertThat(state(id)).isEqualTo(NatGatewayState.DELETED);
      assertThat(ec2.describeAddresses().addresses().get(0).associationId()).isNull();
    }

    @Test
    void failInAVpcWithoutAnInternetGateway() {
      String id = create();
      fleet.passMinutes(1);
      assertThat(state(id)).isEqualTo(NatGatewayState.FAILED);
    }
  }

  @Nested
  class SecurityGroups {
    private String group(String name) {
      return ec2.createSecurityGroup(r -> r.groupName(name).description(name).vpcId(vpc)).groupId();
    }

    private static IpPermission https(String range) {
      return IpPermission.builder()
          .ipProtocol("tcp")
          .fromPort(443)
          .toPort(443)
          .ipRanges(IpRange.builder().cidrIp(range).build())
          .build();
    }

    private SecurityGroup described(String id) {
      return ec2.describeSecurityGroups(r -> r.groupIds(id)).securityGroups().get(0);
    }

    @Test
    void letEverythingOutAndNothingInAtFirst() {
      SecurityGroup fresh = described(group("web"));
      assertThat(fresh.ipPermissions()).isEmpty();
      assertThat(fresh.ipPermissionsEgress())
          .singleElement()
          .satisfies(all -> assertThat(all.ipProtocol()).isEqualTo("-1"));
    }

    @Test
    void takeARuleOnceAndGiveItUpOnce() {
      String id = group("web");
      ec2.authorizeSecurityGroupIngress(r -> r.groupId(id).ipPermissions(https("10.0.0.0/16")));
      fails(
          "InvalidPermission.Duplicate",
          () ->
              ec2.authorizeSecurityGroupIngress(
                  r -> r.groupId(id).ipPermissions(https("10.0.0.0/16"))));
      ec2.authorizeSecurityGroupIngress(r -> r.groupId(id).ipPermissions(https("10.1.0.0/16")));
      assertThat(described(id).ipPermissions())
          .singleElement()
          .satisfies(one -> assertThat(one.ipRanges()).hasSize(2));
      assertThat(
              ec2.describeSecurityGroups(r -> r.filters(filter("ip-permission.cidr", "10.1.*")))
                  .securityGroups())
          .extracting(SecurityGroup::groupId)
          .containsExactly(id);
      ec2.revokeSecurityGroupIngress(r -> r.groupId(id).ipPermissions(https("10.0.0.0/16")));
      fails(
          "InvalidPermission.NotFound",
          () ->
              ec2.revokeSecurityGroupIngress(
                  r -> r.groupId(id).ipPermissions(https("10.0.0.0/16"))));
      String rule =
          ec2
              .describeSecurityGroupRules(r -> r.filters(filter("group-id", id)))
              .securityGroupRules()
              .stream()
              .filter(one -> !one.isEgress())
              .findFirst()
              .orElseThrow()
              .securityGroupRuleId();
      ec2.revokeSecurityGroupIngress(r -> r.groupId(id).securityGroupRuleIds(rule));
      assertThat(described(id).ipPermissions()).isEmpty();
    }

    @Test
    void referToGroupsAndPrefixLists() {
      String id = group("web");
      String other = group("endpoint");
      String s3 =
          ec2.describeManagedPrefixLists(
                  r -> r.filters(filter("prefix-list-name", "com.amazonaws.us-east-1.s3")))
              .prefixLists()
              .get(0)
              .prefixListId();
      ec2.authorizeSecurityGroupEgress(
          r ->
              r.groupId(id)
                  .ipPermissions(
                      IpPermission.builder()
                          .ipProtocol("tcp")
                          .fromPort(443)
                          .toPort(443)
                          .userIdGroupPairs(UserIdGroupPair.builder().groupId(other).build())
                          .prefixListIds(PrefixListId.builder().prefixListId(s3).build())
                          .build()));
      assertThat(described(id).ipPermissionsEgress())
          .filteredOn(one -> one.ipProtocol().equals("tcp"))
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.userIdGroupPairs().get(0).groupId()).isEqualTo(other);
                assertThat(one.prefixListIds().get(0).prefixListId()).isEqualTo(s3);
              });
      fails("DependencyViolation", () -> ec2.deleteSecurityGroup(r -> r.groupId(other)));
      assertThat(ec2.getManagedPrefixListEntries(r -> r.prefixListId(s3)).entries()).isNotEmpty();
    }
  }

  @Nested
  class NetworkAcls {
    private NetworkAcl ofSubnet() {
      return ec2.describeNetworkAcls(r -> r.filters(filter("association.subnet-id", subnet)))
          .networkAcls()
          .get(0);
    }

    @Test
    void areAlwaysExactlyOneForASubnet() {
      assertThat(ofSubnet().isDefault()).isTrue();
      String own = ec2.createNetworkAcl(r -> r.vpcId(vpc)).networkAcl().networkAclId();
      ec2.replaceNetworkAclAssociation(
          r ->
              r.networkAclId(own)
                  .associationId(
                      ofSubnet().associations().stream()
                          .filter(one -> one.subnetId().equals(subnet))
                          .findFirst()
                          .orElseThrow()
                          .networkAclAssociationId()));
      assertThat(ofSubnet().networkAclId()).isEqualTo(own);
      assertThat(ofSubnet().entries()).extracting(NetworkAclEntry::ruleNumber).containsOnly(32767);
      fails("DependencyViolation", () -> ec2.deleteNetworkAcl(r -> r.networkAclId(own)));
    }

    @Test
    void keepTheirEntriesInOrder() {
      String id = ofSubnet().networkAclId();
      ec2.createNetworkAclEntry(
          r ->
              r.networkAclId(id)
                  .ruleNumber(50)
                  .egress(false)
                  .protocol("6")
                  .portRange(p -> p.from(22).to(22))
                  .cidrBlock("0.0.0.0/0")
                  .ruleAction(RuleAction.DENY));
      assertThat(ofSubnet().entries().stream().filter(one -> !one.egress()))
          .extracting(NetworkAclEntry::ruleNumber)
          .containsExactly(50, 100, 32767);
      ec2.deleteNetworkAclEntry(r -> r.networkAclId(id).ruleNumber(50).egress(false));
      fails(
          "InvalidNetworkAclEntry.NotFound",
          () -> ec2.deleteNetworkAclEntry(r -> r.networkAclId(id).ruleNumber(50).egress(false)));
    }
  }

  @Nested
  class Endpoints {
    private VpcEndpoint described(String id) {
      return ec2.describeVpcEndpoints(r -> r.vpcEndpointIds(id)).vpcEndpoints().get(0);
    }

    @Test
    void ofTheGatewayKindAreRoutes() {
      String table = mainTable().routeTableId();
      String id =
          ec2.createVpcEndpoint(
                  r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3").routeTableIds(table))
              .vpcEndpoint()
              .vpcEndpointId();
      assertThat(mainTable().routes())
          .anySatisfy(
              route -> {
                assertThat(route.gatewayId()).isEqualTo(id);
                assertThat(route.destinationPrefixListId()).startsWith("pl-");
                assertThat(route.state()).isEqualTo(RouteState.ACTIVE);
              });
      ec2.deleteVpcEndpoints(r -> r.vpcEndpointIds(id));
      assertThat(mainTable().routes()).noneMatch(route -> id.equals(route.gatewayId()));
    }

    @Test
    void ofTheInterfaceKindTakeAMinuteAndNeedDns() {
      fails("InvalidParameter", this::ssm);
      ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(f -> f.value(true)));
      String id = ssm();
      assertThat(described(id).stateAsString()).isEqualTo("pending");
      fleet.pass(Duration.ofSeconds(60));
      assertThat(described(id).stateAsString()).isEqualTo("available");
      assertThat(described(id).privateDnsEnabled()).isTrue();
      assertThat(
              ec2.describeNetworkInterfaces(
                      r -> r.networkInterfaceIds(described(id).networkInterfaceIds()))
                  .networkInterfaces())
          .singleElement()
          .satisfies(face -> assertThat(face.subnetId()).isEqualTo(subnet));
    }

    private String ssm() {
      return ec2.createVpcEndpoint(
              r ->
                  r.vpcId(vpc)
                      .vpcEndpointType("Interface")
                      .serviceName("com.amazonaws.us-east-1.ssm")
                      .subnetIds(List.of(subnet)))
          .vpcEndpoint()
          .vpcEndpointId();
    }
  }

  @Test
  void tagsAreOnEverythingAndFoundAgain() {
    ec2.createTags(
        r -> r.resources(vpc, subnet).tags(Tag.builder().key("Team").value("red").build()));
    assertThat(ec2.describeSubnets(r -> r.filters(filter("tag:Team", "red"))).subnets())
        .extracting(Subnet::subnetId)
        .containsExactly(subnet);
    assertThat(ec2.describeTags(r -> r.filters(filter("resource-type", "vpc"))).tags())
        .extracting(tag -> tag.resourceId())
        .containsExactly(vpc);
    ec2.deleteTags(r -> r.resources(subnet));
    assertThat(ec2.describeTags().tags()).hasSize(1);
    fails(
        "InvalidVpcID.NotFound",
        () ->
            ec2.createTags(
                r ->
                    r.resources("vpc-00000000000000000")
                        .tags(Tag.builder().key("a").value("b").build())));
  }
}

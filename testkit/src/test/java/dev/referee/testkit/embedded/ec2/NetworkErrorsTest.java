package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameOptionsOnLaunch;
import software.amazon.awssdk.services.ec2.model.Reservation;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleRequest;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRuleUpdate;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Tests calls that EC2 refuses: the messages, and the members that are left out. */
class NetworkErrorsTest {
  private final Fleet fleet = new Fleet();
  private final Ec2Client ec2 = fleet.ec2;
  private String vpc = "";
  private String group = "";

  @BeforeEach
  void aGroup() {
    vpc = ec2.createVpc(r -> r.cidrBlock("10.0.0.0/16")).vpc().vpcId();
    group =
        ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName("web").description("web")).groupId();
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static void fails(String code, String words, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).contains(words);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Vpcs | VpcIds | vpc | InvalidVpcID.NotFound | The vpc ID '%s' does not exist",
        "Subnets | SubnetIds | subnet | InvalidSubnetID.NotFound | The subnet ID '%s' does not"
            + " exist",
        "SecurityGroups | GroupIds | sg | InvalidGroup.NotFound | The security group '%s' does not"
            + " exist",
        "SecurityGroupRules | SecurityGroupRuleIds | sgr | InvalidSecurityGroupRuleId.NotFound |"
            + " The security group rule ID '%s' does not exist",
        "RouteTables | RouteTableIds | rtb | InvalidRouteTableID.NotFound | The routeTable ID '%s'"
            + " does not exist",
        "InternetGateways | InternetGatewayIds | igw | InvalidInternetGatewayID.NotFound | The"
            + " internetGateway ID '%s' does not exist",
        "NetworkAcls | NetworkAclIds | acl | InvalidNetworkAclID.NotFound | The networkAcl ID '%s'"
            + " does not exist",
        "NetworkInterfaces | NetworkInterfaceIds | eni | InvalidNetworkInterfaceID.NotFound | The"
            + " networkInterface ID '%s' does not exist",
        "NatGateways | NatGatewayIds | nat | NatGatewayNotFound | NAT gateway %s was not found",
        "Images | ImageIds | ami | InvalidAMIID.NotFound | The image id '[%s]' does not exist",
        "Instances | InstanceIds | i | InvalidInstanceID.NotFound | The instance ID '%s' does not"
            + " exist",
        "VpcEndpoints | VpcEndpointIds | vpce | InvalidVpcEndpointId.NotFound | The Vpc Endpoint Id"
            + " '%s' does not exist",
        "ManagedPrefixLists | PrefixListIds | pl | InvalidPrefixListID.NotFound | The prefix list"
            + " (%s) does not exist.",
        "TransitGateways | TransitGatewayIds | tgw | InvalidTransitGatewayID.NotFound | Transit"
            + " Gateway %s was deleted or does not exist."
      })
  void unknownIds(String operation, String member, String prefix, String code, String words)
      throws Exception {
    String id = prefix + "-0123456789abcdef0";
    fails(code, words.formatted(id), () -> describe(operation, member, id));
  }

  @ParameterizedTest
  @CsvSource({
    "Vpcs, VpcIds, vpc, InvalidVpcID.Malformed",
    "Subnets, SubnetIds, subnet, InvalidSubnetID.Malformed",
    "SecurityGroups, GroupIds, sg, InvalidGroupId.Malformed",
    "SecurityGroupRules, SecurityGroupRuleIds, sgr, InvalidSecurityGroupRuleId.Malformed",
    "RouteTables, RouteTableIds, rtb, InvalidRouteTableId.Malformed",
    "InternetGateways, InternetGatewayIds, igw, InvalidInternetGatewayId.Malformed",
    "NetworkAcls, NetworkAclIds, acl, InvalidNetworkAclId.Malformed",
    "NetworkInterfaces, NetworkInterfaceIds, eni, InvalidNetworkInterfaceId.Malformed",
    "NatGateways, NatGatewayIds, nat, NatGatewayMalformed",
    "Images, ImageIds, ami, InvalidAMIID.Malformed",
    "Instances, InstanceIds, i, InvalidInstanceID.Malformed",
    "VpcEndpoints, VpcEndpointIds, vpce, InvalidVpcEndpointId.Malformed",
    "ManagedPrefixLists, PrefixListIds, pl, InvalidPrefixListId.Malformed",
    "VpcPeeringConnections, VpcPeeringConnectionIds, pcx, InvalidVpcPeeringConnectionId.Malformed"
  })
  void malformedIds(String operation, String member, String prefix, String code) throws Exception {
    fails(
        code,
        "Invalid id: \"web\" (expecting \"" + prefix + "-...\")",
        () -> describe(operation, member, "web"));
  }

  private void describe(String operation, String member, String id) throws Throwable {
    DocumentedFiltersTest.ask(
        ec2,
        "Describe" + operation,
        field -> field.memberName().equals(member) ? List.of(id) : null);
  }

  @Test
  void severalUnknownIds() {
    fails(
        "InvalidAMIID.NotFound",
        "The image ids '[ami-abcd1234, ami-1234abcd]' do not exist",
        () -> ec2.describeImages(r -> r.imageIds("ami-abcd1234", "ami-1234abcd")));
    fails(
        "InvalidAMIID.Malformed",
        "Invalid id: \"mine\"",
        () -> ec2.describeImages(r -> r.imageIds("ami-abcd1234", "mine")));
  }

  @Nested
  class Rules {
    private SecurityGroupRule rule(int port, String range) {
      return ec2.authorizeSecurityGroupIngress(
              r ->
                  r.groupId(group)
                      .ipPermissions(
                          IpPermission.builder()
                              .ipProtocol("tcp")
                              .fromPort(port)
                              .toPort(port)
                              .ipRanges(IpRange.builder().cidrIp(range).build())
                              .build()))
          .securityGroupRules()
          .get(0);
    }

    private void modify(String id, Consumer<SecurityGroupRuleRequest.Builder> rule) {
      ec2.modifySecurityGroupRules(
          r ->
              r.groupId(group)
                  .securityGroupRules(
                      SecurityGroupRuleUpdate.builder()
                          .securityGroupRuleId(id)
                          .securityGroupRule(rule)
                          .build()));
    }

    @Test
    void areModifiedAsTheyAreAuthorized() {
      SecurityGroupRule http = rule(80, "10.0.0.0/8");
      String id = http.securityGroupRuleId();
      rule(443, "10.0.0.0/8");
      fails(
          "InvalidSecurityGroupRuleId.NotFound",
          "The security group rule ID 'sgr-00000000' does not exist",
          () -> modify("sgr-00000000", one -> one.ipProtocol("tcp")));
      fails(
          "InvalidParameterValue",
          "Invalid value 'null' for protocol. VPC security group rules must specify protocols"
              + " explicitly.",
          () -> modify(id, one -> one.cidrIpv4("10.0.0.0/8")));
      fails(
          "InvalidParameterValue",
          "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.",
          () -> modify(id, one -> one.ipProtocol("udp").fromPort(53).cidrIpv4("10.0.0.0/8")));
      fails(
          "InvalidParameterValue",
          "Invalid TCP/UDP port range (81:80)",
          () ->
              modify(
                  id, one -> one.ipProtocol("tcp").fromPort(81).toPort(80).cidrIpv4("10.0.0.0/8")));
      fails(
          "MissingParameter",
          "The request must contain exactly one of: cidrIp, cidrIpv6, prefixListId, or"
              + " referencedGroupId",
          () -> modify(id, one -> one.ipProtocol("tcp").fromPort(80).toPort(80)));
      fails(
          "InvalidParameterCombination",
          "Only one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId can be specified",
          () ->
              modify(
                  id,
                  one ->
                      one.ipProtocol("tcp")
                          .fromPort(80)
                          .toPort(80)
                          .cidrIpv4("10.0.0.0/8")
                          .cidrIpv6("::/0")));
      fails(
          "InvalidPermission.Duplicate",
          "already exists",
          () ->
              modify(
                  id,
                  one -> one.ipProtocol("tcp").fromPort(443).toPort(443).cidrIpv4("10.0.0.0/8")));
      modify(
          id,
          one ->
              one.ipProtocol("6").fromPort(80).toPort(81).cidrIpv4("10.0.0.0/8").description("a"));
      assertThat(
              ec2.describeSecurityGroupRules(r -> r.securityGroupRuleIds(id)).securityGroupRules())
          .containsExactly(http.toBuilder().toPort(81).description("a").tags(List.of()).build());
    }

    @Test
    void areNotModifiedByTheIdOfAnotherGroup() {
      String id = rule(80, "10.0.0.0/8").securityGroupRuleId();
      String other =
          ec2.createSecurityGroup(r -> r.vpcId(vpc).groupName("db").description("db")).groupId();
      fails(
          "InvalidSecurityGroupRuleId.NotFound",
          id,
          () ->
              ec2.modifySecurityGroupRules(
                  r ->
                      r.groupId(other)
                          .securityGroupRules(
                              SecurityGroupRuleUpdate.builder()
                                  .securityGroupRuleId(id)
                                  .securityGroupRule(
                                      one -> one.ipProtocol("-1").cidrIpv4("10.0.0.0/8"))
                                  .build())));
    }

    @ParameterizedTest
    @CsvSource({"icmp, ,", "icmp, 8,", "icmp, 256, 0", "icmp, 8, 256", "icmp, -1, 3", "1, , 0"})
    void ofIcmpHaveATypeAndACode(String protocol, Integer type, Integer code) {
      fails(
          "InvalidParameterValue",
          "",
          () ->
              ec2.authorizeSecurityGroupIngress(
                  r -> r.groupId(group).ipPermissions(icmp(protocol, type, code))));
    }

    @ParameterizedTest
    @CsvSource({"icmp, -1, -1", "icmp, 8, -1", "icmp, 3, 4", "icmpv6, ,", "icmpv6, 128, 0"})
    void ofIcmpAreTaken(String protocol, Integer type, Integer code) {
      assertThat(
              ec2.authorizeSecurityGroupIngress(
                      r -> r.groupId(group).ipPermissions(icmp(protocol, type, code)))
                  .securityGroupRules())
          .hasSize(1);
    }

    private IpPermission icmp(String protocol, Integer type, Integer code) {
      return IpPermission.builder()
          .ipProtocol(protocol)
          .fromPort(type)
          .toPort(code)
          .ipRanges(IpRange.builder().cidrIp("10.0.0.0/8").build())
          .build();
    }

    @Test
    void areNotSearchedByWhatIsNoGroup() {
      fails(
          "InvalidGroupId.Malformed",
          "The security group ID 'foobar' is malformed",
          () -> ec2.describeSecurityGroupRules(r -> r.filters(filter("group-id", "foobar"))));
      assertThat(
              ec2.describeSecurityGroupRules(
                      r -> r.filters(filter("group-id", "sg-005df3b8ee8bbf7f7")))
                  .securityGroupRules())
          .isEmpty();
    }
  }

  @Nested
  class Routes {
    private String table = "";

    @BeforeEach
    void aTable() {
      table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable().routeTableId();
    }

    @Test
    void doNotLeadToGatewaysAndPeersOfOtherNetworks() {
      String other = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
      String gateway =
          ec2.createEgressOnlyInternetGateway(r -> r.vpcId(other))
              .egressOnlyInternetGateway()
              .egressOnlyInternetGatewayId();
      fails(
          "InvalidParameterValue",
          "route table "
              + table
              + " and network gateway "
              + gateway
              + " belong to different networks",
          () ->
              ec2.createRoute(
                  r ->
                      r.routeTableId(table)
                          .destinationIpv6CidrBlock("::/0")
                          .egressOnlyInternetGatewayId(gateway)));
      String third = ec2.createVpc(r -> r.cidrBlock("10.2.0.0/16")).vpc().vpcId();
      String peering =
          ec2.createVpcPeeringConnection(r -> r.vpcId(other).peerVpcId(third))
              .vpcPeeringConnection()
              .vpcPeeringConnectionId();
      fails(
          "InvalidParameterValue",
          "belong to different networks",
          () ->
              ec2.createRoute(
                  r ->
                      r.routeTableId(table)
                          .destinationCidrBlock("10.2.0.0/16")
                          .vpcPeeringConnectionId(peering)));
    }

    @Test
    void ofEndpointsGoWithTheirEndpointOnly() {
      String id =
          ec2.createVpcEndpoint(
                  r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3").routeTableIds(table))
              .vpcEndpoint()
              .vpcEndpointId();
      String list =
          ec2.describeRouteTables(r -> r.filters(filter("route.gateway-id", id)))
              .routeTables()
              .get(0)
              .routes()
              .get(1)
              .destinationPrefixListId();
      fails(
          "InvalidParameterValue",
          "cannot remove VPC endpoint route " + list + " in route table " + table,
          () -> ec2.deleteRoute(r -> r.routeTableId(table).destinationPrefixListId(list)));
    }
  }

  @Nested
  class AclEntries {
    private final String acl = acl();

    private String acl() {
      return ec2.describeNetworkAcls(r -> r.filters(filter("default", "true")))
          .networkAcls()
          .get(0)
          .networkAclId();
    }

    private void add(Consumer<CreateNetworkAclEntryRequest.Builder> entry) {
      ec2.createNetworkAclEntry(
          r ->
              r.networkAclId(acl)
                  .ruleNumber(7)
                  .egress(false)
                  .protocol("6")
                  .portRange(ports -> ports.from(80).to(80))
                  .ruleAction("allow")
                  .cidrBlock("10.0.0.0/8")
                  .applyMutation(entry));
    }

    @Test
    void areWrittenAsAwsWritesThem() {
      add(one -> one.protocol("tcp").cidrBlock("10.0.0.5/8"));
      assertThat(ec2.describeNetworkAcls(r -> r.networkAclIds(acl)).networkAcls().get(0).entries())
          .filteredOn(entry -> entry.ruleNumber() == 7)
          .extracting(NetworkAclEntry::protocol, NetworkAclEntry::cidrBlock)
          .containsExactly(tuple("6", "10.0.0.0/8"));
    }

    @Test
    void areRefusedWithoutSense() {
      for (int number : new int[] {0, -1, 32767, 40000}) {
        fails(
            "InvalidParameterValue", "ruleNumber is invalid", () -> add(r -> r.ruleNumber(number)));
      }
      fails("InvalidParameterValue", "Unknown protocol", () -> add(r -> r.protocol("http")));
      fails(
          "MissingParameter",
          "portRange",
          () ->
              ec2.createNetworkAclEntry(
                  r ->
                      r.networkAclId(acl)
                          .ruleNumber(8)
                          .egress(false)
                          .protocol("17")
                          .ruleAction("allow")
                          .cidrBlock("10.0.0.0/8")));
      fails("MissingParameter", "icmpTypeCode", () -> add(r -> r.protocol("1")));
      fails("MissingParameter", "cidrBlock", () -> add(r -> r.cidrBlock(null)));
    }

    @Test
    void standNotForSubnetsOfOtherNetworks() {
      String subnet =
          ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24")).subnet().subnetId();
      String association =
          ec2.describeNetworkAcls(r -> r.filters(filter("association.subnet-id", subnet)))
              .networkAcls()
              .get(0)
              .associations()
              .get(0)
              .networkAclAssociationId();
      String other = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
      String theirs = ec2.createNetworkAcl(r -> r.vpcId(other)).networkAcl().networkAclId();
      fails(
          "InvalidParameterValue",
          "belong to different networks",
          () ->
              ec2.replaceNetworkAclAssociation(
                  r -> r.associationId(association).networkAclId(theirs)));
    }
  }

  @Nested
  class Ranges {
    @Test
    void ofAVpcAreFiveAtMost() {
      for (int i = 1; i <= 4; i++) {
        String further = "10.10." + i + ".0/24";
        ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock(further));
        ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true));
      }
      ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true));
      String words = "This network " + vpc + " has met its maximum number of allowed CIDRs: 5";
      fails(
          "CidrLimitExceeded",
          words,
          () -> ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.10.5.0/24")));
      fails(
          "CidrLimitExceeded",
          words,
          () -> ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true)));
    }

    private Subnet ipv6Only() {
      ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).amazonProvidedIpv6CidrBlock(true));
      String range =
          ec2.describeVpcs(r -> r.vpcIds(vpc))
              .vpcs()
              .get(0)
              .ipv6CidrBlockAssociationSet()
              .get(0)
              .ipv6CidrBlock();
      return ec2.createSubnet(r -> r.vpcId(vpc).ipv6Native(true).ipv6CidrBlock(range)).subnet();
    }

    @Test
    void ofAnIpv6OnlySubnetAreOfIpv6() {
      fails(
          "MissingParameter",
          "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.",
          () -> ec2.createSubnet(r -> r.vpcId(vpc).ipv6Native(true)));
      fails(
          "MissingParameter",
          "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.",
          () -> ec2.createSubnet(r -> r.vpcId(vpc).ipv6Native(true).cidrBlock("10.0.0.0/24")));
      fails(
          "InvalidParameterCombination",
          "When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native"
              + " to true.",
          () ->
              ec2.createSubnet(
                  r ->
                      r.vpcId(vpc)
                          .ipv6Native(true)
                          .cidrBlock("10.0.0.0/24")
                          .ipv6CidrBlock("1080::1:200C:417A/112")));
      Subnet made = ipv6Only();
      assertThat(made.ipv6Native()).isTrue();
      assertThat(made.assignIpv6AddressOnCreation()).isTrue();
      assertThat(made.cidrBlock()).isNull();
      assertThat(made.availableIpAddressCount()).isZero();
      assertThat(made.ipv6CidrBlockAssociationSet()).hasSize(1);
      assertThat(ec2.describeSubnets(r -> r.filters(filter("ipv6-native", "true"))).subnets())
          .extracting(Subnet::subnetId)
          .containsExactly(made.subnetId());
    }

    @Test
    void ofIpv4AreNotTakenByAnIpv6OnlySubnet() {
      Subnet made = ipv6Only();
      assertThat(ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.0.0/24")).subnet().cidrBlock())
          .isEqualTo("10.0.0.0/24");
      fails(
          "InsufficientFreeAddressesInSubnet",
          made.subnetId(),
          () -> ec2.createNetworkInterface(r -> r.subnetId(made.subnetId())));
      fails(
          "InvalidParameterValue",
          "does not fall within the subnet's address range",
          () ->
              ec2.createNetworkInterface(
                  r -> r.subnetId(made.subnetId()).privateIpAddress("10.0.0.7")));
      ec2.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.10.0.0/24"));
      String further =
          ec2.describeVpcs(r -> r.vpcIds(vpc))
              .vpcs()
              .get(0)
              .cidrBlockAssociationSet()
              .get(1)
              .associationId();
      ec2.disassociateVpcCidrBlock(r -> r.associationId(further));
      assertThat(ec2.describeVpcs(r -> r.vpcIds(vpc)).vpcs().get(0).cidrBlockAssociationSet())
          .hasSize(1);
    }
  }

  @Test
  void subnetsSayHowTheirInstancesAreNamed() {
    String id = ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock("10.0.1.0/24")).subnet().subnetId();
    assertThat(names(id))
        .isEqualTo(
            PrivateDnsNameOptionsOnLaunch.builder()
                .hostnameType("ip-name")
                .enableResourceNameDnsARecord(false)
                .enableResourceNameDnsAAAARecord(false)
                .build());
    ec2.modifySubnetAttribute(
        r -> r.subnetId(id).enableResourceNameDnsARecordOnLaunch(it -> it.value(true)));
    ec2.modifySubnetAttribute(r -> r.subnetId(id).privateDnsHostnameTypeOnLaunch("resource-name"));
    ec2.modifySubnetAttribute(r -> r.subnetId(id).mapPublicIpOnLaunch(it -> it.value(true)));
    assertThat(names(id))
        .isEqualTo(
            PrivateDnsNameOptionsOnLaunch.builder()
                .hostnameType("resource-name")
                .enableResourceNameDnsARecord(true)
                .enableResourceNameDnsAAAARecord(false)
                .build());
    ec2.modifySubnetAttribute(
        r -> r.subnetId(id).enableResourceNameDnsAAAARecordOnLaunch(it -> it.value(true)));
    assertThat(names(id).enableResourceNameDnsAAAARecord()).isTrue();
  }

  private PrivateDnsNameOptionsOnLaunch names(String subnet) {
    return ec2.describeSubnets(r -> r.subnetIds(subnet))
        .subnets()
        .get(0)
        .privateDnsNameOptionsOnLaunch();
  }

  /** Empty lists, which AWS returns or leaves out. */
  @Nested
  class EmptyLists {
    @Test
    void areThereInRouteTablesEndpointsAndReservations() {
      RouteTable table = ec2.createRouteTable(r -> r.vpcId(vpc)).routeTable();
      assertThat(table.hasAssociations()).isTrue();
      assertThat(table.hasPropagatingVgws()).isTrue();
      assertThat(table.hasTags()).isTrue();
      VpcEndpoint endpoint =
          ec2.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.s3"))
              .vpcEndpoint();
      assertThat(endpoint.hasGroups()).isTrue();
      assertThat(endpoint.hasSubnetIds()).isTrue();
      assertThat(endpoint.hasDnsEntries()).isTrue();
      assertThat(endpoint.hasRouteTableIds()).isTrue();
      ec2.runInstances(
          r -> r.imageId(Images.AL2023).instanceType("t3.micro").minCount(1).maxCount(1));
      assertThat(ec2.describeInstances().reservations())
          .singleElement()
          .matches(Reservation::hasGroups);
    }

    @Test
    void areLeftOutIfAResourceHasNoTags() {
      assertThat(ec2.describeVpcs().vpcs()).noneMatch(one -> one.hasTags());
      assertThat(ec2.describeSubnets().subnets()).noneMatch(one -> one.hasTags());
      assertThat(ec2.describeSecurityGroups().securityGroups()).noneMatch(one -> one.hasTags());
      assertThat(ec2.describeImages().images()).noneMatch(one -> one.hasTags());
    }
  }
}

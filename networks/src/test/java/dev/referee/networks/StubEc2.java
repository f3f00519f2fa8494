package dev.referee.networks;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSecurityGroupRulesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesRequest;
import software.amazon.awssdk.services.ec2.model.GetManagedPrefixListEntriesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** A stub of EC2 that describes a {@link RandomNetwork}, without network access. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class StubEc2 implements Ec2Client {
  private final RandomNetwork network;

  StubEc2(RandomNetwork network) {
    this.network = network;
  }

  static Subnet subnet(String id, String block, boolean mapsPublic) {
    return Subnet.builder()
        .subnetId(id)
        .vpcId("vpc-1")
        .availabilityZone("eu-west-1a")
        .cidrBlock(block)
        .mapPublicIpOnLaunch(mapsPublic)
        .build();
  }

  @Override
  public DescribeSubnetsResponse describeSubnets(DescribeSubnetsRequest request) {
    return DescribeSubnetsResponse.builder()
        .subnets(
            subnet("subnet-own", "10.0.1.0/30", network.mapsPublic),
            subnet("subnet-nat", "10.0.0.0/28", true))
        .build();
  }

  @Override
  public DescribeRouteTablesResponse describeRouteTables(DescribeRouteTablesRequest request) {
    return DescribeRouteTablesResponse.builder()
        .routeTables(table("own", network.ownRoutes), table("nat", network.natRoutes))
        .build();
  }

  private static RouteTable table(String name, List<RandomNetwork.Hop> hops) {
    return RouteTable.builder()
        .routeTableId("rtb-" + name)
        .vpcId("vpc-1")
        .associations(association -> association.subnetId("subnet-" + name))
        .routes(hops.stream().map(StubEc2::route).toList())
        .build();
  }

  private static Route route(RandomNetwork.Hop hop) {
    Route.Builder route =
        Route.builder()
            .state(hop.blackhole() ? "blackhole" : "active")
            .origin(hop.propagated() ? "EnableVgwRoutePropagation" : "CreateRoute");
    if (hop.destination().startsWith("pl-")) {
      route.destinationPrefixListId(hop.destination());
    } else {
      route.destinationCidrBlock(hop.destination());
    }
    return switch (hop.target().substring(0, 3)) {
      case "nat" -> route.natGatewayId(hop.target()).build();
      case "eni" -> route.networkInterfaceId(hop.target()).build();
      case "pcx" -> route.vpcPeeringConnectionId(hop.target()).build();
      default -> route.gatewayId(hop.target()).build();
    };
  }

  @Override
  public GetManagedPrefixListEntriesResponse getManagedPrefixListEntries(
      GetManagedPrefixListEntriesRequest request) {
    return GetManagedPrefixListEntriesResponse.builder()
        .entries(
            entry -> entry.cidr(RandomNetwork.LIST[0]), entry -> entry.cidr(RandomNetwork.LIST[1]))
        .build();
  }

  @Override
  public DescribeNetworkAclsResponse describeNetworkAcls(DescribeNetworkAclsRequest request) {
    return DescribeNetworkAclsResponse.builder()
        .networkAcls(acl("own", network.ownAcl), acl("nat", network.natAcl))
        .build();
  }

  private static NetworkAcl acl(String name, List<RandomNetwork.Rule> rules) {
    List<NetworkAclEntry> entries = new ArrayList<>();
    for (RandomNetwork.Rule rule : rules) {
      entries.add(
          NetworkAclEntry.builder()
              .ruleNumber(rule.number())
              .egress(rule.egress())
              .ruleAction(rule.allow() ? "allow" : "deny")
              .protocol("6")
              .portRange(range -> range.from(rule.from()).to(rule.to()))
              .cidrBlock(rule.block())
              .build());
    }
    return NetworkAcl.builder()
        .networkAclId("acl-" + name)
        .associations(association -> association.subnetId("subnet-" + name))
        .entries(entries)
        .build();
  }

  @Override
  public DescribeNatGatewaysResponse describeNatGateways(DescribeNatGatewaysRequest request) {
    return DescribeNatGatewaysResponse.builder()
        .natGateways(
            NatGateway.builder()
                .natGatewayId("nat-1")
                .vpcId("vpc-1")
                .subnetId("subnet-nat")
                .state(network.natState)
                .connectivityType(network.natIsPublic ? "public" : "private")
                .natGatewayAddresses(address -> address.privateIp(RandomNetwork.natAddress()))
                .build())
        .build();
  }

  @Override
  public DescribeInternetGatewaysResponse describeInternetGateways(
      DescribeInternetGatewaysRequest request) {
    InternetGateway gateway =
        InternetGateway.builder()
            .internetGatewayId("igw-1")
            .attachments(attachment -> attachment.vpcId("vpc-1").state("available"))
            .build();
    return DescribeInternetGatewaysResponse.builder()
        .internetGateways(network.attached ? List.of(gateway) : List.of())
        .build();
  }

  @Override
  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    boolean ofSubnet = request.filters().get(0).name().equals("subnet-id");
    List<Instance> found = new ArrayList<>();
    for (boolean isPublic : ofSubnet ? network.instances : List.<Boolean>of()) {
      found.add(
          Instance.builder()
              .instanceId("i-" + found.size())
              .vpcId("vpc-1")
              .subnetId("subnet-own")
              .state(state -> state.name("running"))
              .publicIpAddress(isPublic ? "198.51.100.9" : null)
              .build());
    }
    return DescribeInstancesResponse.builder()
        .reservations(reservation -> reservation.instances(found))
        .build();
  }

  @Override
  public DescribeNetworkInterfacesResponse describeNetworkInterfaces(
      DescribeNetworkInterfacesRequest request) {
    return DescribeNetworkInterfacesResponse.builder()
        .networkInterfaces(
            face -> face.networkInterfaceId("eni-9").subnetId("subnet-own").status("available"))
        .build();
  }

  @Override
  public DescribeSecurityGroupRulesResponse describeSecurityGroupRules(
      DescribeSecurityGroupRulesRequest request) {
    List<SecurityGroupRule> rules = new ArrayList<>();
    for (String block : network.group == null ? List.<String>of() : network.group) {
      rules.add(
          SecurityGroupRule.builder()
              .securityGroupRuleId("sgr-" + rules.size())
              .groupId("sg-1")
              .isEgress(true)
              .ipProtocol("tcp")
              .fromPort(443)
              .toPort(443)
              .cidrIpv4(block)
              .build());
    }
    return DescribeSecurityGroupRulesResponse.builder().securityGroupRules(rules).build();
  }

  @Override
  public String serviceName() {
    return "ec2";
  }

  @Override
  public void close() {}
}

package dev.referee.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysResponse;
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
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTransitGatewayVpcAttachmentsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.EgressOnlyInternetGateway;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SearchTransitGatewayRoutesRequest;
import software.amazon.awssdk.services.ec2.model.SearchTransitGatewayRoutesResponse;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRoute;
import software.amazon.awssdk.services.ec2.model.TransitGatewayVpcAttachment;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** A fake of EC2 that describes the few resources of a test, without network access. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class FakeEc2 implements Ec2Client {
  final List<Subnet> subnets = new ArrayList<>();
  final List<software.amazon.awssdk.services.ec2.model.RouteTable> tables = new ArrayList<>();
  final List<software.amazon.awssdk.services.ec2.model.NetworkAcl> acls = new ArrayList<>();
  final List<NatGateway> natGateways = new ArrayList<>();
  final List<InternetGateway> internetGateways = new ArrayList<>();
  final List<EgressOnlyInternetGateway> egressOnly = new ArrayList<>();
  final List<Instance> instances = new ArrayList<>();
  final List<VpcEndpoint> endpoints = new ArrayList<>();
  final List<NetworkInterface> faces = new ArrayList<>();
  final List<SecurityGroupRule> rules = new ArrayList<>();
  final List<TransitGatewayVpcAttachment> attached = new ArrayList<>();
  final List<TransitGatewayAttachment> attachments = new ArrayList<>();
  final List<TransitGatewayRoute> transitRoutes = new ArrayList<>();
  final List<String> calls = new ArrayList<>();
  boolean moreTransitRoutes;
  boolean dnsSupport = true;
  boolean dnsHostnames = true;

  private static boolean matches(List<Filter> filters, String name, String value) {
    return filters.stream()
        .filter(filter -> filter.name().equals(name))
        .allMatch(filter -> filter.values().contains(value));
  }

  private void asked(String operation) {
    calls.add(operation);
  }

  Subnet subnet(String name, String vpc, String zone, String block) {
    Subnet subnet =
        Subnet.builder()
            .subnetId("subnet-" + name)
            .vpcId(vpc)
            .availabilityZone(zone)
            .cidrBlock(block)
            .build();
    subnets.add(subnet);
    acl(name, vpc, "0.0.0.0/0");
    return subnet;
  }

  /**
   * Gives a subnet a network ACL that allows all traffic to and from some blocks: {@code
   * 10.0.0.0/8}, or {@code 10.0.0.0/8 in} and {@code 10.0.0.0/8 out}.
   */
  void acl(String name, String vpc, String... blocks) {
    acls.removeIf(acl -> acl.networkAclId().equals("acl-" + name));
    List<NetworkAclEntry> entries = new ArrayList<>();
    for (String each : blocks) {
      String block = each.replaceFirst(" .*", "");
      for (boolean egress : new boolean[] {true, false}) {
        if (each.endsWith(egress ? " in" : " out")) {
          continue;
        }
        entries.add(
            NetworkAclEntry.builder()
                .ruleNumber(100 + entries.size())
                .egress(egress)
                .ruleAction("allow")
                .protocol("-1")
                .cidrBlock(block.contains(":") ? null : block)
                .ipv6CidrBlock(block.contains(":") ? block : null)
                .build());
      }
    }
    acls.add(
        software.amazon.awssdk.services.ec2.model.NetworkAcl.builder()
            .networkAclId("acl-" + name)
            .vpcId(vpc)
            .associations(it -> it.subnetId("subnet-" + name))
            .entries(entries)
            .build());
  }

  /** Gives a subnet a route table. */
  void table(
      String name,
      String vpc,
      Consumer<software.amazon.awssdk.services.ec2.model.Route.Builder>... routes) {
    tables.removeIf(table -> table.routeTableId().equals("rtb-" + name));
    List<software.amazon.awssdk.services.ec2.model.Route> all = new ArrayList<>();
    for (var route : routes) {
      var made = software.amazon.awssdk.services.ec2.model.Route.builder().state("active");
      route.accept(made);
      all.add(made.build());
    }
    tables.add(
        software.amazon.awssdk.services.ec2.model.RouteTable.builder()
            .routeTableId("rtb-" + name)
            .vpcId(vpc)
            .associations(it -> it.subnetId("subnet-" + name))
            .routes(all)
            .build());
  }

  void rule(String group, boolean egress, Consumer<SecurityGroupRule.Builder> far) {
    SecurityGroupRule.Builder rule =
        SecurityGroupRule.builder()
            .securityGroupRuleId("sgr-" + rules.size())
            .groupId(group)
            .isEgress(egress)
            .ipProtocol("tcp")
            .fromPort(443)
            .toPort(443);
    far.accept(rule);
    rules.add(rule.build());
  }

  @Override
  public DescribeSubnetsResponse describeSubnets(DescribeSubnetsRequest request) {
    asked("subnets");
    return DescribeSubnetsResponse.builder()
        .subnets(
            subnets.stream()
                .filter(it -> matches(request.filters(), "vpc-id", it.vpcId()))
                .toList())
        .build();
  }

  @Override
  public DescribeRouteTablesResponse describeRouteTables(DescribeRouteTablesRequest request) {
    asked("tables");
    return DescribeRouteTablesResponse.builder()
        .routeTables(
            tables.stream().filter(it -> matches(request.filters(), "vpc-id", it.vpcId())).toList())
        .build();
  }

  @Override
  public DescribeNetworkAclsResponse describeNetworkAcls(DescribeNetworkAclsRequest request) {
    asked("acls");
    return DescribeNetworkAclsResponse.builder()
        .networkAcls(
            acls.stream().filter(it -> matches(request.filters(), "vpc-id", it.vpcId())).toList())
        .build();
  }

  @Override
  public DescribeNatGatewaysResponse describeNatGateways(DescribeNatGatewaysRequest request) {
    asked("nat");
    return DescribeNatGatewaysResponse.builder()
        .natGateways(
            natGateways.stream()
                .filter(it -> matches(request.filter(), "vpc-id", it.vpcId()))
                .toList())
        .build();
  }

  @Override
  public DescribeInternetGatewaysResponse describeInternetGateways(
      DescribeInternetGatewaysRequest request) {
    asked("internet gateways");
    return DescribeInternetGatewaysResponse.builder().internetGateways(internetGateways).build();
  }

  @Override
  public DescribeEgressOnlyInternetGatewaysResponse describeEgressOnlyInternetGateways(
      DescribeEgressOnlyInternetGatewaysRequest request) {
    asked("egress-only");
    return DescribeEgressOnlyInternetGatewaysResponse.builder()
        .egressOnlyInternetGateways(egressOnly)
        .build();
  }

  @Override
  public DescribeInstancesResponse describeInstances(DescribeInstancesRequest request) {
    asked("instances");
    List<Instance> found =
        instances.stream()
            .filter(it -> matches(request.filters(), "instance-id", it.instanceId()))
            .filter(it -> matches(request.filters(), "subnet-id", it.subnetId()))
            .filter(
                it ->
                    it.networkInterfaces().isEmpty()
                        || matches(
                            request.filters(),
                            "network-interface.network-interface-id",
                            it.networkInterfaces().get(0).networkInterfaceId()))
            .toList();
    return DescribeInstancesResponse.builder()
        .reservations(reservation -> reservation.instances(found))
        .build();
  }

  @Override
  public DescribeVpcEndpointsResponse describeVpcEndpoints(DescribeVpcEndpointsRequest request) {
    asked("endpoints");
    return DescribeVpcEndpointsResponse.builder().vpcEndpoints(endpoints).build();
  }

  @Override
  public DescribeNetworkInterfacesResponse describeNetworkInterfaces(
      DescribeNetworkInterfacesRequest request) {
    asked("interfaces");
    return DescribeNetworkInterfacesResponse.builder()
        .networkInterfaces(
            faces.stream()
                .filter(
                    it ->
                        matches(request.filters(), "network-interface-id", it.networkInterfaceId()))
                .toList())
        .build();
  }

  @Override
  public DescribeVpcAttributeResponse describeVpcAttribute(DescribeVpcAttributeRequest request) {
    asked("attribute");
    return request.attribute() == VpcAttributeName.ENABLE_DNS_SUPPORT
        ? DescribeVpcAttributeResponse.builder()
            .enableDnsSupport(it -> it.value(dnsSupport))
            .build()
        : DescribeVpcAttributeResponse.builder()
            .enableDnsHostnames(it -> it.value(dnsHostnames))
            .build();
  }

  @Override
  public DescribeSecurityGroupRulesResponse describeSecurityGroupRules(
      DescribeSecurityGroupRulesRequest request) {
    asked("rules");
    return DescribeSecurityGroupRulesResponse.builder()
        .securityGroupRules(
            rules.stream()
                .filter(it -> matches(request.filters(), "group-id", it.groupId()))
                .toList())
        .build();
  }

  @Override
  public DescribeTransitGatewayVpcAttachmentsResponse describeTransitGatewayVpcAttachments(
      DescribeTransitGatewayVpcAttachmentsRequest request) {
    asked("VPC attachments");
    return DescribeTransitGatewayVpcAttachmentsResponse.builder()
        .transitGatewayVpcAttachments(
            attached.stream()
                .filter(it -> matches(request.filters(), "vpc-id", it.vpcId()))
                .toList())
        .build();
  }

  @Override
  public DescribeTransitGatewayAttachmentsResponse describeTransitGatewayAttachments(
      DescribeTransitGatewayAttachmentsRequest request) {
    asked("attachments");
    return DescribeTransitGatewayAttachmentsResponse.builder()
        .transitGatewayAttachments(attachments)
        .build();
  }

  @Override
  public SearchTransitGatewayRoutesResponse searchTransitGatewayRoutes(
      SearchTransitGatewayRoutesRequest request) {
    asked("transit routes");
    return SearchTransitGatewayRoutesResponse.builder()
        .routes(transitRoutes)
        .additionalRoutesAvailable(moreTransitRoutes)
        .build();
  }

  @Override
  public String serviceName() {
    return "ec2";
  }

  @Override
  public void close() {}
}

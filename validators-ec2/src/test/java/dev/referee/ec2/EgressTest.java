package dev.referee.ec2;

import static dev.referee.ec2.EgressExpectations.ONLY;
import static dev.referee.ec2.EgressExpectations.PRIVATE;
import static dev.referee.ec2.EgressExpectations.SUBNET;
import static dev.referee.ec2.PrivateSubnet.ANYWHERE;
import static dev.referee.ec2.PrivateSubnet.ANYWHERE_V6;

import dev.referee.Check;
import dev.referee.Outcome;
import dev.referee.networks.HopExpectations;
import dev.referee.resources.Instances;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.Sandbox;
import dev.referee.testkit.SpawningFleet;
import dev.referee.testkit.Worlds;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Filter;

/** The scenarios of {@code ec2.egress}. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class EgressTest extends CheckContract<PrivateSubnet> {

  @Override
  protected PrivateSubnet begin(Sandbox sandbox) {
    return new PrivateSubnet(sandbox);
  }

  @Override
  protected Check check(PrivateSubnet story) {
    return story.asked.apply(Ec2Checks.egress()).build();
  }

  @Override
  protected List<String> secrets() {
    return List.of(SpawningFleet.secret());
  }

  @Override
  protected Worlds<PrivateSubnet> worlds() {
    Worlds<PrivateSubnet> worlds = new Worlds<>();
    routes(worlds);
    natGateways(worlds);
    natInstances(worlds);
    acls(worlds);
    endpoints(worlds);
    TransitWorlds.addTo(worlds);
    fixed(worlds);
    overFixed(worlds);
    others(worlds);
    return worlds;
  }

  private static void routes(Worlds<PrivateSubnet> worlds) {
    worlds
        .broken("nothing was done", HopExpectations.ROUTE, it -> it.built())
        .broken(
            "there is a NAT gateway, and no route to it",
            HopExpectations.ROUTE,
            it -> it.built().nat(it.open))
        .broken(
            "the route to the NAT gateway is in a table that the subnet does not use",
            HopExpectations.ROUTE,
            it ->
                it.built()
                    .route(
                        it.table(it.vpc, it.subnet(it.vpc, "10.0.2.0/24", it.zone, "other")),
                        ANYWHERE,
                        route -> route.natGatewayId(it.nat(it.open))))
        .broken(
            "only half of the addresses have a route",
            HopExpectations.ROUTE,
            it -> it.built().natRoute("0.0.0.0/1", it.nat(it.open)))
        .broken(
            "the NAT gateway was deleted, and its route is a black hole",
            HopExpectations.TARGET,
            it -> {
              String nat = it.built().nat(it.open);
              it.natRoute(ANYWHERE, nat);
              it.ec2.deleteNatGateway(gateway -> gateway.natGatewayId(nat));
              it.later(5);
            })
        .broken(
            "the way out over IPv6 is missing",
            HopExpectations.ROUTE,
            it -> it.askedToo(EgressBuilder::ipv6).built().ipv6().withNat())
        .broken(
            "the subnet has no IPv6 addresses",
            HopExpectations.ADDRESS,
            it -> {
              it.askedToo(EgressBuilder::ipv6).built().withNat();
              it.ec2.associateVpcCidrBlock(
                  vpc -> vpc.vpcId(it.vpc).amazonProvidedIpv6CidrBlock(true));
              String egressOnly = it.later(1).egressOnly();
              it.route(
                  it.shutTable,
                  ANYWHERE_V6,
                  route -> route.egressOnlyInternetGatewayId(egressOnly));
            })
        .broken(
            "the egress-only internet gateway was deleted",
            HopExpectations.TARGET,
            it -> {
              it.askedToo(EgressBuilder::ipv6).built().ipv6().withNat();
              String egressOnly = it.egressOnly();
              it.route(
                  it.shutTable,
                  ANYWHERE_V6,
                  route -> route.egressOnlyInternetGatewayId(egressOnly));
              it.ec2.deleteEgressOnlyInternetGateway(
                  gateway -> gateway.egressOnlyInternetGatewayId(egressOnly));
            })
        .broken(
            "the internet gateway of an allowed public subnet was detached",
            HopExpectations.INTERNET_GATEWAY,
            it -> {
              it.askedToo(egress -> egress.publicAllowed(true)).built();
              it.route(it.shutTable, ANYWHERE, route -> route.gatewayId(it.gateway));
              it.ec2.detachInternetGateway(
                  gateway -> gateway.internetGatewayId(it.gateway).vpcId(it.vpc));
            })
        .broken(
            "an instance of an allowed public subnet has no public address",
            HopExpectations.ADDRESS,
            it -> {
              it.askedToo(egress -> egress.publicAllowed(true))
                  .built()
                  .route(it.shutTable, ANYWHERE, route -> route.gatewayId(it.gateway));
              it.run(it.shut, run -> {});
            })
        .broken(
            "the route leads to a network interface that is attached to nothing",
            HopExpectations.TARGET,
            it ->
                it.built()
                    .route(
                        it.shutTable,
                        ANYWHERE,
                        route -> route.networkInterfaceId(it.interfaceIn(it.open))));
  }

  private static void natGateways(Worlds<PrivateSubnet> worlds) {
    worlds
        .broken(
            "the NAT gateway failed, because the VPC has no internet gateway",
            HopExpectations.NAT_GATEWAY,
            it -> it.builtWithoutGateway().natRoute(ANYWHERE, it.pendingNat(it.open)).later(3))
        .broken(
            "the NAT gateway is in the private subnet itself",
            HopExpectations.GATEWAY_ROUTE,
            it -> it.built().natRoute(ANYWHERE, it.nat(it.shut)))
        .broken(
            "the NAT gateway is in a subnet that leads nowhere",
            HopExpectations.GATEWAY_ROUTE,
            it -> {
              it.built();
              it.natRoute(ANYWHERE, it.nat(it.subnet(it.vpc, "10.0.2.0/24", it.zone, "nat")));
            })
        .broken(
            "the NAT gateway is a private one",
            HopExpectations.NAT_PUBLIC,
            it ->
                it.built()
                    .natRoute(
                        ANYWHERE,
                        it.nat(gateway -> gateway.subnetId(it.open).connectivityType("private"))))
        .broken(
            "the network ACL of the NAT gateway's subnet lets nothing in from the private one",
            HopExpectations.GATEWAY_ACL,
            it -> it.built().withNat().narrowAcl(it.open, 1024, 65535))
        .broken(
            "the network ACL of the NAT gateway's subnet lets answers to Linux in only",
            HopExpectations.GATEWAY_ACL,
            it -> {
              String acl = it.built().withNat().acl(it.open);
              it.tcp(acl, 100, "out", 1, 65535, ANYWHERE)
                  .tcp(acl, 100, "in", 443, 443, "10.0.0.0/16")
                  .tcp(acl, 110, "in", 32768, 65535, ANYWHERE);
            });
  }

  private static void natInstances(Worlds<PrivateSubnet> worlds) {
    worlds
        .broken(
            "the NAT instance was stopped",
            HopExpectations.NAT_INSTANCE,
            it -> {
              String nat = it.built().natInstance(it.open);
              it.natInstanceRoute(nat);
              it.ec2.stopInstances(stop -> stop.instanceIds(nat));
              it.later(3);
            })
        .broken(
            "the NAT instance was terminated",
            HopExpectations.TARGET,
            it -> {
              String nat = it.built().natInstance(it.open);
              it.natInstanceRoute(nat);
              it.ec2.terminateInstances(terminate -> terminate.instanceIds(nat));
              it.later(3);
            })
        .broken(
            "the NAT instance checks sources and destinations",
            HopExpectations.NAT_FORWARDS,
            it -> {
              String nat = it.built().natInstance(it.open);
              it.natInstanceRoute(nat);
              it.ec2.modifyInstanceAttribute(
                  instance -> instance.instanceId(nat).sourceDestCheck(on -> on.value(true)));
            })
        .broken(
            "the group of the NAT instance lets nothing in",
            HopExpectations.NAT_GROUPS,
            it -> {
              it.built();
              it.natInstanceRoute(it.natInstance(it.open, it.group("nat"), true));
            })
        .broken(
            "the NAT instance has no public address",
            HopExpectations.ADDRESS,
            it -> {
              String group = it.built().group("nat");
              it.letIn(group, "tcp", 443, "10.0.1.0/24");
              it.natInstanceRoute(it.natInstance(it.open, group, false));
            })
        .broken(
            "the NAT instance is in a subnet that leads nowhere",
            HopExpectations.GATEWAY_ROUTE,
            it -> {
              it.built();
              it.natInstanceRoute(it.natInstance(it.subnet(it.vpc, "10.0.2.0/24", it.zone, "nat")));
            })
        .broken(
            "the group of the private instance lets nothing out",
            HopExpectations.GROUPS_OUT,
            it -> {
              it.asked(egress -> egress.instances(Instances.tagged("tier", "private")));
              String group = it.built().withNat().group("app");
              it.letNothingOut(group).run(it.shut, run -> run.securityGroupIds(group));
            });
  }

  private static void acls(Worlds<PrivateSubnet> worlds) {
    worlds
        .broken(
            "the subnet's network ACL lets nothing out",
            HopExpectations.ACL_OUT,
            it -> it.built().withNat().acl(it.shut))
        .broken(
            "a deny with a lower number comes before the allow",
            HopExpectations.ACL_OUT,
            it -> {
              String acl = it.built().withNat().acl(it.shut);
              it.tcp(acl, 90, "out deny", 443, 443, "8.0.0.0/8")
                  .tcp(acl, 100, "out", 0, 65535, ANYWHERE)
                  .tcp(acl, 100, "in", 0, 65535, ANYWHERE);
            })
        .broken(
            "the subnet's network ACL lets no answers in",
            HopExpectations.ACL_ANSWERS,
            it -> it.built().withNat().narrowAcl(it.shut, 443, 443))
        .broken(
            "the subnet's network ACL lets answers to Windows in only",
            HopExpectations.ACL_ANSWERS,
            it -> it.built().withNat().narrowAcl(it.shut, 49152, 65535));
  }

  private static void endpoints(Worlds<PrivateSubnet> worlds) {
    worlds
        .broken(
            "there is no endpoint",
            HopExpectations.ENDPOINT,
            it -> it.askedToo(egress -> egress.onlyServices("s3")).built())
        .broken(
            "the gateway endpoint is in the public subnet's route table only",
            HopExpectations.ENDPOINT_ROUTE,
            it ->
                it.askedToo(egress -> egress.onlyServices("s3"))
                    .built()
                    .gatewayEndpoint("s3", it.openTable))
        .broken(
            "the interface endpoint is being deleted",
            HopExpectations.ENDPOINT_AVAILABLE,
            it -> {
              it.askedToo(egress -> egress.onlyServices("ssm")).built().names();
              String group = it.group("endpoint");
              String endpoint =
                  it.letIn(group, "tcp", 443, ANYWHERE).interfaceEndpoint("ssm", it.shut, group);
              it.ec2.deleteVpcEndpoints(gone -> gone.vpcEndpointIds(endpoint));
            })
        .broken(
            "private DNS names of the endpoint are off",
            HopExpectations.ENDPOINT_DNS,
            it -> {
              it.askedToo(egress -> egress.onlyServices("ssm")).built().names();
              String group = it.group("endpoint");
              String endpoint =
                  it.letIn(group, "tcp", 443, ANYWHERE).interfaceEndpoint("ssm", it.shut, group);
              it.ec2.modifyVpcEndpoint(
                  change -> change.vpcEndpointId(endpoint).privateDnsEnabled(false));
            })
        .broken(
            "DNS host names of the VPC were turned off later",
            HopExpectations.ENDPOINT_DNS,
            it -> {
              it.askedToo(egress -> egress.onlyServices("ssm")).built().names();
              String group = it.group("endpoint");
              it.letIn(group, "tcp", 443, ANYWHERE).interfaceEndpoint("ssm", it.shut, group);
              it.ec2.modifyVpcAttribute(
                  change -> change.vpcId(it.vpc).enableDnsHostnames(on -> on.value(false)));
            })
        .broken(
            "the group of the endpoint lets HTTP in only",
            HopExpectations.ENDPOINT_GROUPS,
            it -> {
              it.askedToo(egress -> egress.onlyServices("ssm")).built().names();
              String group = it.group("endpoint");
              it.letIn(group, "tcp", 80, ANYWHERE).interfaceEndpoint("ssm", it.shut, group);
            })
        .broken(
            "the network ACL of the endpoint's subnet lets nothing in",
            HopExpectations.ENDPOINT_ACL,
            it -> {
              it.askedToo(egress -> egress.onlyServices("ssm")).built().names();
              String group = it.group("endpoint");
              String home = it.subnet(it.vpc, "10.0.2.0/24", it.zone, "endpoints");
              it.letIn(group, "tcp", 443, ANYWHERE).interfaceEndpoint("ssm", home, group);
              it.acl(home);
            });
  }

  private static void fixed(Worlds<PrivateSubnet> worlds) {
    worlds
        .fixed("a NAT gateway, and a route to it", it -> it.built().withNat())
        .fixedAnotherWay(
            "the route is in the VPC's main route table",
            it -> {
              String nat = it.built().nat(it.open);
              String main = it.mainTable();
              it.subnet(it.vpc, "10.0.2.0/24", it.zone, "main");
              it.route(main, ANYWHERE, route -> route.natGatewayId(nat));
              it.asked(egress -> egress.subnets(Subnets.tagged("tier", "main")));
            })
        .fixedAnotherWay(
            "a default route split in halves",
            it -> {
              String nat = it.built().nat(it.open);
              it.natRoute("0.0.0.0/1", nat).natRoute("128.0.0.0/1", nat);
            })
        .fixedAnotherWay(
            "a route by a prefix list, to all that is asked for",
            it -> {
              it.askedToo(egress -> egress.to("198.41.128.0/17", "8.8.8.8/32")).built();
              String list =
                  it.ec2
                      .createManagedPrefixList(
                          make ->
                              make.prefixListName("partners")
                                  .addressFamily("IPv4")
                                  .maxEntries(5)
                                  .entries(
                                      entry -> entry.cidr("198.41.128.0/17"),
                                      entry -> entry.cidr("8.8.0.0/16")))
                      .prefixList()
                      .prefixListId();
              it.later(1).natRoute(list, it.nat(it.open));
            })
        .fixedAnotherWay(
            "a route by AWS's prefix list, to addresses of S3",
            it -> {
              it.askedToo(egress -> egress.to("52.216.8.0/24")).built();
              String list =
                  it.ec2
                      .describeManagedPrefixLists(
                          lists ->
                              lists.filters(
                                  Filter.builder()
                                      .name("prefix-list-name")
                                      .values("com.amazonaws.*.s3")
                                      .build()))
                      .prefixLists()
                      .get(0)
                      .prefixListId();
              it.later(1).natRoute(list, it.nat(it.open));
            })
        .fixedAnotherWay(
            "two private subnets share a NAT gateway",
            it -> {
              String nat = it.built().nat(it.open);
              String second = it.subnet(it.vpc, "10.0.2.0/24", it.otherZone, "private");
              it.natRoute(ANYWHERE, nat)
                  .route(it.table(it.vpc, second), ANYWHERE, route -> route.natGatewayId(nat));
            })
        .fixedAnotherWay(
            "network ACLs that allow no more than asking and answering",
            it -> {
              String acl = it.built().withNat().narrowAcl(it.shut, 32768, 60999).acl(it.open);
              it.tcp(acl, 100, "in", 443, 443, "10.0.1.0/24")
                  .tcp(acl, 110, "in", 1024, 65535, ANYWHERE)
                  .tcp(acl, 100, "out", 443, 443, ANYWHERE)
                  .tcp(acl, 110, "out", 32768, 65535, "10.0.1.0/24");
            })
        .fixedAnotherWay(
            "a NAT instance", it -> it.built().natInstanceRoute(it.natInstance(it.open)))
        .fixedAnotherWay(
            "an egress-only internet gateway for IPv6",
            it -> {
              it.askedToo(EgressBuilder::ipv6).built().ipv6().withNat();
              String egressOnly = it.egressOnly();
              it.route(
                  it.shutTable,
                  ANYWHERE_V6,
                  route -> route.egressOnlyInternetGatewayId(egressOnly));
            })
        .fixedAnotherWay(
            "instances whose group lets out what is asked for only",
            it -> {
              it.asked(egress -> egress.instances(Instances.tagged("tier", "private")));
              String group = it.built().withNat().group("app");
              it.letNothingOut(group);
              it.ec2.authorizeSecurityGroupEgress(
                  rule ->
                      rule.groupId(group)
                          .ipPermissions(
                              each ->
                                  each.ipProtocol("tcp")
                                      .fromPort(443)
                                      .toPort(443)
                                      .ipRanges(range -> range.cidrIp(ANYWHERE))));
              it.run(it.shut, run -> run.securityGroupIds(group));
            })
        .fixedAnotherWay(
            "a gateway endpoint, and nothing else is asked for",
            it ->
                it.askedToo(egress -> egress.onlyServices("s3"))
                    .built()
                    .gatewayEndpoint("s3", it.shutTable))
        .fixedAnotherWay(
            "a gateway endpoint beside a NAT gateway",
            it -> it.built().withNat().gatewayEndpoint("s3", it.shutTable))
        .fixedAnotherWay(
            "interface endpoints in another subnet, open to the group of the instances",
            it -> {
              it.asked(
                  egress ->
                      egress
                          .instances(Instances.tagged("tier", "private"))
                          .onlyServices("ssm", "ssmmessages"));
              it.built().names();
              String app = it.group("app");
              String group = it.group("endpoint");
              it.letInFrom(group, 443, app).run(it.shut, run -> run.securityGroupIds(app));
              String home = it.subnet(it.vpc, "10.0.2.0/24", it.otherZone, "endpoints");
              it.interfaceEndpoint("ssm", home, group);
              it.interfaceEndpoint("ssmmessages", home, group);
            })
        .fixedAnotherWay(
            "a public subnet that gives public addresses, where that is allowed",
            it -> {
              it.askedToo(egress -> egress.publicAllowed(true))
                  .built()
                  .route(it.shutTable, ANYWHERE, route -> route.gatewayId(it.gateway));
              it.ec2.modifySubnetAttribute(
                  change -> change.subnetId(it.shut).mapPublicIpOnLaunch(on -> on.value(true)));
            })
        .fixedAnotherWay(
            "a public subnet without instances, for a load balancer",
            it ->
                it.askedToo(egress -> egress.publicAllowed(true))
                    .built()
                    .route(it.shutTable, ANYWHERE, route -> route.gatewayId(it.gateway)))
        .fixedAnotherWay(
            "a public subnet with nothing but a NAT gateway",
            it -> {
              it.askedToo(egress -> egress.publicAllowed(true))
                  .built()
                  .route(it.shutTable, ANYWHERE, route -> route.gatewayId(it.gateway))
                  .nat(it.shut);
            })
        .fixedAnotherWay("the subnet is one of a stack", it -> it.built().stack("10.0.9.0/24"))
        .fixedAnotherWay(
            "a public instance in a subnet that gives no addresses by itself",
            it -> {
              it.askedToo(egress -> egress.publicAllowed(true))
                  .built()
                  .route(it.shutTable, ANYWHERE, route -> route.gatewayId(it.gateway));
              it.natInstance(it.shut);
            });
  }

  private static void overFixed(Worlds<PrivateSubnet> worlds) {
    worlds
        .overFixed(
            "the default route leads to the internet gateway",
            PRIVATE,
            it -> it.built().route(it.shutTable, ANYWHERE, route -> route.gatewayId(it.gateway)))
        .overFixed(
            "the subnet was given the public route table",
            PRIVATE,
            it -> {
              it.built();
              it
                  .ec2
                  .describeRouteTables(tables -> tables.routeTableIds(it.shutTable))
                  .routeTables()
                  .stream()
                  .flatMap(table -> table.associations().stream())
                  .forEach(
                      association ->
                          it.ec2.replaceRouteTableAssociation(
                              replace ->
                                  replace
                                      .associationId(association.routeTableAssociationId())
                                      .routeTableId(it.openTable)));
            })
        .overFixed(
            "IPv6 leads to the internet gateway, beside a NAT gateway for IPv4",
            PRIVATE,
            it ->
                it.built()
                    .ipv6()
                    .withNat()
                    .route(it.shutTable, ANYWHERE_V6, route -> route.gatewayId(it.gateway)))
        .overFixed(
            "some addresses lead to the internet gateway, beside a NAT gateway",
            PRIVATE,
            it ->
                it.built()
                    .withNat()
                    .route(it.shutTable, "8.8.8.0/24", route -> route.gatewayId(it.gateway)))
        .overFixed(
            "a block for documentation leads to the internet gateway, beside a NAT gateway",
            PRIVATE,
            it ->
                it.built()
                    .withNat()
                    .route(it.shutTable, "203.0.113.0/24", route -> route.gatewayId(it.gateway)))
        .overFixed(
            "the endpoint is there, and a NAT gateway too",
            ONLY,
            it ->
                it.askedToo(egress -> egress.onlyServices("s3"))
                    .built()
                    .withNat()
                    .gatewayEndpoint("s3", it.shutTable));
  }

  private static void others(Worlds<PrivateSubnet> worlds) {
    worlds
        .absent("there is no such subnet", Outcome.FAILED, SUBNET, it -> {})
        .absent(
            "there is no such instance",
            Outcome.FAILED,
            SUBNET,
            it -> {
              it.built().withNat();
              it.asked(egress -> egress.instances(Instances.named("nobody")));
            })
        .absent(
            "there is no such stack",
            Outcome.FAILED,
            SUBNET,
            it -> {
              it.built().withNat();
              it.asked(egress -> egress.subnets(Subnets.inStack("nothing", "Private")));
            })
        .absent(
            "CloudFormation could not create the subnet",
            Outcome.FAILED,
            SUBNET,
            it -> it.built().stack("10.7.9.0/24"))
        .settling(
            "CloudFormation is still creating the subnet",
            SUBNET,
            it -> {
              Stacks.take(it.sandbox, Duration.ofMinutes(5));
              it.built().stack("10.0.9.0/24");
            })
        .settling(
            "CloudFormation has not begun to create the subnet",
            SUBNET,
            it -> {
              Stacks.take(it.sandbox, Duration.ofMinutes(5));
              it.built().stack("10.0.9.0/24");
              it.asked(egress -> egress.subnets(Subnets.inStack("shop", "Spare")));
            })
        .absent(
            "one of the subnets that are named was deleted",
            Outcome.FAILED,
            SUBNET,
            it -> {
              String gone = it.built().withNat().subnet(it.vpc, "10.0.2.0/24", it.zone, "gone");
              it.ec2.deleteSubnet(subnet -> subnet.subnetId(gone));
              it.asked(egress -> egress.subnets(Subnets.withIds(it.shut, gone)));
            })
        .several(
            "one of two private subnets has no route",
            HopExpectations.ROUTE,
            it -> {
              it.built().withNat();
              it.table(it.vpc, it.subnet(it.vpc, "10.0.2.0/24", it.otherZone, "private"));
            })
        .pageTwo(
            "the last of the private subnets has a black hole",
            HopExpectations.TARGET,
            it -> {
              String nat = it.built().withNat().nat(it.open);
              String last = it.subnet(it.vpc, "10.0.2.0/24", it.otherZone, "private");
              it.route(it.table(it.vpc, last), ANYWHERE, route -> route.natGatewayId(nat));
              it.ec2.deleteNatGateway(gateway -> gateway.natGatewayId(nat));
              it.later(5);
            })
        .settling(
            "the NAT gateway is pending",
            HopExpectations.NAT_GATEWAY,
            it -> it.built().natRoute(ANYWHERE, it.pendingNat(it.open)))
        .settling(
            "the interface endpoint is pending",
            HopExpectations.ENDPOINT_AVAILABLE,
            it -> {
              it.askedToo(egress -> egress.onlyServices("ssm")).built().names();
              String group = it.group("endpoint");
              it.letIn(group, "tcp", 443, ANYWHERE)
                  .ec2
                  .createVpcEndpoint(
                      make ->
                          make.vpcId(it.vpc)
                              .vpcEndpointType("Interface")
                              .serviceName(it.service("ssm"))
                              .subnetIds(it.shut)
                              .securityGroupIds(group)
                              .privateDnsEnabled(true));
            });
  }
}

package dev.referee.networks;

import static dev.referee.networks.SmallNetwork.HUB;
import static dev.referee.networks.SmallNetwork.VPC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.Resources;
import dev.referee.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachmentAssociation;

/**
 * Traces paths through small networks, and compares the findings of each hop with {@code ways.txt}.
 *
 * <p>With {@code -Dreferee.write=true} it writes the file instead, which is then to be read before
 * it is kept.
 */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class PathsTest {
  private static final @Nullable TransitGatewayAttachmentAssociation NONE = null;
  private static final java.nio.file.Path FILE =
      java.nio.file.Path.of("src/test/resources/dev/referee/networks/ways.txt");

  private final Map<String, Function<SmallNetwork, Path>> ways = new LinkedHashMap<>();

  private void way(String title, Consumer<SmallNetwork> change) {
    add(title, change, SmallNetwork::way);
  }

  private void service(String title, Consumer<SmallNetwork> change) {
    add(title, change, SmallNetwork::service);
  }

  private void add(
      String title, Consumer<SmallNetwork> change, Function<SmallNetwork, Path> follow) {
    Function<SmallNetwork, Path> before =
        ways.put(
            title,
            network -> {
              change.accept(network);
              return follow.apply(network);
            });
    assertThat(before).as(title).isNull();
  }

  @TestFactory
  Stream<DynamicTest> saysOfEachHopWhatTheFileSays() throws IOException {
    natGateways();
    natInstances();
    ownSubnet();
    internet();
    transit();
    endpoints();
    if (Boolean.getBoolean("referee.write")) {
      Files.writeString(
          FILE, ways.keySet().stream().map(this::section).collect(Collectors.joining("\n")));
      return Stream.of();
    }
    String file = Resources.toString(Resources.getResource(PathsTest.class, "ways.txt"), UTF_8);
    assertThat(file.lines().filter(line -> line.startsWith("# ")).map(line -> line.substring(2)))
        .containsExactlyElementsOf(ways.keySet());
    return ways.keySet().stream()
        .map(
            title ->
                DynamicTest.dynamicTest(
                    title, () -> assertThat(file + "\n").contains(section(title) + "\n")));
  }

  private String section(String title) {
    Path path = ways.get(title).apply(new SmallNetwork());
    boolean whole = path.firstBroken().isEmpty();
    return "# %s\n%sgets through: %s\n"
        .formatted(
            title,
            path.hops().stream()
                .map(hop -> hop.isSatisfied() && !whole ? hop.code() + "\n" : told(hop))
                .collect(Collectors.joining()),
            path.through());
  }

  private static String told(Finding hop) {
    StringBuilder told = new StringBuilder(hop.code());
    if (!hop.isSatisfied()) {
      told.append(' ').append(hop.state());
    }
    hop.subject().ifPresent(subject -> told.append(" of ").append(subject));
    told.append('\n');
    hop.expected().ifPresent(it -> told.append("  expected: ").append(it).append('\n'));
    hop.seen().ifPresent(it -> told.append("  seen: ").append(it).append('\n'));
    hop.facts().forEach(it -> told.append("  %s: %s\n".formatted(it.name(), it.value())));
    hop.remedy().ifPresent(it -> told.append("  to do: ").append(it).append('\n'));
    return told.toString();
  }

  private void natGateways() {
    way("a NAT gateway", it -> {});
    way(
        "a NAT gateway, and IPv6 addresses that have nothing to do with it",
        it -> {
          it.six(VPC);
          it.own(route -> route.natGatewayId("nat-1"));
          it.to = Addresses.of("8.8.8.8/32");
        });
    way("a NAT gateway that is pending", it -> it.nat(nat -> nat.state("pending")));
    way(
        "a NAT gateway that failed",
        it -> {
          it.nat(nat -> nat.state("failed").failureMessage("the VPC has no gateway"));
          it.own(route -> route.natGatewayId("nat-1").state("blackhole"));
        });
    way(
        "a NAT gateway that was deleted",
        it -> {
          it.nat(nat -> nat.state("deleted"));
          it.own(route -> route.natGatewayId("nat-1").state("blackhole"));
        });
    way("a NAT gateway that is being deleted", it -> it.nat(nat -> nat.state("deleting")));
    way("a NAT gateway that EC2 forgot", it -> it.ec2.natGateways.clear());
    way("a private NAT gateway", it -> it.nat(nat -> nat.connectivityType("private")));
    way(
        "a regional NAT gateway",
        it ->
            it.nat(
                nat -> nat.availabilityMode("regional").routeTableId("rtb-open").subnetId(null)));
    way(
        "a regional NAT gateway whose route table is not told",
        it -> it.nat(nat -> nat.availabilityMode("regional").subnetId(null)));
    way(
        "a NAT gateway whose subnet is not told",
        it -> it.nat(nat -> nat.subnetId("subnet-hidden")));
    way(
        "a NAT gateway whose subnet leads back to it",
        it -> it.open(route -> route.natGatewayId("nat-1")));
    way(
        "a NAT gateway by two routes",
        it -> {
          it.to = Addresses.of("8.8.8.8/32", "200.1.1.1/32");
          it.ec2.table(
              "own",
              VPC,
              route -> route.destinationCidrBlock("0.0.0.0/1").natGatewayId("nat-1"),
              route -> route.destinationCidrBlock("128.0.0.0/1").natGatewayId("nat-1"));
        });
    way(
        "a NAT gateway whose subnet's network ACL lets in too little",
        it -> it.ec2.acl("open", VPC, "8.0.0.0/8"));
    way(
        "a NAT gateway whose subnet's network ACL lets out too little",
        it -> {
          it.to = Addresses.of("8.8.8.8/32", "200.1.1.1/32");
          it.ec2.acl("open", VPC, "0.0.0.0/1");
        });
    way(
        "a NAT gateway whose subnet's network ACL lets in no answers to it",
        it -> it.ec2.acl("open", VPC, "10.0.0.0/8 both", "0.0.0.0/0 out"));
    way(
        "a NAT gateway whose subnet's network ACL lets out no answers from it",
        it -> it.ec2.acl("open", VPC, "10.0.0.0/8 in", "8.0.0.0/8 both"));
    way(
        "a NAT gateway whose subnet's network ACL is not told",
        it -> it.ec2.acls.removeIf(acl -> acl.networkAclId().equals("acl-open")));
  }

  private void natInstances() {
    way("a NAT instance", it -> it.natInstance(nat -> {}));
    for (String state : List.of("pending", "shutting-down", "stopping")) {
      way("a NAT instance that is " + state, it -> it.natInstance(state));
    }
    for (String state : List.of("stopped", "terminated")) {
      way(
          "a NAT instance that was " + state,
          it -> {
            it.natInstance(state);
            it.own(route -> route.networkInterfaceId("eni-1").state("blackhole"));
          });
    }
    way(
        "a NAT instance that was terminated, and is not told",
        it -> it.own(route -> route.instanceId("i-gone").state("blackhole")));
    way(
        "a network interface of something unknown",
        it -> it.own(route -> route.networkInterfaceId("eni-9")));
    way(
        "a network interface that is attached to nothing",
        it -> {
          it.own(route -> route.networkInterfaceId("eni-9"));
          it.unattached("eni-9");
        });
    way(
        "a NAT gateway whose subnet leads to an interface that is attached to nothing",
        it -> {
          it.open(route -> route.networkInterfaceId("eni-9"));
          it.unattached("eni-9");
        });
    way(
        "a NAT instance whose interface checks addresses, and the instance does not",
        it ->
            it.natInstance(
                nat ->
                    nat.sourceDestCheck(false)
                        .networkInterfaces(
                            face -> face.networkInterfaceId("eni-1").sourceDestCheck(true))));
    way(
        "a NAT instance that does not check addresses, and nobody speaks of its interface",
        it ->
            it.natInstance(
                nat ->
                    nat.sourceDestCheck(false)
                        .networkInterfaces(face -> face.networkInterfaceId("eni-1"))));
    way(
        "a NAT instance of which nobody says whether it checks addresses",
        it ->
            it.natInstance(
                nat ->
                    nat.sourceDestCheck(null)
                        .networkInterfaces(face -> face.networkInterfaceId("eni-1"))));
    way(
        "a NAT instance without a public address",
        it -> it.natInstance(nat -> nat.publicIpAddress(null)));
    way(
        "a NAT instance whose subnet leads back to it",
        it -> {
          it.natInstance(nat -> {});
          it.open(route -> route.networkInterfaceId("eni-1"));
        });
    way(
        "a NAT instance by two routes",
        it -> {
          it.natInstance(nat -> {});
          it.to = Addresses.of("8.8.8.8/32", "200.1.1.1/32");
          it.ec2.table(
              "own",
              VPC,
              route -> route.destinationCidrBlock("0.0.0.0/1").networkInterfaceId("eni-1"),
              route -> route.destinationCidrBlock("128.0.0.0/1").networkInterfaceId("eni-1"));
        });
    way(
        "a NAT instance whose subnet is not told",
        it -> it.natInstance(nat -> nat.subnetId("subnet-hidden")));
    way(
        "a NAT instance whose group lets in too little",
        it -> {
          it.natInstance(nat -> {});
          it.ec2.rules.remove(0);
          it.ec2.rule("sg-nat", false, rule -> rule.cidrIpv4("10.0.1.0/25"));
        });
    way(
        "a NAT instance whose group lets in nothing",
        it -> {
          it.natInstance(nat -> {});
          it.ec2.rules.remove(0);
        });
    way(
        "a NAT instance whose group lets out too little",
        it -> {
          it.natInstance(nat -> {});
          it.to = Addresses.of("8.8.8.8/32", "200.1.1.1/32");
          it.ec2.rules.remove(1);
          it.ec2.rule("sg-nat", true, rule -> rule.cidrIpv4("8.0.0.0/8"));
        });
  }

  private void ownSubnet() {
    way("instances whose group lets them out", it -> it.fromInstances(1));
    way(
        "instances whose group lets out too little",
        it -> {
          it.fromInstances(2);
          it.to = Addresses.of("8.8.8.8/32", "9.9.9.9/32");
        });
    way(
        "a network ACL that lets pass too little",
        it -> {
          it.to = Addresses.of("8.8.8.8/32", "9.9.9.9/32");
          it.ec2.acl("own", VPC, "8.0.0.0/8");
        });
    way("no route", it -> it.leads("own", "9.0.0.0/8", route -> route.natGatewayId("nat-1")));
    way(
        "a route to half of it",
        it -> {
          it.to = Addresses.of("8.8.8.8/32", "200.1.1.1/32");
          it.leads("own", "0.0.0.0/1", route -> route.natGatewayId("nat-1"));
        });
    way("no route table that is told", it -> it.ec2.tables.clear());
    way("a peering connection", it -> it.own(route -> route.vpcPeeringConnectionId("pcx-1")));
    way("a virtual private gateway", it -> it.own(route -> route.gatewayId("vgw-1")));
    way("an endpoint that filters", it -> it.own(route -> route.gatewayId("vpce-1")));
    way(
        "a gateway endpoint that takes it all",
        it -> {
          it.endpoint("vpce-1", "Gateway", endpoint -> {});
          it.own(route -> route.gatewayId("vpce-1"));
        });
  }

  private void internet() {
    way(
        "an internet gateway, and a subnet that gives public addresses",
        it -> {
          it.from = Origin.in(it.own.toBuilder().mapPublicIpOnLaunch(true).build());
          it.own(route -> route.gatewayId("igw-1"));
        });
    way("an internet gateway, and nobody there", it -> it.own(route -> route.gatewayId("igw-1")));
    way(
        "an internet gateway, and a stopped instance without a public address",
        it -> {
          it.own(route -> route.gatewayId("igw-1"));
          it.instance("stopped", null);
          it.instance("terminated", null);
        });
    way(
        "an internet gateway that is attached, and a route that is said to be a black hole",
        it -> it.open(route -> route.gatewayId("igw-1").state("blackhole")));
    way(
        "an internet gateway, and instances with public addresses",
        it -> {
          it.own(route -> route.gatewayId("igw-1"));
          it.instance("running", "198.51.100.9");
          it.instance("stopped", null);
        });
    way(
        "an internet gateway, and an instance without a public address",
        it -> {
          it.own(route -> route.gatewayId("igw-1"));
          it.instance("running", "198.51.100.9");
          it.instance("running", null);
        });
    way("an internet gateway that is detached", it -> it.ec2.internetGateways.clear());
    way(
        "an internet gateway that was detached before the route was looked at",
        it -> {
          it.ec2.internetGateways.clear();
          it.own(route -> route.gatewayId("igw-1").state("blackhole"));
        });
    way(
        "an internet gateway of another VPC",
        it -> {
          it.ec2.internetGateways.clear();
          it.internetGateway("igw-1", "vpc-9");
        });
    way("an egress-only internet gateway", it -> it.six(VPC));
    way("an egress-only internet gateway of another VPC", it -> it.six("vpc-9"));
    way(
        "no route for IPv6",
        it -> {
          it.six(VPC);
          it.own(route -> route.natGatewayId("nat-1"));
        });
    way(
        "an egress-only internet gateway, and no IPv6 addresses",
        it -> {
          it.six(VPC);
          it.from = Origin.in(it.own);
        });
  }

  private void transit() {
    way("a transit gateway", SmallNetwork::transit);
    transit("that is not attached", it -> it.ec2.attached.remove(0));
    for (String state :
        List.of("pending", "initiating", "modifying", "rejected", "deleting", "deleted")) {
      transit("whose attachment is " + state, it -> it.attached("att-1", VPC, "own", state));
    }
    transit(
        "that is attached in another zone",
        it -> {
          it.ec2.subnet("far", VPC, "b", "10.0.7.0/24");
          it.attached("att-1", VPC, "far", "available");
        });
    transit("with a route that drops", it -> it.transitRoute("0.0.0.0/0", "att-2", "blackhole"));
    transit("without a route", it -> it.ec2.transitRoutes.remove(0));
    transit(
        "with a route to an attachment that is not told",
        it -> it.transitRoute("0.0.0.0/0", "att-9", "active"));
    transit(
        "that leads to a VPN",
        it -> it.attachment("att-2", vpn -> vpn.resourceType("vpn").resourceId("vpn-1")));
    transit(
        "that leads to a VPC of another account",
        it ->
            it.attachment(
                "att-2",
                far -> far.resourceId(HUB).transitGatewayOwnerId("1").resourceOwnerId("2")));
    transit(
        "whose attachment has no route table",
        it -> it.attachment("att-1", near -> near.resourceId(VPC).association(NONE)));
    transit("with too many routes", it -> it.ec2.moreTransitRoutes = true);
    transit(
        "with a way back that drops", it -> it.transitRoute("10.0.0.0/16", "att-1", "blackhole"));
    transit(
        "with a way back to elsewhere", it -> it.transitRoute("10.0.0.0/16", "att-2", "active"));
    transit("whose far side knows half of the way back", it -> it.hub("10.0.1.0/25"));
    transit("whose far side does not know the way back", it -> it.hub("10.7.0.0/16"));
    transit(
        "whose far side leads back",
        it ->
            it.ec2.table(
                "arrive",
                HUB,
                route -> route.destinationCidrBlock("0.0.0.0/0").transitGatewayId("tgw-1")));
    transit(
        "whose subnet on this side has another network ACL",
        it -> {
          it.ec2.subnet("tgw", VPC, "a", "10.0.8.0/28");
          it.attached("att-1", VPC, "tgw", "available");
        });
    transit(
        "whose subnet on this side lets nothing in",
        it -> {
          it.ec2.subnet("tgw", VPC, "a", "10.0.8.0/28");
          it.ec2.acl("tgw", VPC, "9.0.0.0/8");
          it.attached("att-1", VPC, "tgw", "available");
        });
  }

  private void transit(String which, Consumer<SmallNetwork> change) {
    way(
        "a transit gateway " + which,
        it -> {
          it.transit();
          change.accept(it);
        });
  }

  private void endpoints() {
    service("no endpoint", it -> {});
    service(
        "no endpoint, and perhaps another VPC has one",
        it -> it.own(route -> route.transitGatewayId("tgw-1")));
    service(
        "no endpoint but in another VPC",
        it -> it.endpoint("vpce-1", "Gateway", endpoint -> endpoint.vpcId("vpc-9")));
    service(
        "no endpoint but of another service",
        it -> it.endpoint("vpce-1", "Gateway", endpoint -> endpoint.serviceName("s3")));
    service(
        "a gateway endpoint",
        it -> {
          it.endpoint("vpce-1", "Gateway", endpoint -> {});
          it.leads("own", "52.0.0.0/24", route -> route.gatewayId("vpce-1"));
        });
    service(
        "a gateway endpoint that is not in the route table",
        it -> it.endpoint("vpce-1", "Gateway", endpoint -> {}));
    service(
        "a gateway endpoint whose route is a black hole",
        it -> {
          it.endpoint("vpce-1", "Gateway", endpoint -> {});
          it.leads("own", "52.0.0.0/24", route -> route.gatewayId("vpce-1").state("blackhole"));
        });
    service("an interface endpoint", it -> it.face("vpce-1", "open", endpoint -> {}));
    service(
        "an interface endpoint in the subnet itself",
        it -> it.face("vpce-1", "own", endpoint -> {}));
    for (String state : List.of("Available", "pending", "pendingAcceptance", "deleting")) {
      service(
          "an interface endpoint that is " + state,
          it -> it.face("vpce-1", "open", endpoint -> endpoint.state(state)));
    }
    service(
        "an interface endpoint without private names",
        it -> it.face("vpce-1", "open", endpoint -> endpoint.privateDnsEnabled(false)));
    service(
        "an interface endpoint in a VPC without DNS",
        it -> {
          it.ec2.dnsSupport = false;
          it.face("vpce-1", "open", endpoint -> {});
        });
    service(
        "an interface endpoint in a VPC without host names",
        it -> {
          it.ec2.dnsHostnames = false;
          it.face("vpce-1", "open", endpoint -> {});
        });
    service(
        "an interface endpoint whose group lets nothing in",
        it -> {
          it.face("vpce-1", "open", endpoint -> {});
          it.ec2.rules.clear();
        });
    service(
        "an interface endpoint whose group lets in too little",
        it -> {
          it.face("vpce-1", "open", endpoint -> {});
          it.ec2.rules.clear();
          it.ec2.rule("sg-vpce-1", false, rule -> rule.cidrIpv4("10.0.1.0/25"));
        });
    service(
        "an interface endpoint whose group lets in another group, which may be there",
        it -> {
          it.face("vpce-1", "open", endpoint -> {});
          it.ec2.rules.clear();
          it.ec2.rule(
              "sg-vpce-1", false, rule -> rule.referencedGroupInfo(far -> far.groupId("sg-app")));
        });
    service(
        "an interface endpoint whose subnet's network ACL lets nothing in",
        it -> {
          it.face("vpce-1", "open", endpoint -> {});
          it.ec2.acl("open", VPC, "9.0.0.0/8");
        });
    service(
        "an interface endpoint, and a network ACL that lets nothing out",
        it -> {
          it.face("vpce-1", "open", endpoint -> {});
          it.ec2.acl("own", VPC, "9.0.0.0/8");
        });
    service(
        "an interface endpoint in the subnet itself, and a network ACL that lets nothing out",
        it -> {
          it.face("vpce-1", "own", endpoint -> {});
          it.ec2.acl("own", VPC, "9.0.0.0/8");
        });
    service(
        "an interface endpoint, and a broken one",
        it -> {
          it.face("vpce-1", "open", endpoint -> endpoint.state("failed"));
          it.face("vpce-2", "open", endpoint -> {});
        });
    service(
        "an interface endpoint that is broken, and one that is pending",
        it -> {
          it.face("vpce-1", "open", endpoint -> endpoint.state("failed"));
          it.face("vpce-2", "open", endpoint -> endpoint.state("pending"));
        });
  }

  @Test
  void readsEachKindOfThingOnce() {
    SmallNetwork network = new SmallNetwork();
    Paths paths = Paths.of(network.ec2, List.of(network.from));
    paths.to(network.from, network.to, List.of("tcp 443"));
    paths.to(network.from, Addresses.of("9.9.9.9/32"), List.of("udp 53"));

    assertThat(network.ec2.calls)
        .containsExactlyInAnyOrder("acls", "tables", "nat", "subnets", "internet gateways");
  }
}

package dev.referee.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class RouteTableTest {
  private static final Addresses INTERNET = Addresses.of("0.0.0.0/0");

  private static Route route(UnaryOperator<Route.Builder> what) {
    return what.apply(Route.builder().state("active").origin("CreateRoute")).build();
  }

  private static Route local(String block) {
    return route(it -> it.destinationCidrBlock(block).gatewayId("local"));
  }

  private static Route nat(String block) {
    return route(it -> it.destinationCidrBlock(block).natGatewayId("nat-1"));
  }

  private static Route propagated(String block) {
    return route(
        it ->
            it.destinationCidrBlock(block).gatewayId("vgw-1").origin("EnableVgwRoutePropagation"));
  }

  private static RouteTable table(Route... routes) {
    return tables(List.of(routes), it -> it.subnetId("subnet-1")).of("vpc-1", "subnet-1").get();
  }

  private static RouteTables tables(
      List<Route> routes, UnaryOperator<RouteTableAssociation.Builder> association) {
    return RouteTables.of(
        List.of(
            software.amazon.awssdk.services.ec2.model.RouteTable.builder()
                .routeTableId("rtb-1")
                .vpcId("vpc-1")
                .associations(association.apply(RouteTableAssociation.builder()).build())
                .routes(routes)
                .build()),
        Map.of("pl-1", List.of("52.216.0.0/15", "3.5.0.0/19"))::get);
  }

  private static String target(RouteTable table, String address) {
    return table.lookup(Addresses.of(address)).keySet().stream()
        .map(route -> route.target().id())
        .findFirst()
        .orElse("none");
  }

  @Nested
  class WhichTableASubnetUses {

    @Test
    void sendsIpv6ToNoNatGateway() {
      RouteTarget target = new RouteTarget(RouteTarget.Kind.INTERNET_GATEWAY, "igw-1");

      assertThat(
              new dev.referee.networks.Route("::/0", List.of("::/0"), target, false, false)
                  .outboundGateway())
          .isEqualTo("an egress-only internet gateway");
      assertThat(
              new dev.referee.networks.Route(
                      "0.0.0.0/0", List.of("0.0.0.0/0"), target, false, false)
                  .outboundGateway())
          .isEqualTo("a NAT gateway");
    }

    @Test
    void isTheOneItIsAssociatedWith() {
      RouteTables tables = tables(List.of(), it -> it.subnetId("subnet-1"));

      assertThat(tables.of("vpc-1", "subnet-1"))
          .hasValueSatisfying(it -> assertThat(it.isMain()).isFalse());
      assertThat(tables.of("vpc-1", "subnet-2")).isEmpty();
    }

    @Test
    void isElseTheMainOneOfItsVpc() {
      RouteTables tables = tables(List.of(), it -> it.main(true));

      assertThat(tables.of("vpc-1", "subnet-2"))
          .hasValueSatisfying(
              it -> {
                assertThat(it).hasToString("rtb-1 (the VPC's main route table)");
                assertThat(it.isMain()).isTrue();
              });
      assertThat(tables.of("vpc-2", "subnet-2")).isEmpty();
    }
  }

  @Nested
  class WhichRouteIsTaken {

    @Test
    void isTheMostSpecificOne() {
      RouteTable table =
          table(
              nat("0.0.0.0/0"),
              local("10.0.0.0/16"),
              route(it -> it.destinationCidrBlock("8.8.0.0/16").transitGatewayId("tgw-1")));

      assertThat(target(table, "10.0.3.4")).isEqualTo("local");
      assertThat(target(table, "8.8.8.8")).isEqualTo("tgw-1");
      assertThat(target(table, "9.9.9.9")).isEqualTo("nat-1");
      assertThat(target(table, "2001:4860::8")).isEqualTo("none");
    }

    @Test
    void isABlackHoleTooWhenItIsTheMostSpecificOne() {
      RouteTable table =
          table(
              nat("0.0.0.0/0"),
              route(
                  it ->
                      it.destinationCidrBlock("8.0.0.0/8")
                          .natGatewayId("nat-2")
                          .state("blackhole")));

      assertThat(table.lookup(Addresses.of("8.8.8.8")).keySet())
          .singleElement()
          .hasToString("8.0.0.0/8 -> nat-2 (blackhole)");
    }

    @Test
    void isTheStaticOneAmongRoutesToTheSameBlock() {
      assertThat(target(table(propagated("0.0.0.0/0"), nat("0.0.0.0/0")), "8.8.8.8"))
          .isEqualTo("nat-1");
    }

    @Test
    void isThePrefixListOneBeforeThePropagatedOne() {
      RouteTable table =
          table(
              propagated("3.5.0.0/19"),
              nat("0.0.0.0/0"),
              route(it -> it.destinationPrefixListId("pl-1").gatewayId("vpce-1")));

      assertThat(target(table, "3.5.1.1")).isEqualTo("vpce-1");
      assertThat(target(table, "3.6.1.1")).isEqualTo("nat-1");
    }

    @Test
    void isTheStaticOneBeforeThePrefixListOne() {
      RouteTable table =
          table(
              route(it -> it.destinationPrefixListId("pl-1").gatewayId("vpce-1")),
              nat("3.5.0.0/19"));

      assertThat(target(table, "3.5.1.1")).isEqualTo("nat-1");
    }

    @Test
    void isAPropagatedOneThatIsMoreSpecificThanAStaticOne() {
      RouteTable table =
          table(local("10.0.0.0/16"), nat("172.16.0.0/12"), propagated("172.16.1.0/24"));

      assertThat(target(table, "172.16.1.9")).isEqualTo("vgw-1");
    }

    @Test
    void isTheLocalOneHoweverSpecificAPropagatedOneIs() {
      RouteTable table = table(local("10.0.0.0/16"), propagated("10.0.1.0/24"));

      assertThat(target(table, "10.0.1.9")).isEqualTo("local");
    }

    @Test
    void isAStaticOneThatIsMoreSpecificThanTheLocalOne() {
      RouteTable table =
          table(
              local("10.0.0.0/16"),
              route(it -> it.destinationCidrBlock("10.0.1.0/24").networkInterfaceId("eni-1")));

      assertThat(target(table, "10.0.1.9")).isEqualTo("eni-1");
    }

    @Test
    void isToldForAddressesThatSplit() {
      RouteTable table = table(nat("0.0.0.0/1"), local("10.0.0.0/16"));

      assertThat(table.lookup(INTERNET).values())
          .containsExactly(
              Addresses.of("10.0.0.0/16"),
              Addresses.of("0.0.0.0/1").minus(Addresses.of("10.0.0.0/16")));
      assertThat(table.unrouted(INTERNET)).isEqualTo(Addresses.of("128.0.0.0/1"));
    }
  }

  @Nested
  class LeadingToAnInternetGateway {
    private final Route igw4 = route(it -> it.destinationCidrBlock("0.0.0.0/0").gatewayId("igw-1"));
    private final Route igw6 =
        route(it -> it.destinationIpv6CidrBlock("::/0").gatewayId("igw-1").state("blackhole"));

    @Test
    void isToldForBothFamiliesWithBlackHoles() {
      assertThat(table(igw4, igw6).leadingTo(RouteTarget.Kind.INTERNET_GATEWAY))
          .hasToString("{0.0.0.0/0 -> igw-1 (active)=0.0.0.0/0, ::/0 -> igw-1 (blackhole)=::/0}");
    }

    @Test
    void isNotToldOfARouteThatOthersHide() {
      assertThat(
              table(igw4, nat("0.0.0.0/1"), nat("128.0.0.0/1"))
                  .leadingTo(RouteTarget.Kind.INTERNET_GATEWAY))
          .isEmpty();
    }
  }
}

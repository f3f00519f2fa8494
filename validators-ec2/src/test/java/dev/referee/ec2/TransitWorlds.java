package dev.referee.ec2;

import static dev.referee.ec2.PrivateSubnet.ANYWHERE;

import dev.referee.Outcome;
import dev.referee.networks.HopExpectations;
import dev.referee.testkit.World.Kind;
import dev.referee.testkit.Worlds;

/**
 * Scenarios with egress through another VPC: by a transit gateway, and not by a peering connection.
 */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
final class TransitWorlds {
  private TransitWorlds() {}

  /** A scenario builder for a hub VPC that provides egress for other VPCs. */
  private static final class Hub {
    private final PrivateSubnet it;
    private final String tgw;
    private String home = "";
    private String away = "";
    private String vpc = "";
    private String arrivals = "";
    private String arrivalsTable = "";
    private String openTable = "";

    Hub(PrivateSubnet it) {
      this.it = it.built();
      this.tgw =
          it.ec2
              .createTransitGateway(make -> make.description("hub"))
              .transitGateway()
              .transitGatewayId();
      it.later(3);
    }

    Hub attached(String subnetId) {
      home = attach(it.vpc, subnetId);
      it.route(it.shutTable, ANYWHERE, route -> route.transitGatewayId(tgw));
      return this;
    }

    private String attach(String vpcId, String subnetId) {
      String id =
          it.ec2
              .createTransitGatewayVpcAttachment(
                  make -> make.transitGatewayId(tgw).vpcId(vpcId).subnetIds(subnetId))
              .transitGatewayVpcAttachment()
              .transitGatewayAttachmentId();
      it.later(3);
      return id;
    }

    /** Builds the VPC with the NAT gateway, and attaches it. */
    Hub withNat() {
      vpc = it.vpc("10.9.0.0/16");
      String gateway = it.internetGateway(vpc);
      String open = it.subnet(vpc, "10.9.0.0/24", it.zone, "hub");
      openTable = it.table(vpc, open);
      it.route(openTable, ANYWHERE, route -> route.gatewayId(gateway));
      arrivals = it.subnet(vpc, "10.9.1.0/24", it.zone, "hub");
      arrivalsTable = it.table(vpc, arrivals);
      away = attach(vpc, arrivals);
      it.route(openTable, "10.0.0.0/16", route -> route.transitGatewayId(tgw));
      String nat = it.nat(open);
      it.route(arrivalsTable, ANYWHERE, route -> route.natGatewayId(nat));
      return this;
    }

    private String table() {
      return it.ec2
          .describeTransitGatewayRouteTables(
              tables -> tables.filters(filter -> filter.name("transit-gateway-id").values(tgw)))
          .transitGatewayRouteTables()
          .get(0)
          .transitGatewayRouteTableId();
    }

    Hub routed() {
      String table = table();
      it.ec2.createTransitGatewayRoute(
          make ->
              make.transitGatewayRouteTableId(table)
                  .destinationCidrBlock(ANYWHERE)
                  .transitGatewayAttachmentId(away));
      return this;
    }
  }

  static void addTo(Worlds<PrivateSubnet> worlds) {
    worlds
        .fixedAnotherWay(
            "a transit gateway to a VPC that has a NAT gateway",
            it -> new Hub(it).attached(it.shut).withNat().routed())
        .broken(
            "the transit gateway is not attached to the VPC any more",
            HopExpectations.TRANSIT_ATTACHED,
            it -> {
              Hub hub = new Hub(it).attached(it.shut).withNat().routed();
              it.ec2.modifyTransitGatewayVpcAttachment(
                  change ->
                      change
                          .transitGatewayAttachmentId(hub.home)
                          .addSubnetIds(it.subnet(it.vpc, "10.0.2.0/24", it.otherZone, "tgw")));
              it.later(3);
              it.ec2.modifyTransitGatewayVpcAttachment(
                  change -> change.transitGatewayAttachmentId(hub.home).removeSubnetIds(it.shut));
              it.later(3);
            })
        .broken(
            "the transit gateway has no route to the Internet",
            HopExpectations.TRANSIT_ROUTE,
            it -> new Hub(it).attached(it.shut).withNat())
        .broken(
            "the transit gateway does not know the way back",
            HopExpectations.TRANSIT_BACK,
            it -> {
              Hub hub = new Hub(it).attached(it.shut).withNat().routed();
              String table = hub.table();
              it.ec2.disableTransitGatewayRouteTablePropagation(
                  off ->
                      off.transitGatewayRouteTableId(table).transitGatewayAttachmentId(hub.home));
            })
        .broken(
            "the NAT gateway's subnet over there does not know the way back",
            HopExpectations.TRANSIT_BACK,
            it -> {
              Hub hub = new Hub(it).attached(it.shut).withNat().routed();
              it.ec2.deleteRoute(
                  route -> route.routeTableId(hub.openTable).destinationCidrBlock("10.0.0.0/16"));
            })
        .broken(
            "the subnets over there lead nowhere",
            HopExpectations.GATEWAY_ROUTE,
            it -> {
              Hub hub = new Hub(it).attached(it.shut).withNat().routed();
              it.ec2.deleteRoute(
                  route -> route.routeTableId(hub.arrivalsTable).destinationCidrBlock(ANYWHERE));
            })
        .broken(
            "the default route leads to a peering connection",
            HopExpectations.LEADS,
            it -> peered(it))
        .add(
            Kind.BROKEN,
            "there is no endpoint, and a peer may share one",
            Outcome.INCONCLUSIVE,
            HopExpectations.VISIBLE.code(),
            it -> peered(it.askedToo(egress -> egress.onlyServices("ssm"))));
  }

  private static void peered(PrivateSubnet it) {
    it.built();
    String peer = it.vpc("10.9.0.0/16");
    String id =
        it.ec2
            .createVpcPeeringConnection(make -> make.vpcId(it.vpc).peerVpcId(peer))
            .vpcPeeringConnection()
            .vpcPeeringConnectionId();
    it.ec2.acceptVpcPeeringConnection(accept -> accept.vpcPeeringConnectionId(id));
    it.later(1).route(it.shutTable, ANYWHERE, route -> route.vpcPeeringConnectionId(id));
  }
}

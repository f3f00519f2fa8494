package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRoute;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteTable;
import software.amazon.awssdk.services.ec2.model.TransitGatewayVpcAttachment;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnection;

class TransitTest {
  private final Fleet fleet = new Fleet();
  private final Ec2Client ec2 = fleet.ec2;
  private String spoke = "";
  private String hub = "";
  private String spokeSubnet = "";
  private String hubSubnet = "";

  @BeforeEach
  void twoVpcs() {
    spoke = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
    hub = ec2.createVpc(r -> r.cidrBlock("10.2.0.0/16")).vpc().vpcId();
    spokeSubnet = subnet(spoke, "10.1.1.0/24");
    hubSubnet = subnet(hub, "10.2.1.0/24");
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

  private String subnet(String vpc, String range) {
    return ec2.createSubnet(r -> r.vpcId(vpc).cidrBlock(range).availabilityZone("us-east-1a"))
        .subnet()
        .subnetId();
  }

  private String mainTable(String vpc) {
    return ec2.describeRouteTables(r -> r.filters(filter("vpc-id", vpc)))
        .routeTables()
        .get(0)
        .routeTableId();
  }

  private Route route(String vpc, String destination) {
    return ec2
        .describeRouteTables(r -> r.filters(filter("vpc-id", vpc)))
        .routeTables()
        .get(0)
        .routes()
        .stream()
        .filter(one -> destination.equals(one.destinationCidrBlock()))
        .findFirst()
        .orElseThrow();
  }

  @Nested
  class Gateways {
    private String gateway = "";

    @BeforeEach
    void aGateway() {
      gateway =
          ec2.createTransitGateway(r -> r.description("hub")).transitGateway().transitGatewayId();
      fleet.passMinutes(2);
    }

    private String attach(String vpc, String subnet) {
      return ec2.createTransitGatewayVpcAttachment(
              r -> r.transitGatewayId(gateway).vpcId(vpc).subnetIds(subnet))
          .transitGatewayVpcAttachment()
          .transitGatewayAttachmentId();
    }

    private TransitGatewayVpcAttachment attachment(String id) {
      return ec2.describeTransitGatewayVpcAttachments(r -> r.transitGatewayAttachmentIds(id))
          .transitGatewayVpcAttachments()
          .get(0);
    }

    private String defaultTable() {
      return ec2.describeTransitGateways(r -> r.transitGatewayIds(gateway))
          .transitGateways()
          .get(0)
          .options()
          .associationDefaultRouteTableId();
    }

    private List<TransitGatewayRoute> search(Filter... filters) {
      return ec2.searchTransitGatewayRoutes(
              r -> r.transitGatewayRouteTableId(defaultTable()).filters(filters))
          .routes();
    }

    @Test
    void comeWithATableOfTheirOwn() {
      assertThat(
              ec2.describeTransitGatewayRouteTables(
                      r -> r.filters(filter("transit-gateway-id", gateway)))
                  .transitGatewayRouteTables())
          .singleElement()
          .satisfies(
              table -> {
                assertThat(table.stateAsString()).isEqualTo("available");
                assertThat(table.defaultAssociationRouteTable()).isTrue();
                assertThat(table.transitGatewayRouteTableId()).isEqualTo(defaultTable());
              });
    }

    @Test
    void haveNoneOnRequest() {
      String bare =
          ec2.createTransitGateway(
                  r ->
                      r.options(
                          o ->
                              o.defaultRouteTableAssociation("disable")
                                  .defaultRouteTablePropagation("disable")))
              .transitGateway()
              .transitGatewayId();
      assertThat(
              ec2.describeTransitGatewayRouteTables(
                      r -> r.filters(filter("transit-gateway-id", bare)))
                  .transitGatewayRouteTables())
          .isEmpty();
      fails(
          "IncorrectState",
          () -> ec2.createTransitGatewayRouteTable(r -> r.transitGatewayId(bare)));
    }

    @Test
    void takeAMinuteToBeAttachedAndThenKnowTheVpc() {
      String id = attach(spoke, spokeSubnet);
      assertThat(attachment(id).stateAsString()).isEqualTo("pending");
      assertThat(search(filter("type", "propagated"))).isEmpty();
      fleet.passMinutes(2);
      assertThat(attachment(id).stateAsString()).isEqualTo("available");
      assertThat(search(filter("type", "propagated")))
          .singleElement()
          .satisfies(
              route -> {
                assertThat(route.destinationCidrBlock()).isEqualTo("10.1.0.0/16");
                assertThat(route.stateAsString()).isEqualTo("active");
                assertThat(route.transitGatewayAttachments().get(0).resourceId()).isEqualTo(spoke);
              });
      assertThat(
              ec2.describeTransitGatewayAttachments(r -> r.filters(filter("resource-id", spoke)))
                  .transitGatewayAttachments())
          .extracting(TransitGatewayAttachment::association)
          .allSatisfy(
              one -> assertThat(one.transitGatewayRouteTableId()).isEqualTo(defaultTable()));
    }

    @Test
    void routeAVpcUntilItIsNoLongerAttached() {
      fails(
          "InvalidTransitGatewayID.NotFound",
          () ->
              ec2.createRoute(
                  r ->
                      r.routeTableId(mainTable(spoke))
                          .destinationCidrBlock("0.0.0.0/0")
                          .transitGatewayId(gateway)));
      String id = attach(spoke, spokeSubnet);
      fleet.passMinutes(2);
      ec2.createRoute(
          r ->
              r.routeTableId(mainTable(spoke))
                  .destinationCidrBlock("0.0.0.0/0")
                  .transitGatewayId(gateway));
      assertThat(route(spoke, "0.0.0.0/0").state()).isEqualTo(RouteState.ACTIVE);
      ec2.deleteTransitGatewayVpcAttachment(r -> r.transitGatewayAttachmentId(id));
      assertThat(route(spoke, "0.0.0.0/0").state()).isEqualTo(RouteState.BLACKHOLE);
      fleet.passMinutes(2);
      assertThat(attachment(id).stateAsString()).isEqualTo("deleted");
      ec2.deleteSubnet(r -> r.subnetId(spokeSubnet));
    }

    @Test
    void sendByStaticRoutesWhichDieWithTheirAttachment() {
      attach(spoke, spokeSubnet);
      String toHub = attach(hub, hubSubnet);
      fleet.passMinutes(2);
      ec2.createTransitGatewayRoute(
          r ->
              r.transitGatewayRouteTableId(defaultTable())
                  .destinationCidrBlock("0.0.0.0/0")
                  .transitGatewayAttachmentId(toHub));
      fails(
          "RouteAlreadyExists",
          () ->
              ec2.createTransitGatewayRoute(
                  r ->
                      r.transitGatewayRouteTableId(defaultTable())
                          .destinationCidrBlock("0.0.0.0/0")
                          .blackhole(true)));
      assertThat(search(filter("route-search.longest-prefix-match", "8.8.8.8")))
          .extracting(TransitGatewayRoute::destinationCidrBlock)
          .containsExactly("0.0.0.0/0");
      assertThat(search(filter("route-search.longest-prefix-match", "10.2.7.7")))
          .extracting(TransitGatewayRoute::destinationCidrBlock)
          .containsExactly("10.2.0.0/16");
      assertThat(search(filter("route-search.subnet-of-match", "10.0.0.0/8"))).hasSize(2);
      assertThat(search(filter("state", "active"))).hasSize(3);
      ec2.deleteTransitGatewayVpcAttachment(r -> r.transitGatewayAttachmentId(toHub));
      assertThat(search(filter("state", "blackhole")))
          .extracting(TransitGatewayRoute::destinationCidrBlock)
          .containsExactly("0.0.0.0/0");
      ec2.deleteTransitGatewayRoute(
          r -> r.transitGatewayRouteTableId(defaultTable()).destinationCidrBlock("0.0.0.0/0"));
      assertThat(search(filter("type", "static"))).isEmpty();
    }

    @Test
    void separateVpcsByTablesAssociationsAndPropagations() {
      String one = attach(spoke, spokeSubnet);
      fleet.passMinutes(2);
      TransitGatewayRouteTable own =
          ec2.createTransitGatewayRouteTable(r -> r.transitGatewayId(gateway))
              .transitGatewayRouteTable();
      String table = own.transitGatewayRouteTableId();
      fails(
          "Resource.AlreadyAssociated",
          () ->
              ec2.associateTransitGatewayRouteTable(
                  r -> r.transitGatewayRouteTableId(table).transitGatewayAttachmentId(one)));
      ec2.disassociateTransitGatewayRouteTable(
          r -> r.transitGatewayRouteTableId(defaultTable()).transitGatewayAttachmentId(one));
      ec2.associateTransitGatewayRouteTable(
          r -> r.transitGatewayRouteTableId(table).transitGatewayAttachmentId(one));
      assertThat(
              ec2.getTransitGatewayRouteTableAssociations(r -> r.transitGatewayRouteTableId(table))
                  .associations())
          .extracting(association -> association.resourceId())
          .containsExactly(spoke);
      ec2.enableTransitGatewayRouteTablePropagation(
          r -> r.transitGatewayRouteTableId(table).transitGatewayAttachmentId(one));
      ec2.disableTransitGatewayRouteTablePropagation(
          r -> r.transitGatewayRouteTableId(defaultTable()).transitGatewayAttachmentId(one));
      assertThat(search(filter("type", "propagated"))).isEmpty();
      assertThat(
              ec2.getTransitGatewayRouteTablePropagations(r -> r.transitGatewayRouteTableId(table))
                  .transitGatewayRouteTablePropagations())
          .hasSize(1);
      fails(
          "IncorrectState",
          () -> ec2.deleteTransitGatewayRouteTable(r -> r.transitGatewayRouteTableId(table)));
    }

    @Test
    void areNotAttachedTwiceNorDeletedWhileAttached() {
      String id = attach(spoke, spokeSubnet);
      fails("DuplicateTransitGatewayAttachment", () -> attach(spoke, spokeSubnet));
      String sameZone = subnet(hub, "10.2.2.0/24");
      fails(
          "DuplicateSubnetsInSameZone",
          () ->
              ec2.createTransitGatewayVpcAttachment(
                  r -> r.transitGatewayId(gateway).vpcId(hub).subnetIds(hubSubnet, sameZone)));
      fails("IncorrectState", () -> ec2.deleteTransitGateway(r -> r.transitGatewayId(gateway)));
      fleet.passMinutes(2);
      ec2.deleteTransitGatewayVpcAttachment(r -> r.transitGatewayAttachmentId(id));
      ec2.deleteTransitGateway(r -> r.transitGatewayId(gateway));
      fleet.passMinutes(2);
      assertThat(
              ec2.describeTransitGateways(r -> r.transitGatewayIds(gateway))
                  .transitGateways()
                  .get(0)
                  .stateAsString())
          .isEqualTo("deleted");
    }

    @Test
    void areUnknownByAWrongName() {
      fails(
          "InvalidTransitGatewayID.NotFound",
          () -> ec2.describeTransitGateways(r -> r.transitGatewayIds("tgw-00000000000000000")));
      fails(
          "InvalidTransitGatewayAttachmentID.NotFound",
          () ->
              ec2.describeTransitGatewayVpcAttachments(
                  r -> r.transitGatewayAttachmentIds("tgw-attach-00000000000000000")));
    }
  }

  @Nested
  class PeeringConnections {
    private String ask() {
      return ec2.createVpcPeeringConnection(r -> r.vpcId(spoke).peerVpcId(hub))
          .vpcPeeringConnection()
          .vpcPeeringConnectionId();
    }

    private VpcPeeringConnection connection(String id) {
      return ec2.describeVpcPeeringConnections(r -> r.vpcPeeringConnectionIds(id))
          .vpcPeeringConnections()
          .get(0);
    }

    @Test
    void waitForThePeerAndThenCarryRoutesUntilDeleted() {
      String id = ask();
      assertThat(connection(id).status().codeAsString()).isEqualTo("pending-acceptance");
      ec2.createRoute(
          r ->
              r.routeTableId(mainTable(spoke))
                  .destinationCidrBlock("10.2.0.0/16")
                  .vpcPeeringConnectionId(id));
      assertThat(route(spoke, "10.2.0.0/16").state()).isEqualTo(RouteState.BLACKHOLE);
      ec2.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id));
      assertThat(connection(id).status().codeAsString()).isEqualTo("active");
      assertThat(connection(id).accepterVpcInfo().cidrBlock()).isEqualTo("10.2.0.0/16");
      assertThat(route(spoke, "10.2.0.0/16").state()).isEqualTo(RouteState.ACTIVE);
      ec2.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id));
      assertThat(route(spoke, "10.2.0.0/16").state()).isEqualTo(RouteState.BLACKHOLE);
      assertThat(connection(id).status().codeAsString()).isEqualTo("deleted");
    }

    @Test
    void areRejectedAndThenNotAcceptedAnyMore() {
      String id = ask();
      ec2.rejectVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id));
      fails(
          "InvalidStateTransition",
          () -> ec2.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
    }

    @Test
    void failBetweenOverlappingRanges() {
      String same = ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
      String id =
          ec2.createVpcPeeringConnection(r -> r.vpcId(spoke).peerVpcId(same))
              .vpcPeeringConnection()
              .vpcPeeringConnectionId();
      assertThat(connection(id).status().codeAsString()).isEqualTo("failed");
      assertThat(
              ec2.describeVpcPeeringConnections(r -> r.filters(filter("status-code", "failed")))
                  .vpcPeeringConnections())
          .hasSize(1);
    }
  }
}

package dev.referee.testkit.embedded.ec2;

import static dev.referee.testkit.embedded.Fleet.filter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CustomerGateway;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachmentState;
import software.amazon.awssdk.services.ec2.model.VgwTelemetry;
import software.amazon.awssdk.services.ec2.model.VpnConnection;
import software.amazon.awssdk.services.ec2.model.VpnState;

class VpnTest {
  private final Fleet fleet = new Fleet();
  private final Ec2Client ec2 = fleet.ec2;
  private String customer = "";
  private String gateway = "";

  @BeforeEach
  void gateways() {
    customer = customer(65534).customerGatewayId();
    gateway =
        ec2.createTransitGateway(r -> r.description("hub")).transitGateway().transitGatewayId();
    fleet.passMinutes(1);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private static void fails(String code, String message, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
            });
  }

  private CustomerGateway customer(int asn) {
    return ec2.createCustomerGateway(r -> r.type("ipsec.1").publicIp("205.251.242.54").bgpAsn(asn))
        .customerGateway();
  }

  private VpnConnection connect() {
    return ec2.createVpnConnection(
            r -> r.type("ipsec.1").customerGatewayId(customer).transitGatewayId(gateway))
        .vpnConnection();
  }

  private VpnConnection connection(String id) {
    return ec2.describeVpnConnections(r -> r.vpnConnectionIds(id)).vpnConnections().get(0);
  }

  private TransitGatewayAttachment attachment(String connection) {
    return ec2.describeTransitGatewayAttachments(r -> r.filters(filter("resource-id", connection)))
        .transitGatewayAttachments()
        .get(0);
  }

  @Test
  void aCustomerGatewayIsMadeOnceAndListedForAWhileAfterItsEnd() {
    CustomerGateway same = customer(65534);
    CustomerGateway other = customer(65001);

    assertThat(same.customerGatewayId()).isEqualTo(customer).matches("cgw-[0-9a-f]{17}");
    assertThat(other.customerGatewayId()).isNotEqualTo(customer);
    assertThat(same.state()).isEqualTo("available");
    assertThat(same.ipAddress()).isEqualTo("205.251.242.54");
    assertThat(
            ec2.describeCustomerGateways(r -> r.filters(filter("bgp-asn", "65534")))
                .customerGateways())
        .containsExactly(same);

    ec2.deleteCustomerGateway(r -> r.customerGatewayId(customer));
    assertThat(
            ec2.describeCustomerGateways(r -> r.customerGatewayIds(customer))
                .customerGateways()
                .get(0)
                .state())
        .isEqualTo("deleted");
    assertThat(customer(65534).customerGatewayId()).isNotEqualTo(customer);
    fleet.passMinutes(60);
    fails(
        "InvalidCustomerGatewayID.NotFound",
        "The customerGateway ID '" + customer + "' does not exist",
        () -> ec2.describeCustomerGateways(r -> r.customerGatewayIds(customer)));
  }

  @Test
  void aConnectionIsAnAttachmentOfItsTransitGateway() {
    VpnConnection made = connect();
    String id = made.vpnConnectionId();
    assertThat(made.state()).isEqualTo(VpnState.PENDING);
    assertThat(attachment(id).state()).isEqualTo(TransitGatewayAttachmentState.PENDING);
    assertThat(attachment(id).association()).isNull();

    fleet.passMinutes(3);
    assertThat(connection(id).state()).isEqualTo(VpnState.AVAILABLE);
    assertThat(connection(id).vgwTelemetry())
        .hasSize(2)
        .extracting(VgwTelemetry::statusAsString)
        .containsOnly("DOWN");
    TransitGatewayAttachment attachment = attachment(id);
    String attachmentId = attachment.transitGatewayAttachmentId();
    String table =
        ec2.describeTransitGateways(r -> r.transitGatewayIds(gateway))
            .transitGateways()
            .get(0)
            .options()
            .associationDefaultRouteTableId();
    assertThat(attachment.resourceTypeAsString()).isEqualTo("vpn");
    assertThat(attachment.transitGatewayId()).isEqualTo(gateway);
    assertThat(attachment.association().stateAsString()).isEqualTo("associated");
    assertThat(attachment.association().transitGatewayRouteTableId()).isEqualTo(table);
    assertThat(
            ec2.getTransitGatewayRouteTableAssociations(r -> r.transitGatewayRouteTableId(table))
                .associations())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.resourceTypeAsString()).isEqualTo("vpn");
              assertThat(one.resourceId()).isEqualTo(id);
            });
    assertThat(
            ec2.describeTransitGatewayAttachments(r -> r.transitGatewayAttachmentIds(attachmentId))
                .transitGatewayAttachments())
        .containsExactly(attachment);
    ec2.createTags(
        r -> r.resources(attachmentId).tags(Tag.builder().key("Name").value("office").build()));
    assertThat(attachment(id).tags()).hasSize(1);
  }

  @Test
  void aConnectionTakesStaticRoutesAndBringsNoneOfItsOwn() {
    String id = connect().vpnConnectionId();
    fleet.passMinutes(3);
    TransitGatewayAttachment attachment = attachment(id);
    String table = attachment.association().transitGatewayRouteTableId();
    ec2.createTransitGatewayRoute(
        r ->
            r.transitGatewayRouteTableId(table)
                .destinationCidrBlock("192.168.0.0/16")
                .transitGatewayAttachmentId(attachment.transitGatewayAttachmentId()));
    assertThat(routes(table)).containsExactly("192.168.0.0/16 static active");
    ec2.deleteVpnConnection(r -> r.vpnConnectionId(id));
    assertThat(routes(table)).containsExactly("192.168.0.0/16 static blackhole");
  }

  private List<String> routes(String table) {
    return ec2
        .searchTransitGatewayRoutes(
            r ->
                r.transitGatewayRouteTableId(table).filters(filter("type", "static", "propagated")))
        .routes()
        .stream()
        .map(
            one ->
                one.destinationCidrBlock() + " " + one.typeAsString() + " " + one.stateAsString())
        .toList();
  }

  @Test
  void aConnectionGoesWithItsAttachment() {
    String id = connect().vpnConnectionId();
    fleet.passMinutes(3);
    fails(
        "IncorrectState",
        "The customer gateway is in use.",
        () -> ec2.deleteCustomerGateway(r -> r.customerGatewayId(customer)));
    fails(
        "IncorrectState",
        gateway + " has non-deleted VPN Attachments: delete them first",
        () -> ec2.deleteTransitGateway(r -> r.transitGatewayId(gateway)));
    ec2.deleteVpnConnection(r -> r.vpnConnectionId(id));
    assertThat(connection(id).state()).isEqualTo(VpnState.DELETING);
    ec2.deleteCustomerGateway(r -> r.customerGatewayId(customer));
    fleet.passMinutes(1);
    assertThat(connection(id).state()).isEqualTo(VpnState.DELETED);
    assertThat(attachment(id).state()).isEqualTo(TransitGatewayAttachmentState.DELETED);
    assertThat(attachment(id).association()).isNull();
    ec2.deleteTransitGateway(r -> r.transitGatewayId(gateway));
    fleet.passMinutes(60);
    fails(
        "InvalidVpnConnectionID.NotFound",
        "The vpnConnection ID '" + id + "' does not exist",
        () -> connection(id));
  }

  @Test
  void aConnectionNeedsItsTwoEnds() {
    fails(
        "InvalidParameterValue",
        "The request must not contain both parameter vpnGatewayId and transitGatewayId",
        () ->
            ec2.createVpnConnection(
                r ->
                    r.type("ipsec.1")
                        .vpnGatewayId("vgw-0123abcd")
                        .customerGatewayId("cgw-0123abcd")
                        .transitGatewayId("gateway_id")));
    fails(
        "InvalidCustomerGatewayID.NotFound",
        "The customerGateway ID 'cgw-0123abcd' does not exist",
        () ->
            ec2.createVpnConnection(
                r ->
                    r.type("ipsec.1")
                        .customerGatewayId("cgw-0123abcd")
                        .transitGatewayId("gateway_id")));
    fails(
        "InvalidTransitGatewayID.NotFound",
        "The transitGateway ID 'tgw-abcdefghij0123456' does not exist",
        () ->
            ec2.createVpnConnection(
                r ->
                    r.type("ipsec.1")
                        .customerGatewayId(customer)
                        .transitGatewayId("tgw-abcdefghij0123456")));
    fails(
        "InvalidVpnGatewayID.NotFound",
        "The vpnGateway ID 'vgw-0123abcd' does not exist",
        () ->
            ec2.createVpnConnection(
                r -> r.type("ipsec.1").customerGatewayId(customer).vpnGatewayId("vgw-0123abcd")));
  }
}

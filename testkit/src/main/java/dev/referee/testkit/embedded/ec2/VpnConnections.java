package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVpnConnectionRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpnConnectionResponse;
import software.amazon.awssdk.services.ec2.model.CustomerGateway;
import software.amazon.awssdk.services.ec2.model.DeleteVpnConnectionRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpnConnectionResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpnConnectionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpnConnectionsResponse;
import software.amazon.awssdk.services.ec2.model.GatewayAssociationState;
import software.amazon.awssdk.services.ec2.model.TelemetryStatus;
import software.amazon.awssdk.services.ec2.model.TransitGateway;
import software.amazon.awssdk.services.ec2.model.VgwTelemetry;
import software.amazon.awssdk.services.ec2.model.VpnConnection;
import software.amazon.awssdk.services.ec2.model.VpnConnectionOptions;
import software.amazon.awssdk.services.ec2.model.VpnConnectionOptionsSpecification;
import software.amazon.awssdk.services.ec2.model.VpnState;

/**
 * Keeps VPN connections to transit gateways. Both tunnels of each stay down, so that it brings no
 * routes: there is no device at the other end. There are no virtual private gateways here.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpnConnection.html">CreateVpnConnection</a>
 */
final class VpnConnections {
  static final Duration COMING = Duration.ofMinutes(3);
  static final Duration GOING = Duration.ofMinutes(1);

  private static final String EVERYTHING = "0.0.0.0/0";

  private final Ec2 ec2;
  private final ResourceTable<VpnConnection> table;

  VpnConnections(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "vpn",
                "vpn-connection",
                "InvalidVpnConnectionID.NotFound",
                "InvalidVpnConnectionID.Malformed",
                "The vpnConnection ID '%s' does not exist"),
            VpnConnection::vpnConnectionId,
            (connection, tags) -> connection.toBuilder().tags(tags).build(),
            new Filters<VpnConnection>()
                .members(
                    VpnConnection.builder(),
                    """
                    customer-gateway-configuration = CustomerGatewayConfiguration
                    customer-gateway-id = CustomerGatewayId
                    option.static-routes-only = Options.StaticRoutesOnly
                    route.destination-cidr-block = Routes.DestinationCidrBlock
                    state = State
                    transit-gateway-id = TransitGatewayId
                    type = Type
                    vpn-connection-id = VpnConnectionId
                    vpn-gateway-id = VpnGatewayId
                    """)
                .on("bgp-asn", this::asn));
  }

  private @Nullable String asn(VpnConnection connection) {
    CustomerGateway gateway = ec2.customerGateways.find(connection.customerGatewayId());
    return gateway == null ? null : gateway.bgpAsn();
  }

  CreateVpnConnectionResponse create(CreateVpnConnectionRequest request, Call call) {
    if (request.vpnGatewayId() != null && request.transitGatewayId() != null) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "The request must not contain both parameter vpnGatewayId and transitGatewayId");
    }
    String customer =
        ec2.customerGateways.available(request.customerGatewayId()).customerGatewayId();
    if (request.vpnGatewayId() != null) {
      throw absent("VpnGateway", "vpnGateway", request.vpnGatewayId());
    }
    TransitGateway gateway =
        request.transitGatewayId() == null ? null : transit(request.transitGatewayId());
    String id = ec2.ids.next("vpn");
    table.put(
        VpnConnection.builder()
            .vpnConnectionId(id)
            .customerGatewayId(customer)
            .transitGatewayId(gateway == null ? null : gateway.transitGatewayId())
            .type(request.type())
            .category("VPN")
            .state(VpnState.PENDING)
            .gatewayAssociationState(
                gateway == null
                    ? GatewayAssociationState.NOT_ASSOCIATED
                    : GatewayAssociationState.ASSOCIATED)
            .options(options(request.options()))
            .routes(List.of())
            .vgwTelemetry(Stream.generate(this::tunnel).limit(2).toList())
            .build());
    ec2.tags.specified(id, request.tagSpecifications());
    if (gateway != null) {
      ec2.vpnAttachments.create(id, gateway.transitGatewayId());
    }
    ec2.later(COMING, () -> arrive(id, gateway));
    return CreateVpnConnectionResponse.builder().vpnConnection(table.tagged(table.get(id))).build();
  }

  private void arrive(String id, @Nullable TransitGateway gateway) {
    if (table.get(id).state() == VpnState.PENDING) {
      state(id, VpnState.AVAILABLE);
      if (gateway != null) {
        ec2.vpnAttachments.arrive(id, gateway);
      }
    }
  }

  private VgwTelemetry tunnel() {
    return VgwTelemetry.builder()
        .outsideIpAddress(ec2.publicAddresses.next())
        .status(TelemetryStatus.DOWN)
        .statusMessage("")
        .acceptedRouteCount(0)
        .lastStatusChange(ec2.now())
        .build();
  }

  private static VpnConnectionOptions options(@Nullable VpnConnectionOptionsSpecification given) {
    VpnConnectionOptionsSpecification wanted =
        given == null ? VpnConnectionOptionsSpecification.builder().build() : given;
    return VpnConnectionOptions.builder()
        .enableAcceleration(Boolean.TRUE.equals(wanted.enableAcceleration()))
        .staticRoutesOnly(Boolean.TRUE.equals(wanted.staticRoutesOnly()))
        .localIpv4NetworkCidr(Objects.requireNonNullElse(wanted.localIpv4NetworkCidr(), EVERYTHING))
        .remoteIpv4NetworkCidr(
            Objects.requireNonNullElse(wanted.remoteIpv4NetworkCidr(), EVERYTHING))
        .outsideIpAddressType("PublicIpv4")
        .tunnelInsideIpVersion("ipv4")
        .build();
  }

  /** Returns a transit gateway; the error for none has its own words here. */
  private TransitGateway transit(String id) {
    if (!ec2.transitGateways.contains(id)) {
      throw absent("TransitGateway", "transitGateway", id);
    }
    return ec2.transitGateways.available(id);
  }

  private static AwsError absent(String kind, String name, String id) {
    return new AwsError(
        400, "Invalid" + kind + "ID.NotFound", "The " + name + " ID '" + id + "' does not exist");
  }

  DescribeVpnConnectionsResponse describe(DescribeVpnConnectionsRequest request, Call call) {
    return DescribeVpnConnectionsResponse.builder()
        .vpnConnections(table.describe(request.vpnConnectionIds(), request.filters()))
        .build();
  }

  /** Deletes a connection, and with it its attachment to a transit gateway. */
  DeleteVpnConnectionResponse delete(DeleteVpnConnectionRequest request, Call call) {
    VpnConnection connection = table.get(request.vpnConnectionId());
    String id = connection.vpnConnectionId();
    if (isAlive(connection)) {
      state(id, VpnState.DELETING);
      ec2.vpnAttachments.leave(id);
      ec2.later(
          GOING,
          () -> {
            state(id, VpnState.DELETED);
            ec2.vpnAttachments.gone(id);
            ec2.later(TransitAttachments.LISTED_AFTER_DELETION, () -> table.remove(id));
          });
    }
    return DeleteVpnConnectionResponse.builder().build();
  }

  boolean haveCustomerGateway(String id) {
    return !table
        .all(connection -> connection.customerGatewayId().equals(id) && isAlive(connection))
        .isEmpty();
  }

  private static boolean isAlive(VpnConnection connection) {
    return connection.state() == VpnState.PENDING || connection.state() == VpnState.AVAILABLE;
  }

  private void state(String id, VpnState state) {
    table.change(id, connection -> connection.toBuilder().state(state).build());
  }
}

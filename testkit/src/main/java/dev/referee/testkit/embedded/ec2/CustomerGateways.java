package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateCustomerGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateCustomerGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CustomerGateway;
import software.amazon.awssdk.services.ec2.model.DeleteCustomerGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteCustomerGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeCustomerGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeCustomerGatewaysResponse;

/**
 * Keeps customer gateways, which stand for the devices at the other end of VPN connections.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCustomerGateway.html">CreateCustomerGateway</a>
 */
final class CustomerGateways {
  private static final String DEFAULT_ASN = "65000";
  private static final String AVAILABLE = "available";
  private static final ResourceTable.Kind KIND =
      new ResourceTable.Kind(
          "cgw",
          "customer-gateway",
          "InvalidCustomerGatewayID.NotFound",
          "InvalidCustomerGatewayId.Malformed",
          "The customerGateway ID '%s' does not exist");

  private final Ec2 ec2;
  private final ResourceTable<CustomerGateway> table;

  CustomerGateways(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            KIND,
            CustomerGateway::customerGatewayId,
            (gateway, tags) -> gateway.toBuilder().tags(tags).build(),
            new Filters<CustomerGateway>()
                .members(
                    CustomerGateway.builder(),
                    """
                    bgp-asn = BgpAsn
                    customer-gateway-id = CustomerGatewayId
                    ip-address = IpAddress
                    state = State
                    type = Type
                    """));
  }

  /** Creates a gateway; an identical request answers with the one that there is. */
  CreateCustomerGatewayResponse create(CreateCustomerGatewayRequest request, Call call) {
    String address = request.ipAddress() == null ? request.publicIp() : request.ipAddress();
    if (address == null && request.certificateArn() == null) {
      throw AwsError.missing("IpAddress");
    }
    CustomerGateway wanted =
        CustomerGateway.builder()
            .type(request.typeAsString())
            .ipAddress(address)
            .certificateArn(request.certificateArn())
            .deviceName(request.deviceName())
            .bgpAsn(
                request.bgpAsnExtended() != null
                    ? null
                    : Objects.toString(request.bgpAsn(), DEFAULT_ASN))
            .bgpAsnExtended(Objects.toString(request.bgpAsnExtended(), null))
            .state(AVAILABLE)
            .build();
    List<CustomerGateway> same =
        table.all(gateway -> gateway.toBuilder().customerGatewayId(null).build().equals(wanted));
    String id = same.isEmpty() ? ec2.ids.next("cgw") : same.get(0).customerGatewayId();
    table.put(wanted.toBuilder().customerGatewayId(id).build());
    ec2.tags.specified(id, request.tagSpecifications());
    return CreateCustomerGatewayResponse.builder()
        .customerGateway(table.tagged(table.get(id)))
        .build();
  }

  DescribeCustomerGatewaysResponse describe(DescribeCustomerGatewaysRequest request, Call call) {
    return DescribeCustomerGatewaysResponse.builder()
        .customerGateways(table.describe(request.customerGatewayIds(), request.filters()))
        .build();
  }

  /** Deletes a gateway that no VPN connection has; it is listed as deleted for a while. */
  DeleteCustomerGatewayResponse delete(DeleteCustomerGatewayRequest request, Call call) {
    String id = available(request.customerGatewayId()).customerGatewayId();
    if (ec2.vpnConnections.haveCustomerGateway(id)) {
      throw new AwsError(400, "IncorrectState", "The customer gateway is in use.");
    }
    table.change(id, gateway -> gateway.toBuilder().state("deleted").build());
    ec2.later(TransitAttachments.LISTED_AFTER_DELETION, () -> table.remove(id));
    return DeleteCustomerGatewayResponse.builder().build();
  }

  @Nullable CustomerGateway find(@Nullable String id) {
    return table.find(id);
  }

  /** Returns a gateway that is not deleted, or throws AWS's error. */
  CustomerGateway available(String id) {
    CustomerGateway gateway = table.get(id);
    if (!AVAILABLE.equals(gateway.state())) {
      throw KIND.notFound(id);
    }
    return gateway;
  }
}

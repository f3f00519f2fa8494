package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import software.amazon.awssdk.services.ec2.model.CreateEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateEgressOnlyInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteEgressOnlyInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteEgressOnlyInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeEgressOnlyInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.EgressOnlyInternetGateway;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** An emulation of egress-only internet gateways. */
final class EgressOnlyGateways {
  private final Ec2 ec2;
  private final ResourceTable<EgressOnlyInternetGateway> table;

  EgressOnlyGateways(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "eigw",
                "egress-only-internet-gateway",
                "InvalidEgressOnlyInternetGatewayId.NotFound",
                "InvalidEgressOnlyInternetGatewayId.Malformed",
                "The eigw ID '%s' does not exist"),
            EgressOnlyInternetGateway::egressOnlyInternetGatewayId,
            (gateway, tags) -> gateway.toBuilder().tags(tags).build(),
            new Filters<EgressOnlyInternetGateway>());
  }

  CreateEgressOnlyInternetGatewayResponse create(
      CreateEgressOnlyInternetGatewayRequest request, Call call) {
    EgressOnlyInternetGateway made =
        EgressOnlyInternetGateway.builder()
            .egressOnlyInternetGatewayId(ec2.ids.next("eigw"))
            .attachments(
                InternetGatewayAttachment.builder()
                    .vpcId(ec2.vpcs.get(request.vpcId()).vpcId())
                    .state("attached")
                    .build())
            .build();
    table.put(made);
    ec2.tags.specified(made.egressOnlyInternetGatewayId(), request.tagSpecifications());
    return CreateEgressOnlyInternetGatewayResponse.builder()
        .clientToken(request.clientToken())
        .egressOnlyInternetGateway(table.tagged(made))
        .build();
  }

  DescribeEgressOnlyInternetGatewaysResponse describe(
      DescribeEgressOnlyInternetGatewaysRequest request, Call call) {
    Page<EgressOnlyInternetGateway> page =
        Page.of(
            table.describe(request.egressOnlyInternetGatewayIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeEgressOnlyInternetGatewaysResponse.builder()
        .egressOnlyInternetGateways(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteEgressOnlyInternetGatewayResponse delete(
      DeleteEgressOnlyInternetGatewayRequest request, Call call) {
    table.remove(get(request.egressOnlyInternetGatewayId()).egressOnlyInternetGatewayId());
    return DeleteEgressOnlyInternetGatewayResponse.builder().returnCode(true).build();
  }

  EgressOnlyInternetGateway get(String id) {
    return table.get(id);
  }

  boolean exists(String id) {
    return table.contains(id);
  }
}

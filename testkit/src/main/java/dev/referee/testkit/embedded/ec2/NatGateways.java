package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.NatGatewayState;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** An emulation of NAT gateways, which take a minute and fail in a VPC without internet access. */
final class NatGateways {
  static final Duration COMING = Duration.ofSeconds(60);
  static final Duration GOING = Duration.ofSeconds(60);
  static final Duration LISTED_AFTER_DELETION = Duration.ofHours(1);

  private final Ec2 ec2;
  private final ResourceTable<NatGateway> table;

  NatGateways(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "nat",
                "natgateway",
                "NatGatewayNotFound",
                "NatGatewayMalformed",
                "NAT gateway %s was not found"),
            NatGateway::natGatewayId,
            (gateway, tags) -> gateway.toBuilder().tags(tags).build(),
            new Filters<NatGateway>()
                .on("nat-gateway-id", NatGateway::natGatewayId)
                .on("state", NatGateway::stateAsString)
                .on("subnet-id", NatGateway::subnetId)
                .on("vpc-id", NatGateway::vpcId));
  }

  CreateNatGatewayResponse create(CreateNatGatewayRequest request, Call call) {
    Subnet subnet = ec2.subnets.get(request.subnetId());
    boolean isPublic = !"private".equals(request.connectivityTypeAsString());
    if (isPublic && request.allocationId() == null) {
      throw AwsError.missing("AllocationId");
    }
    Address address = isPublic ? ec2.addresses.free(request.allocationId()) : null;
    String id = ec2.ids.next("nat");
    NetworkInterface face =
        ec2.interfaces.create(
            subnet,
            List.of(),
            request.privateIpAddress(),
            "Interface for NAT Gateway " + id,
            NetworkInterfaceType.NAT_GATEWAY);
    NatGatewayAddress.Builder shown =
        NatGatewayAddress.builder()
            .networkInterfaceId(face.networkInterfaceId())
            .privateIp(face.privateIpAddress())
            .isPrimary(true)
            .status("succeeded");
    if (address != null) {
      shown
          .allocationId(address.allocationId())
          .associationId(
              ec2.addresses.associate(
                  address.allocationId(), face.networkInterfaceId(), face.privateIpAddress()))
          .publicIp(address.publicIp());
    }
    NatGateway made =
        NatGateway.builder()
            .natGatewayId(id)
            .subnetId(subnet.subnetId())
            .vpcId(subnet.vpcId())
            .connectivityType(isPublic ? "public" : "private")
            .createTime(ec2.now())
            .state(NatGatewayState.PENDING)
            .natGatewayAddresses(shown.build())
            .build();
    table.put(made);
    ec2.tags.specified(id, request.tagSpecifications());
    ec2.later(COMING, () -> arrive(id, isPublic));
    return CreateNatGatewayResponse.builder()
        .clientToken(request.clientToken())
        .natGateway(table.tagged(made))
        .build();
  }

  private void arrive(String id, boolean isPublic) {
    NatGateway gateway = table.find(id);
    if (gateway == null || gateway.state() != NatGatewayState.PENDING) {
      return;
    }
    if (isPublic && !ec2.internetGateways.isAttached(gateway.vpcId())) {
      release(gateway);
      table.put(
          gateway.toBuilder()
              .state(NatGatewayState.FAILED)
              .failureCode("Gateway.NotAttached")
              .failureMessage("Network " + gateway.vpcId() + " has no Internet gateway attached")
              .deleteTime(ec2.now())
              .build());
      ec2.later(LISTED_AFTER_DELETION, () -> table.remove(id));
    } else {
      table.put(gateway.toBuilder().state(NatGatewayState.AVAILABLE).build());
    }
  }

  DescribeNatGatewaysResponse describe(DescribeNatGatewaysRequest request, Call call) {
    Page<NatGateway> page =
        Page.of(
            table.describe(request.natGatewayIds(), request.filter()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeNatGatewaysResponse.builder()
        .natGateways(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteNatGatewayResponse delete(DeleteNatGatewayRequest request, Call call) {
    NatGateway gateway = get(request.natGatewayId());
    String id = gateway.natGatewayId();
    if (gateway.state() == NatGatewayState.PENDING
        || gateway.state() == NatGatewayState.AVAILABLE) {
      table.put(gateway.toBuilder().state(NatGatewayState.DELETING).deleteTime(ec2.now()).build());
      ec2.later(
          GOING,
          () -> {
            release(gateway);
            table.change(id, removed -> removed.toBuilder().state(NatGatewayState.DELETED).build());
            ec2.later(LISTED_AFTER_DELETION, () -> table.remove(id));
          });
    }
    return DeleteNatGatewayResponse.builder().natGatewayId(id).build();
  }

  NatGateway get(String id) {
    return table.get(id);
  }

  boolean isAvailable(String id) {
    NatGateway gateway = table.find(id);
    return gateway != null
        && (gateway.state() == NatGatewayState.AVAILABLE
            || gateway.state() == NatGatewayState.PENDING);
  }

  private void release(NatGateway gateway) {
    for (NatGatewayAddress address : gateway.natGatewayAddresses()) {
      ec2.addresses.freeFrom(address.networkInterfaceId());
      ec2.interfaces.delete(address.networkInterfaceId());
    }
  }
}

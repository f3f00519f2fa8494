package dev.referee.testkit.embedded.ec2;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.ResourceType.Made;
import dev.referee.testkit.embedded.service.ResourceType.Properties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;

/**
 * The CloudFormation resource types that connect a VPC: gateways, route tables, routes, addresses.
 */
final class VpcResourceTypes {
  private static final String SEPARATOR = "|";

  private VpcResourceTypes() {}

  static Made internetGateway(Properties properties, Call call) {
    Ec2 ec2 = Ec2.of(call);
    String id =
        ec2.internetGateways
            .create(CreateInternetGatewayRequest.builder().build(), call)
            .internetGateway()
            .internetGatewayId();
    NetworkResourceTypes.tag(id, properties, call);
    return new Made(id, Map.of("InternetGatewayId", id));
  }

  static void deleteInternetGateway(String id, Call call) {
    Ec2.of(call)
        .internetGateways
        .delete(DeleteInternetGatewayRequest.builder().internetGatewayId(id).build(), call);
  }

  static Made gatewayAttachment(Properties properties, Call call) {
    AttachInternetGatewayRequest request =
        properties.as(AttachInternetGatewayRequest.class, AttachInternetGatewayRequest.builder());
    Ec2.of(call).internetGateways.attach(request, call);
    return new Made(
        request.internetGatewayId() + SEPARATOR + request.vpcId(), Map.of("AttachmentType", "IGW"));
  }

  static void detachGateway(String id, Call call) {
    int at = id.indexOf(SEPARATOR);
    Ec2.of(call)
        .internetGateways
        .detach(
            DetachInternetGatewayRequest.builder()
                .internetGatewayId(id.substring(0, at))
                .vpcId(id.substring(at + 1))
                .build(),
            call);
  }

  static Made routeTable(Properties properties, Call call) {
    String id =
        Ec2.of(call)
            .routeTables
            .create(
                CreateRouteTableRequest.builder()
                    .vpcId(properties.json().path("VpcId").asText())
                    .build(),
                call)
            .routeTable()
            .routeTableId();
    NetworkResourceTypes.tag(id, properties, call);
    return new Made(id, Map.of("RouteTableId", id));
  }

  static void deleteRouteTable(String id, Call call) {
    Ec2.of(call)
        .routeTables
        .delete(DeleteRouteTableRequest.builder().routeTableId(id).build(), call);
  }

  static Made route(Properties properties, Call call) {
    CreateRouteRequest request =
        properties.as(CreateRouteRequest.class, CreateRouteRequest.builder());
    Ec2.of(call).routes.create(request, call);
    return new Made(routeId(properties), Map.of("CidrBlock", destination(properties.json())));
  }

  static @Nullable Made changeRoute(Made made, Properties before, Properties after, Call call) {
    if (!routeId(before).equals(routeId(after))) {
      return null;
    }
    Ec2.of(call)
        .routes
        .replace(after.as(ReplaceRouteRequest.class, ReplaceRouteRequest.builder()), call);
    return made;
  }

  private static String routeId(Properties properties) {
    JsonNode json = properties.json();
    return json.path("RouteTableId").asText() + SEPARATOR + destination(json);
  }

  private static String destination(JsonNode json) {
    for (String member :
        List.of("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")) {
      if (json.has(member)) {
        return json.path(member).asText();
      }
    }
    return "";
  }

  static void deleteRoute(String id, Call call) {
    int at = id.indexOf(SEPARATOR);
    String destination = id.substring(at + 1);
    DeleteRouteRequest.Builder request =
        DeleteRouteRequest.builder().routeTableId(id.substring(0, at));
    if (destination.startsWith("pl-")) {
      request.destinationPrefixListId(destination);
    } else if (destination.contains(":")) {
      request.destinationIpv6CidrBlock(destination);
    } else {
      request.destinationCidrBlock(destination);
    }
    Ec2.of(call).routes.delete(request.build(), call);
  }

  static Made tableAssociation(Properties properties, Call call) {
    String id =
        Ec2.of(call)
            .routeTables
            .associate(
                properties.as(
                    AssociateRouteTableRequest.class, AssociateRouteTableRequest.builder()),
                call)
            .associationId();
    return new Made(id, Map.of("Id", id));
  }

  static void disassociateTable(String id, Call call) {
    Ec2.of(call)
        .routeTables
        .disassociate(DisassociateRouteTableRequest.builder().associationId(id).build(), call);
  }

  /** Creates an Elastic IP; {@code Ref} gives the address itself. */
  static Made address(Properties properties, Call call) {
    Ec2 ec2 = Ec2.of(call);
    AllocateAddressResponse made =
        ec2.addresses.allocate(AllocateAddressRequest.builder().domain("vpc").build(), call);
    NetworkResourceTypes.tag(made.allocationId(), properties, call);
    String instance = properties.json().path("InstanceId").asText("");
    if (!instance.isEmpty()) {
      ec2.addresses.associate(
          AssociateAddressRequest.builder()
              .allocationId(made.allocationId())
              .instanceId(instance)
              .build(),
          call);
    }
    return new Made(
        made.publicIp(), Map.of("AllocationId", made.allocationId(), "PublicIp", made.publicIp()));
  }

  static void release(String publicIp, Call call) {
    Ec2 ec2 = Ec2.of(call);
    DescribeAddressesResponse found =
        ec2.addresses.describe(
            DescribeAddressesRequest.builder().publicIps(publicIp).build(), call);
    for (Address address : found.addresses()) {
      if (address.associationId() != null) {
        ec2.addresses.disassociate(
            DisassociateAddressRequest.builder().associationId(address.associationId()).build(),
            call);
      }
      ec2.addresses.release(
          ReleaseAddressRequest.builder().allocationId(address.allocationId()).build(), call);
    }
  }

  static Made addressAssociation(Properties properties, Call call) {
    AssociateAddressRequest request =
        properties.as(AssociateAddressRequest.class, AssociateAddressRequest.builder());
    String ip = properties.json().path("EIP").asText(null);
    String id =
        Ec2.of(call)
            .addresses
            .associate(ip == null ? request : request.toBuilder().publicIp(ip).build(), call)
            .associationId();
    return new Made(id, Map.of("Id", id));
  }

  static void disassociateAddress(String id, Call call) {
    Ec2.of(call)
        .addresses
        .disassociate(DisassociateAddressRequest.builder().associationId(id).build(), call);
  }

  static Made natGateway(Properties properties, Call call) {
    String id =
        Ec2.of(call)
            .natGateways
            .create(
                properties
                    .as(CreateNatGatewayRequest.class, CreateNatGatewayRequest.builder())
                    .toBuilder()
                    .clientToken(null)
                    .build(),
                call)
            .natGateway()
            .natGatewayId();
    NetworkResourceTypes.tag(id, properties, call);
    return new Made(id, Map.of("NatGatewayId", id));
  }

  static void deleteNatGateway(String id, Call call) {
    Ec2.of(call)
        .natGateways
        .delete(DeleteNatGatewayRequest.builder().natGatewayId(id).build(), call);
  }
}

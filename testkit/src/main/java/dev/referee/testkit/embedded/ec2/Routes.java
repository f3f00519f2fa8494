package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** An emulation of the routes of route tables: a route whose target is gone is a black hole. */
final class Routes {
  private static final String ONE_TARGET =
      "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId,"
          + " vpcPeeringConnectionId, egressOnlyInternetGatewayId, transitGatewayId,"
          + " localGatewayId or instanceId";

  private final Ec2 ec2;

  Routes(Ec2 ec2) {
    this.ec2 = ec2;
  }

  CreateRouteResponse create(CreateRouteRequest request, Call call) {
    RouteTable table = ec2.routeTables.get(request.routeTableId());
    Route route =
        targeted(
            SdkFieldCopier.overlay(request, Route.builder()),
            request.vpcEndpointId(),
            request.routeTableId());
    if (table.routes().stream().anyMatch(one -> sameDestination(one, route))) {
      throw new AwsError(
          400,
          "RouteAlreadyExists",
          "The route identified by " + destination(route) + " already exists.");
    }
    add(table.routeTableId(), same -> route.toBuilder());
    return CreateRouteResponse.builder().returnValue(true).build();
  }

  void add(String tableId, UnaryOperator<Route.Builder> change) {
    Route route = change.apply(Route.builder()).origin(RouteOrigin.CREATE_ROUTE).build();
    ec2.routeTables.change(
        tableId,
        routes -> {
          routes.add(route);
          return routes;
        });
  }

  ReplaceRouteResponse replace(ReplaceRouteRequest request, Call call) {
    RouteTable table = ec2.routeTables.get(request.routeTableId());
    Route.Builder given = SdkFieldCopier.overlay(request, Route.builder());
    Route route =
        Boolean.TRUE.equals(request.localTarget())
            ? given.gatewayId("local").build()
            : targeted(given, request.vpcEndpointId(), request.routeTableId());
    mustHave(table, route);
    ec2.routeTables.change(
        table.routeTableId(),
        routes -> {
          routes.replaceAll(
              one ->
                  sameDestination(one, route)
                      ? route.toBuilder().origin(one.origin()).build()
                      : one);
          return routes;
        });
    return ReplaceRouteResponse.builder().build();
  }

  DeleteRouteResponse delete(DeleteRouteRequest request, Call call) {
    RouteTable table = ec2.routeTables.get(request.routeTableId());
    Route route = SdkFieldCopier.overlay(request, Route.builder()).build();
    mustHave(table, route);
    ec2.routeTables.change(
        table.routeTableId(),
        routes -> {
          if (routes.stream()
              .anyMatch(one -> sameDestination(one, route) && "local".equals(one.gatewayId()))) {
            throw new AwsError(
                400,
                "InvalidParameterValue",
                "cannot remove local route "
                    + destination(route)
                    + " in route table "
                    + table.routeTableId());
          }
          if (routes.stream().anyMatch(one -> sameDestination(one, route) && ofEndpoint(one))) {
            throw new AwsError(
                400,
                "InvalidParameterValue",
                "cannot remove VPC endpoint route "
                    + destination(route)
                    + " in route table "
                    + table.routeTableId());
          }
          routes.removeIf(one -> sameDestination(one, route));
          return routes;
        });
    return DeleteRouteResponse.builder().build();
  }

  /** Returns whether a route belongs to a gateway endpoint, which adds and removes it. */
  private static boolean ofEndpoint(Route route) {
    return route.destinationPrefixListId() != null
        && route.gatewayId() != null
        && route.gatewayId().startsWith("vpce-");
  }

  /** Puts the routes of a gateway endpoint in or takes them out. */
  void endpoint(String tableId, String prefixListId, String endpointId, boolean present) {
    ec2.routeTables.change(
        tableId,
        routes -> {
          routes.removeIf(route -> endpointId.equals(route.gatewayId()));
          if (present) {
            routes.add(
                Route.builder()
                    .destinationPrefixListId(prefixListId)
                    .gatewayId(endpointId)
                    .origin(RouteOrigin.CREATE_ROUTE)
                    .build());
          }
          return routes;
        });
  }

  /** Returns a table's routes as they are described: with their targets' states. */
  List<Route> withState(RouteTable table) {
    return table.routes().stream()
        .map(
            route ->
                route.toBuilder()
                    .state(reaches(route, table.vpcId()) ? RouteState.ACTIVE : RouteState.BLACKHOLE)
                    .build())
        .toList();
  }

  private boolean reaches(Route route, String vpcId) {
    String gateway = route.gatewayId();
    if (gateway != null) {
      return gateway.equals("local")
          || (gateway.startsWith("igw-") && ec2.internetGateways.isAttached(gateway, vpcId))
          || (gateway.startsWith("vpce-") && ec2.endpoints.isAvailable(gateway))
          || gateway.startsWith("vgw-");
    }
    if (route.natGatewayId() != null) {
      return ec2.natGateways.isAvailable(route.natGatewayId());
    }
    if (route.egressOnlyInternetGatewayId() != null) {
      return ec2.egressOnlyGateways.exists(route.egressOnlyInternetGatewayId());
    }
    if (route.networkInterfaceId() != null) {
      NetworkInterface face = ec2.interfaces.find(route.networkInterfaceId());
      String instanceId = face == null ? null : Interfaces.instanceId(face);
      return face != null
          && (instanceId == null ? Boolean.TRUE.equals(face.requesterManaged()) : runs(instanceId));
    }
    if (route.transitGatewayId() != null) {
      return ec2.transitAttachments.joins(vpcId, route.transitGatewayId());
    }
    if (route.vpcPeeringConnectionId() != null) {
      return ec2.peerings.joins(vpcId, route.vpcPeeringConnectionId());
    }
    return true;
  }

  private boolean runs(String instanceId) {
    Instance instance = ec2.instances.find(instanceId);
    return instance != null && Instances.is(instance, InstanceStateName.RUNNING);
  }

  /** Returns the route with its destination and target checked, and an instance's interface. */
  private Route targeted(Route.Builder given, String endpointId, String tableId) {
    Route route = endpointId == null ? given.build() : given.gatewayId(endpointId).build();
    if (route.destinationCidrBlock() != null) {
      route =
          route.toBuilder()
              .destinationCidrBlock(Cidr.of(route.destinationCidrBlock()).toString())
              .build();
    } else if (route.destinationIpv6CidrBlock() != null) {
      route =
          route.toBuilder()
              .destinationIpv6CidrBlock(Ipv6Cidr.of(route.destinationIpv6CidrBlock()).toString())
              .build();
    } else if (route.destinationPrefixListId() != null) {
      ec2.prefixLists.get(route.destinationPrefixListId());
    } else {
      throw AwsError.missing("destinationCidrBlock");
    }
    String gateway = route.gatewayId();
    String vpcId = ec2.routeTables.get(tableId).vpcId();
    onlyOne(route);
    if (gateway != null && gateway.startsWith("vpce-")) {
      ec2.endpoints.get(gateway);
    } else if (gateway != null && !gateway.startsWith("vgw-")) {
      attachedGateway(gateway, tableId, vpcId);
    } else if (route.natGatewayId() != null) {
      String other = ec2.natGateways.get(route.natGatewayId()).vpcId();
      sameNetwork(tableId, vpcId, "network gateway " + route.natGatewayId(), other);
    } else if (route.egressOnlyInternetGatewayId() != null) {
      String other =
          ec2.egressOnlyGateways
              .get(route.egressOnlyInternetGatewayId())
              .attachments()
              .get(0)
              .vpcId();
      sameNetwork(tableId, vpcId, "network gateway " + route.egressOnlyInternetGatewayId(), other);
    } else if (route.instanceId() != null) {
      ec2.instances.get(route.instanceId());
      NetworkInterface face = ec2.interfaces.onlyOneOf(route.instanceId());
      inSameNetwork(tableId, vpcId, face);
      return route.toBuilder()
          .networkInterfaceId(face.networkInterfaceId())
          .instanceOwnerId(ec2.context.accountId())
          .build();
    } else if (route.networkInterfaceId() != null) {
      NetworkInterface face = ec2.interfaces.get(route.networkInterfaceId());
      inSameNetwork(tableId, vpcId, face);
      String instanceId = Interfaces.instanceId(face);
      return route.toBuilder().instanceId(instanceId).build();
    } else if (route.transitGatewayId() != null) {
      attached(vpcId, route.transitGatewayId());
    } else if (route.vpcPeeringConnectionId() != null) {
      if (!ec2.peerings.isBetween(vpcId, route.vpcPeeringConnectionId())) {
        throw differentNetworks(
            tableId, "vpc peering connection " + route.vpcPeeringConnectionId());
      }
    } else if (gateway == null
        && route.carrierGatewayId() == null
        && route.localGatewayId() == null) {
      throw new AwsError(400, "MissingParameter", ONE_TARGET);
    }
    return route;
  }

  private static void onlyOne(Route route) {
    long targets =
        Stream.of(
                route.gatewayId(),
                route.natGatewayId(),
                route.egressOnlyInternetGatewayId(),
                route.instanceId(),
                route.networkInterfaceId(),
                route.transitGatewayId(),
                route.vpcPeeringConnectionId(),
                route.carrierGatewayId(),
                route.localGatewayId())
            .filter(Objects::nonNull)
            .count();
    if (targets > 1) {
      throw new AwsError(400, "InvalidParameterCombination", ONE_TARGET);
    }
  }

  private void attachedGateway(String gateway, String tableId, String vpcId) {
    if (!ec2.internetGateways.exists(gateway)) {
      throw new AwsError(
          400, "InvalidGatewayID.NotFound", "The gateway ID '" + gateway + "' does not exist");
    }
    if (!ec2.internetGateways.isAttached(gateway, vpcId)) {
      throw differentNetworks(tableId, "network gateway " + gateway);
    }
  }

  private static void inSameNetwork(String tableId, String vpcId, NetworkInterface face) {
    sameNetwork(tableId, vpcId, "interface " + face.networkInterfaceId(), face.vpcId());
  }

  private static void sameNetwork(String tableId, String vpcId, String target, String other) {
    if (!vpcId.equals(other)) {
      throw differentNetworks(tableId, target);
    }
  }

  private static AwsError differentNetworks(String tableId, String target) {
    return new AwsError(
        400,
        "InvalidParameterValue",
        "route table " + tableId + " and " + target + " belong to different networks");
  }

  private void attached(String vpcId, String gatewayId) {
    ec2.transitGateways.get(gatewayId);
    if (!ec2.transitAttachments.joins(vpcId, gatewayId)) {
      throw new AwsError(
          400,
          "InvalidTransitGatewayID.NotFound",
          "The transitGateway ID '"
              + gatewayId
              + "' does not exist or is not attached to "
              + vpcId);
    }
  }

  private static void mustHave(RouteTable table, Route wanted) {
    if (table.routes().stream().noneMatch(route -> sameDestination(route, wanted))) {
      throw new AwsError(
          400,
          "InvalidRoute.NotFound",
          "no route with destination-cidr-block "
              + destination(wanted)
              + " in route table "
              + table.routeTableId());
    }
  }

  /** Returns the route of the same destination, if there is one, else the given one. */
  static Route sameIn(List<Route> routes, Route route) {
    return routes.stream().filter(one -> sameDestination(one, route)).findFirst().orElse(route);
  }

  private static boolean sameDestination(Route route, Route other) {
    return Objects.equals(destination(route), destination(other));
  }

  private static String destination(Route route) {
    return route.destinationCidrBlock() != null
        ? Cidr.of(route.destinationCidrBlock()).toString()
        : route.destinationIpv6CidrBlock() != null
            ? Ipv6Cidr.of(route.destinationIpv6CidrBlock()).toString()
            : route.destinationPrefixListId();
  }
}

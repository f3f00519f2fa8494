package dev.referee.testkit.embedded;

import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** Keeps the routes of route tables: a route whose target is gone is a black hole. */
final class Routes {
  private final Ec2 ec2;

  Routes(Ec2 ec2) {
    this.ec2 = ec2;
  }

  CreateRouteResponse create(CreateRouteRequest request, Call call) {
    RouteTable table = ec2.routeTables.get(request.routeTableId());
    Route route = targeted(Members.overlay(request, Route.builder()), request.vpcEndpointId());
    if (table.routes().stream().anyMatch(one -> sameDestination(one, route))) {
      throw new AwsError(
          400,
          "RouteAlreadyExists",
          "The route identified by " + destination(route) + " already exists.");
    }
    add(table.routeTableId(), same -> route.toBuilder());
    return CreateRouteResponse.builder().returnValue(true).build();
  }

  void add(String tableId, UnaryOperator<Route.Builder> what) {
    Route route = what.apply(Route.builder()).origin(RouteOrigin.CREATE_ROUTE).build();
    ec2.routeTables.change(
        tableId,
        routes -> {
          routes.add(route);
          return routes;
        });
  }

  ReplaceRouteResponse replace(ReplaceRouteRequest request, Call call) {
    RouteTable table = ec2.routeTables.get(request.routeTableId());
    Route.Builder given = Members.overlay(request, Route.builder());
    Route route =
        Boolean.TRUE.equals(request.localTarget())
            ? given.gatewayId("local").build()
            : targeted(given, request.vpcEndpointId());
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
    Route route = Members.overlay(request, Route.builder()).build();
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
          routes.removeIf(one -> sameDestination(one, route));
          return routes;
        });
    return DeleteRouteResponse.builder().build();
  }

  /** Puts the routes of a gateway endpoint in or takes them out. */
  void endpoint(String tableId, String prefixListId, String endpointId, boolean present) {
    ec2.routeTables.change(
        tableId,
        routes -> {
          routes.removeIf(one -> endpointId.equals(one.gatewayId()));
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
      return ec2
          .interfaces
          .where(face -> face.networkInterfaceId().equals(route.networkInterfaceId()))
          .stream()
          .anyMatch(face -> route.instanceId() == null || runs(route.instanceId()));
    }
    return true;
  }

  private boolean runs(String instanceId) {
    Instance instance = ec2.instances.find(instanceId);
    return instance != null && Instances.is(instance, InstanceStateName.RUNNING);
  }

  /** Returns the route with its destination and target checked, and an instance's interface. */
  private Route targeted(Route.Builder given, String endpointId) {
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
      throw InstanceLauncher.missing("destinationCidrBlock");
    }
    String gateway = route.gatewayId();
    if (gateway != null && gateway.startsWith("igw-")) {
      ec2.internetGateways.get(gateway);
    } else if (gateway != null && gateway.startsWith("vpce-")) {
      ec2.endpoints.get(gateway);
    } else if (route.natGatewayId() != null) {
      ec2.natGateways.get(route.natGatewayId());
    } else if (route.egressOnlyInternetGatewayId() != null) {
      ec2.egressOnlyGateways.get(route.egressOnlyInternetGatewayId());
    } else if (route.instanceId() != null) {
      ec2.instances.get(route.instanceId());
      return route.toBuilder()
          .networkInterfaceId(
              ec2.interfaces.ofInstance(route.instanceId()).get(0).networkInterfaceId())
          .instanceOwnerId(ec2.home.accountId())
          .build();
    } else if (route.networkInterfaceId() != null) {
      String instanceId = Interfaces.instanceId(ec2.interfaces.get(route.networkInterfaceId()));
      return route.toBuilder().instanceId(instanceId).build();
    } else if (gateway == null
        && route.transitGatewayId() == null
        && route.vpcPeeringConnectionId() == null
        && route.carrierGatewayId() == null
        && route.localGatewayId() == null) {
      throw InstanceLauncher.missing("gatewayId");
    }
    return route;
  }

  private static void mustHave(RouteTable table, Route wanted) {
    if (table.routes().stream().noneMatch(one -> sameDestination(one, wanted))) {
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

  private static boolean sameDestination(Route one, Route other) {
    return Objects.equals(destination(one), destination(other));
  }

  private static String destination(Route route) {
    return route.destinationCidrBlock() != null
        ? Cidr.of(route.destinationCidrBlock()).toString()
        : route.destinationIpv6CidrBlock() != null
            ? Ipv6Cidr.of(route.destinationIpv6CidrBlock()).toString()
            : route.destinationPrefixListId();
  }
}

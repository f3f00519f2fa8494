package dev.referee.testkit.embedded.ec2;

import static java.util.stream.Collectors.partitioningBy;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteOrigin;
import software.amazon.awssdk.services.ec2.model.RouteTable;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociationState;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** An emulation of route tables and their associations; their routes are {@link Routes}. */
final class RouteTables {
  private static final RouteTableAssociationState ASSOCIATED =
      RouteTableAssociationState.builder().state("associated").build();

  private final Ec2 ec2;
  private final ResourceTable<RouteTable> table;

  RouteTables(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "rtb",
                "route-table",
                "InvalidRouteTableID.NotFound",
                "InvalidRouteTableId.Malformed",
                "The routeTable ID '%s' does not exist"),
            RouteTable::routeTableId,
            (table, tags) ->
                table.toBuilder().routes(ec2.routes.withState(table)).tags(tags).build(),
            new Filters<RouteTable>()
                .any("association.gateway-id", ofAssociations(RouteTableAssociation::gatewayId))
                .any("association.main", ofAssociations(RouteTableAssociation::main))
                .any(
                    "association.route-table-association-id",
                    ofAssociations(RouteTableAssociation::routeTableAssociationId))
                .any(
                    "association.route-table-id",
                    ofAssociations(RouteTableAssociation::routeTableId))
                .any("association.subnet-id", ofAssociations(RouteTableAssociation::subnetId))
                .on("owner-id", RouteTable::ownerId)
                .on("route-table-id", RouteTable::routeTableId)
                .any("route.destination-cidr-block", ofRoutes(Route::destinationCidrBlock))
                .any("route.destination-ipv6-cidr-block", ofRoutes(Route::destinationIpv6CidrBlock))
                .any("route.destination-prefix-list-id", ofRoutes(Route::destinationPrefixListId))
                .any(
                    "route.egress-only-internet-gateway-id",
                    ofRoutes(Route::egressOnlyInternetGatewayId))
                .any("route.gateway-id", ofRoutes(Route::gatewayId))
                .any("route.instance-id", ofRoutes(Route::instanceId))
                .any("route.nat-gateway-id", ofRoutes(Route::natGatewayId))
                .any("route.transit-gateway-id", ofRoutes(Route::transitGatewayId))
                .any("route.vpc-peering-connection-id", ofRoutes(Route::vpcPeeringConnectionId))
                .any("route.origin", ofRoutes(Route::originAsString))
                .any(
                    "route.state",
                    table ->
                        ec2.routes.withState(table).stream().map(Route::stateAsString).toList())
                .on("vpc-id", RouteTable::vpcId));
  }

  private static Function<RouteTable, Collection<String>> ofRoutes(
      Function<Route, @Nullable Object> part) {
    return table -> texts(table.routes().stream().map(part));
  }

  private static Function<RouteTable, Collection<String>> ofAssociations(
      Function<RouteTableAssociation, @Nullable Object> part) {
    return table -> texts(table.associations().stream().map(part));
  }

  private static List<String> texts(Stream<@Nullable Object> values) {
    return values.flatMap(Stream::ofNullable).map(Object::toString).toList();
  }

  CreateRouteTableResponse create(CreateRouteTableRequest request, Call call) {
    RouteTable made = make(ec2.vpcs.get(request.vpcId()));
    ec2.tags.specified(made.routeTableId(), request.tagSpecifications());
    return CreateRouteTableResponse.builder().routeTable(table.tagged(made)).build();
  }

  void mainOf(Vpc vpc) {
    RouteTable made = make(vpc);
    join(made.routeTableId(), association(made.routeTableId()).main(true).build());
  }

  private RouteTable make(Vpc vpc) {
    RouteTable made =
        RouteTable.builder()
            .routeTableId(ec2.ids.next("rtb"))
            .vpcId(vpc.vpcId())
            .ownerId(ec2.context.accountId())
            .routes(local(vpc))
            .associations(List.of())
            .propagatingVgws(List.of())
            .build();
    table.put(made);
    return made;
  }

  private static List<Route> local(Vpc vpc) {
    Route.Builder local = Route.builder().gatewayId("local").origin(RouteOrigin.CREATE_ROUTE_TABLE);
    List<Route> routes = new ArrayList<>();
    VpcRanges.ranges(vpc)
        .forEach(range -> routes.add(local.destinationCidrBlock(range.toString()).build()));
    local.destinationCidrBlock(null);
    VpcRanges.ipv6(vpc)
        .forEach(range -> routes.add(local.destinationIpv6CidrBlock(range.toString()).build()));
    return routes;
  }

  /** Gives a VPC's tables the local routes of the ranges that it has by now, and no others. */
  void refreshLocal(String vpcId) {
    List<Route> wanted = local(ec2.vpcs.get(vpcId));
    for (RouteTable one : table.all(table -> table.vpcId().equals(vpcId))) {
      change(
          one.routeTableId(),
          routes -> {
            Map<Boolean, List<Route>> parts =
                routes.stream()
                    .collect(
                        partitioningBy(route -> route.origin() == RouteOrigin.CREATE_ROUTE_TABLE));
            List<Route> all = new ArrayList<>(wanted);
            all.replaceAll(route -> Routes.sameIn(parts.getOrDefault(true, List.of()), route));
            all.addAll(parts.getOrDefault(false, List.of()));
            return all;
          });
    }
  }

  DescribeRouteTablesResponse describe(DescribeRouteTablesRequest request, Call call) {
    Page<RouteTable> page =
        Page.of(
            table.describe(request.routeTableIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeRouteTablesResponse.builder()
        .routeTables(page.items())
        .nextToken(page.next())
        .build();
  }

  DeleteRouteTableResponse delete(DeleteRouteTableRequest request, Call call) {
    if (!get(request.routeTableId()).associations().isEmpty()) {
      throw Vpcs.dependency("routeTable", request.routeTableId());
    }
    table.remove(request.routeTableId());
    return DeleteRouteTableResponse.builder().build();
  }

  AssociateRouteTableResponse associate(AssociateRouteTableRequest request, Call call) {
    RouteTable one = get(request.routeTableId());
    RouteTableAssociation.Builder made = association(one.routeTableId());
    if (request.subnetId() == null) {
      made.gatewayId(request.gatewayId());
    } else {
      String subnetId = ec2.subnets.get(request.subnetId()).subnetId();
      sameNetwork(one, subnetId);
      if (!table.all(table -> has(table, other -> subnetId.equals(other.subnetId()))).isEmpty()) {
        throw new AwsError(
            400,
            "Resource.AlreadyAssociated",
            "the specified association for route table conflicts with an existing association");
      }
      made.subnetId(subnetId);
    }
    RouteTableAssociation association = made.build();
    join(one.routeTableId(), association);
    return AssociateRouteTableResponse.builder()
        .associationId(association.routeTableAssociationId())
        .associationState(ASSOCIATED)
        .build();
  }

  private void sameNetwork(RouteTable table, String subnetId) {
    if (!ec2.subnets.get(subnetId).vpcId().equals(table.vpcId())) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "route table "
              + table.routeTableId()
              + " and subnet "
              + subnetId
              + " belong to different networks");
    }
  }

  DisassociateRouteTableResponse disassociate(DisassociateRouteTableRequest request, Call call) {
    RouteTableAssociation old =
        association(byAssociation(request.associationId()), request.associationId());
    if (Boolean.TRUE.equals(old.main())) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "cannot disassociate the main route table association " + request.associationId());
    }
    part(association -> association.routeTableAssociationId().equals(request.associationId()));
    return DisassociateRouteTableResponse.builder().build();
  }

  ReplaceRouteTableAssociationResponse replace(
      ReplaceRouteTableAssociationRequest request, Call call) {
    RouteTable target = get(request.routeTableId());
    RouteTableAssociation old =
        association(byAssociation(request.associationId()), request.associationId());
    if (old.subnetId() != null) {
      sameNetwork(target, old.subnetId());
    }
    part(association -> association.routeTableAssociationId().equals(request.associationId()));
    RouteTableAssociation moved =
        association(target.routeTableId()).main(old.main()).subnetId(old.subnetId()).build();
    join(target.routeTableId(), moved);
    return ReplaceRouteTableAssociationResponse.builder()
        .newAssociationId(moved.routeTableAssociationId())
        .associationState(ASSOCIATED)
        .build();
  }

  RouteTable get(String id) {
    return table.get(id);
  }

  RouteTable main(String vpcId) {
    return table
        .all(table -> table.vpcId().equals(vpcId) && has(table, RouteTableAssociation::main))
        .get(0);
  }

  /** Returns the table that a subnet's packets go by: its own, or the main one of its VPC. */
  RouteTable ofSubnet(String subnetId) {
    return table
        .all(table -> has(table, association -> subnetId.equals(association.subnetId())))
        .stream()
        .findFirst()
        .orElseGet(() -> main(ec2.subnets.get(subnetId).vpcId()));
  }

  void change(String id, UnaryOperator<List<Route>> change) {
    table.change(
        id,
        table -> table.toBuilder().routes(change.apply(new ArrayList<>(table.routes()))).build());
  }

  /** Ends a subnet's association. */
  void leave(String subnetId) {
    part(association -> subnetId.equals(association.subnetId()));
  }

  boolean hasOwn(String vpcId) {
    return !table
        .all(table -> table.vpcId().equals(vpcId) && !has(table, RouteTableAssociation::main))
        .isEmpty();
  }

  void forget(String vpcId) {
    table
        .all(table -> table.vpcId().equals(vpcId))
        .forEach(one -> table.remove(one.routeTableId()));
  }

  private RouteTableAssociation.Builder association(String tableId) {
    return RouteTableAssociation.builder()
        .routeTableAssociationId(ec2.ids.next("rtbassoc"))
        .routeTableId(tableId)
        .main(false)
        .associationState(ASSOCIATED);
  }

  private void join(String tableId, RouteTableAssociation association) {
    table.change(
        tableId,
        table -> {
          List<RouteTableAssociation> all = new ArrayList<>(table.associations());
          all.add(association);
          return table.toBuilder().associations(all).build();
        });
  }

  private void part(Predicate<RouteTableAssociation> which) {
    for (RouteTable one : table.all(table -> has(table, which))) {
      table.put(
          one.toBuilder()
              .associations(one.associations().stream().filter(which.negate()).toList())
              .build());
    }
  }

  private static boolean has(RouteTable table, Predicate<RouteTableAssociation> which) {
    return table.associations().stream().anyMatch(which);
  }

  RouteTable byAssociation(String associationId) {
    return table
        .all(table -> has(table, other -> other.routeTableAssociationId().equals(associationId)))
        .stream()
        .findFirst()
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "InvalidAssociationID.NotFound",
                    "The association ID '" + associationId + "' does not exist"));
  }

  private static RouteTableAssociation association(RouteTable table, String associationId) {
    return table.associations().stream()
        .filter(other -> other.routeTableAssociationId().equals(associationId))
        .findFirst()
        .orElseThrow();
  }
}

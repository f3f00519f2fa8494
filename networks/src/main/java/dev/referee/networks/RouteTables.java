package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Maps;
import dev.referee.aws.AnswerReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RouteTableAssociation;

/**
 * The route tables of VPCs by subnet: the associated one, or else the main one of the VPC.
 *
 * <p>Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html">Subnet
 *     route tables</a>
 */
public final class RouteTables {
  private static final String OPERATION = "DescribeRouteTables";

  private final ImmutableMap<String, RouteTable> ofSubnets;
  private final ImmutableMap<String, RouteTable> mains;
  private final ImmutableMap<String, RouteTable> byId;

  private RouteTables(
      Map<String, RouteTable> ofSubnets,
      Map<String, RouteTable> mains,
      Map<String, RouteTable> byId) {
    this.ofSubnets = ImmutableMap.copyOf(ofSubnets);
    this.mains = ImmutableMap.copyOf(mains);
    this.byId = ImmutableMap.copyOf(byId);
  }

  /**
   * Reads the route tables of VPCs: one call, and one for each prefix list that a route names.
   *
   * <p>IAM actions: {@code ec2:DescribeRouteTables}, {@code ec2:GetManagedPrefixListEntries}.
   *
   * @throws dev.referee.Inconclusive if they could not be seen
   */
  public static RouteTables read(Ec2Client ec2, Set<String> vpcIds) {
    ImmutableList<software.amazon.awssdk.services.ec2.model.RouteTable> tables =
        vpcIds.isEmpty()
            ? ImmutableList.of()
            : ec2
                .describeRouteTablesPaginator(
                    request -> request.filters(Filters.of("vpc-id", vpcIds)))
                .routeTables()
                .stream()
                .collect(toImmutableList());
    Set<String> lists =
        tables.stream()
            .flatMap(table -> table.routes().stream())
            .flatMap(route -> Optional.ofNullable(route.destinationPrefixListId()).stream())
            .collect(toImmutableSet());
    Map<String, List<String>> blocks =
        Maps.toMap(ImmutableSet.copyOf(lists), list -> PrefixLists.blocks(ec2, list));
    return of(tables, list -> requireNonNullElse(blocks.get(list), List.of()));
  }

  /** Creates them from a response of EC2. */
  static RouteTables of(
      List<software.amazon.awssdk.services.ec2.model.RouteTable> tables,
      Function<String, List<String>> prefixLists) {
    Map<String, RouteTable> ofSubnets = new HashMap<>();
    Map<String, RouteTable> mains = new HashMap<>();
    Map<String, RouteTable> byId = new HashMap<>();
    for (software.amazon.awssdk.services.ec2.model.RouteTable table : tables) {
      AnswerReader.complete(OPERATION, table, "RouteTableId", "VpcId");
      ImmutableList<Route> routes =
          table.routes().stream()
              .map(route -> route(route, prefixLists))
              .collect(toImmutableList());
      byId.put(table.routeTableId(), new RouteTable(table.routeTableId(), false, routes));
      for (RouteTableAssociation association : table.associations()) {
        if (association.subnetId() != null) {
          ofSubnets.put(
              association.subnetId(), new RouteTable(table.routeTableId(), false, routes));
        } else if (Boolean.TRUE.equals(association.main())) {
          mains.put(table.vpcId(), new RouteTable(table.routeTableId(), true, routes));
        } else if (association.gatewayId() == null) {
          throw AnswerReader.unreadable(OPERATION, "lacks the target of an association");
        }
      }
    }
    return new RouteTables(ofSubnets, mains, byId);
  }

  private static Route route(
      software.amazon.awssdk.services.ec2.model.Route route,
      Function<String, List<String>> prefixLists) {
    String destination =
        Optional.ofNullable(route.destinationCidrBlock())
            .or(() -> Optional.ofNullable(route.destinationIpv6CidrBlock()))
            .or(() -> Optional.ofNullable(route.destinationPrefixListId()))
            .orElseThrow(
                () -> AnswerReader.unreadable(OPERATION, "lacks the destination of a Route"));
    AnswerReader.complete(OPERATION, route, "State");
    List<String> blocks =
        destination.contains("/")
            ? List.of(Cidr.ofAnswer(OPERATION, destination))
            : prefixLists.apply(destination);
    return new Route(
        destination,
        blocks,
        RouteTarget.of(route),
        "blackhole".equals(route.stateAsString()),
        "EnableVgwRoutePropagation".equals(route.originAsString()));
  }

  /**
   * Returns the route table that a subnet uses; empty if it cannot be seen, as in a VPC that
   * another account shares.
   */
  public Optional<RouteTable> of(String vpcId, String subnetId) {
    return Optional.ofNullable(ofSubnets.get(subnetId))
        .or(() -> Optional.ofNullable(mains.get(vpcId)));
  }

  /** Returns a route table by its id. */
  Optional<RouteTable> withId(String id) {
    return Optional.ofNullable(byId.get(id));
  }
}

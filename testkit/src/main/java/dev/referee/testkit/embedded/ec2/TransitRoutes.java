package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateTransitGatewayRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTransitGatewayRouteResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ReplaceTransitGatewayRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceTransitGatewayRouteResponse;
import software.amazon.awssdk.services.ec2.model.SearchTransitGatewayRoutesRequest;
import software.amazon.awssdk.services.ec2.model.SearchTransitGatewayRoutesResponse;
import software.amazon.awssdk.services.ec2.model.TransitGatewayAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRoute;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteAttachment;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteState;
import software.amazon.awssdk.services.ec2.model.TransitGatewayRouteType;
import software.amazon.awssdk.services.ec2.model.TransitGatewayVpcAttachment;
import software.amazon.awssdk.services.ec2.model.Vpc;

/**
 * An emulation of transit gateway routes: static ones, and those propagated from attached VPCs. A
 * route that is set hides a propagated one of the same range.
 */
final class TransitRoutes {
  private static final int MOST = 1000;

  private final Ec2 ec2;
  private final Map<String, Map<String, TransitGatewayRoute>> statics = new LinkedHashMap<>();

  TransitRoutes(Ec2 ec2) {
    this.ec2 = ec2;
  }

  CreateTransitGatewayRouteResponse create(CreateTransitGatewayRouteRequest request, Call call) {
    TransitGatewayRoute made =
        route(
            request.transitGatewayRouteTableId(),
            request.destinationCidrBlock(),
            request.transitGatewayAttachmentId(),
            request.blackhole());
    Map<String, TransitGatewayRoute> routes = of(request.transitGatewayRouteTableId());
    if (routes.containsKey(made.destinationCidrBlock())) {
      throw new AwsError(
          400,
          "RouteAlreadyExists",
          "Route for "
              + made.destinationCidrBlock()
              + " already exists in Transit Gateway Route"
              + " Table "
              + request.transitGatewayRouteTableId());
    }
    routes.put(made.destinationCidrBlock(), made);
    return CreateTransitGatewayRouteResponse.builder().route(current(made)).build();
  }

  ReplaceTransitGatewayRouteResponse replace(ReplaceTransitGatewayRouteRequest request, Call call) {
    TransitGatewayRoute made =
        route(
            request.transitGatewayRouteTableId(),
            request.destinationCidrBlock(),
            request.transitGatewayAttachmentId(),
            request.blackhole());
    if (of(request.transitGatewayRouteTableId()).replace(made.destinationCidrBlock(), made)
        == null) {
      throw notFound(made.destinationCidrBlock(), request.transitGatewayRouteTableId());
    }
    return ReplaceTransitGatewayRouteResponse.builder().route(current(made)).build();
  }

  DeleteTransitGatewayRouteResponse delete(DeleteTransitGatewayRouteRequest request, Call call) {
    String range = normal(request.destinationCidrBlock());
    TransitGatewayRoute removed = of(request.transitGatewayRouteTableId()).remove(range);
    if (removed == null) {
      throw notFound(range, request.transitGatewayRouteTableId());
    }
    return DeleteTransitGatewayRouteResponse.builder()
        .route(removed.toBuilder().state(TransitGatewayRouteState.DELETED).build())
        .build();
  }

  private TransitGatewayRoute route(
      String tableId, String range, @Nullable String attachment, @Nullable Boolean blackhole) {
    ec2.transitTables.get(tableId);
    TransitGatewayRoute.Builder made =
        TransitGatewayRoute.builder()
            .destinationCidrBlock(normal(range))
            .type(TransitGatewayRouteType.STATIC);
    if (Boolean.TRUE.equals(blackhole)) {
      return made.state(TransitGatewayRouteState.BLACKHOLE).build();
    }
    if (attachment == null) {
      throw AwsError.missing("TransitGatewayAttachmentId");
    }
    ec2.transitAttachments.mustBeUsable(attachment);
    return made.state(TransitGatewayRouteState.ACTIVE)
        .transitGatewayAttachments(end(attachment))
        .build();
  }

  private TransitGatewayRouteAttachment end(String attachment) {
    TransitGatewayAttachment end = ec2.transitAttachments.general(attachment);
    return TransitGatewayRouteAttachment.builder()
        .transitGatewayAttachmentId(attachment)
        .resourceType(end.resourceType())
        .resourceId(end.resourceId())
        .build();
  }

  SearchTransitGatewayRoutesResponse search(SearchTransitGatewayRoutesRequest request, Call call) {
    if (request.filters().isEmpty()) {
      throw AwsError.missing("Filters");
    }
    List<TransitGatewayRoute> found = all(request.transitGatewayRouteTableId());
    for (Filter filter : request.filters()) {
      found = FILTERS.containsKey(filter.name()) ? byRange(found, filter) : byValue(found, filter);
    }
    int most =
        Math.min(MOST, request.maxResults() == null ? MOST : Math.max(1, request.maxResults()));
    return SearchTransitGatewayRoutesResponse.builder()
        .routes(found.subList(0, Math.min(found.size(), most)))
        .additionalRoutesAvailable(found.size() > most)
        .build();
  }

  /** Returns every route of a table as it is now. */
  private List<TransitGatewayRoute> all(String tableId) {
    Map<String, TransitGatewayRoute> routes = new LinkedHashMap<>();
    for (String attachment :
        ec2.transitTables.propagatedTo(
            ec2.transitTables.get(tableId).transitGatewayRouteTableId())) {
      TransitGatewayVpcAttachment ofVpc = ec2.transitAttachments.find(attachment);
      if (ofVpc == null) {
        continue;
      }
      Vpc vpc = ec2.vpcs.get(ofVpc.vpcId());
      Stream.concat(VpcRanges.ranges(vpc).stream(), VpcRanges.ipv6(vpc).stream())
          .forEach(
              range ->
                  routes.put(
                      range.toString(),
                      TransitGatewayRoute.builder()
                          .destinationCidrBlock(range.toString())
                          .type(TransitGatewayRouteType.PROPAGATED)
                          .state(TransitGatewayRouteState.ACTIVE)
                          .transitGatewayAttachments(end(attachment))
                          .build()));
    }
    of(tableId).forEach((range, route) -> routes.put(range, current(route)));
    return new ArrayList<>(routes.values());
  }

  /** Returns a route with the state that its attachment gives it. */
  private TransitGatewayRoute current(TransitGatewayRoute route) {
    boolean reaches =
        route.transitGatewayAttachments().stream()
            .anyMatch(end -> ec2.transitAttachments.isAvailable(end.transitGatewayAttachmentId()));
    return reaches ? route : route.toBuilder().state(TransitGatewayRouteState.BLACKHOLE).build();
  }

  private static final Map<String, BiPredicate<TransitGatewayRoute, String>> FILTERS =
      Map.of(
          "route-search.exact-match",
          (route, range) -> route.destinationCidrBlock().equals(normal(range)),
          "route-search.subnet-of-match",
          (route, range) -> contains(range, route.destinationCidrBlock()),
          "route-search.supernet-of-match",
          (route, range) -> contains(route.destinationCidrBlock(), range),
          "route-search.longest-prefix-match",
          (route, range) -> contains(route.destinationCidrBlock(), range));

  private static List<TransitGatewayRoute> byRange(List<TransitGatewayRoute> from, Filter filter) {
    BiPredicate<TransitGatewayRoute, String> test =
        FILTERS.getOrDefault(filter.name(), (route, range) -> false);
    List<TransitGatewayRoute> found =
        from.stream()
            .filter(
                route ->
                    filter.values().stream()
                        .map(value -> value.contains("/") ? value : value + "/32")
                        .anyMatch(value -> test.test(route, value)))
            .toList();
    if (!filter.name().endsWith("longest-prefix-match")) {
      return found;
    }
    int longest = found.stream().mapToInt(TransitRoutes::bits).max().orElse(0);
    return found.stream().filter(route -> bits(route) == longest).toList();
  }

  private static List<TransitGatewayRoute> byValue(List<TransitGatewayRoute> from, Filter filter) {
    return new Filters<TransitGatewayRoute>()
        .on("state", TransitGatewayRoute::stateAsString)
        .on("type", TransitGatewayRoute::typeAsString)
        .on("prefix-list-id", TransitGatewayRoute::prefixListId)
        .any(
            "attachment.transit-gateway-attachment-id",
            route ->
                route.transitGatewayAttachments().stream()
                    .map(TransitGatewayRouteAttachment::transitGatewayAttachmentId)
                    .toList())
        .any(
            "attachment.resource-id",
            route ->
                route.transitGatewayAttachments().stream()
                    .map(TransitGatewayRouteAttachment::resourceId)
                    .toList())
        .any(
            "attachment.resource-type",
            route ->
                route.transitGatewayAttachments().stream()
                    .map(TransitGatewayRouteAttachment::resourceTypeAsString)
                    .toList())
        .select(from, List.of(filter));
  }

  private static int bits(TransitGatewayRoute route) {
    String range = route.destinationCidrBlock();
    return range.contains(":") ? Ipv6Cidr.of(range).bits() : Cidr.of(range).bits();
  }

  private static boolean contains(String outer, String inner) {
    if (outer.contains(":") != inner.contains(":")) {
      return false;
    }
    return outer.contains(":")
        ? Ipv6Cidr.of(outer).contains(Ipv6Cidr.of(inner))
        : Cidr.of(outer).contains(Cidr.of(inner));
  }

  private static String normal(String range) {
    return range.contains(":") ? Ipv6Cidr.of(range).toString() : Cidr.of(range).toString();
  }

  private Map<String, TransitGatewayRoute> of(String tableId) {
    return statics.computeIfAbsent(
        ec2.transitTables.get(tableId).transitGatewayRouteTableId(), same -> new LinkedHashMap<>());
  }

  void forget(String tableId) {
    statics.remove(tableId);
  }

  private static AwsError notFound(String range, String tableId) {
    return new AwsError(
        400,
        "InvalidRoute.NotFound",
        "Route for " + range + " does not exist in Transit Gateway Route Table " + tableId);
  }
}

package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A route table, with the selection of the route that traffic takes.
 *
 * <p>The most specific matching route is used, separately for IPv4 and IPv6. Among routes to the
 * same block, a static route takes precedence over one with a prefix list, and that over a
 * propagated one; the local route takes precedence over every propagated one, however specific. A
 * black hole is also used, and drops its traffic.
 *
 * <p>Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html">How
 *     route priority works</a>
 */
public final class RouteTable {

  /** One block of a route. */
  private record Entry(Route route, Addresses block, int bits) {}

  private final String id;
  private final boolean main;
  private final ImmutableList<Route> routes;
  private final ImmutableList<Entry> entries;

  /**
   * Makes one.
   *
   * @param id its id
   * @param main whether it is used as the VPC's main table, not by an association
   * @param routes its routes, in any order
   */
  RouteTable(String id, boolean main, List<Route> routes) {
    this.id = id;
    this.main = main;
    this.routes = ImmutableList.copyOf(routes);
    List<Route> local = this.routes.stream().filter(Route::isLocal).toList();
    Addresses own = Addresses.of(local.stream().flatMap(route -> route.blocks().stream()).toList());
    this.entries =
        this.routes.stream()
            .flatMap(route -> route.blocks().stream().map(block -> entry(route, block, own)))
            .sorted(
                comparing((Entry entry) -> -entry.bits())
                    .thenComparing(entry -> entry.route().rank())
                    .thenComparing(entry -> entry.route().toString()))
            .collect(toImmutableList());
  }

  private static Entry entry(Route route, String block, Addresses own) {
    Addresses addresses = Addresses.of(block);
    int bits = Integer.parseInt(block.substring(block.indexOf('/') + 1));
    return new Entry(route, route.propagated() ? addresses.minus(own) : addresses, bits);
  }

  /** Returns its id. */
  public String id() {
    return id;
  }

  /** Returns whether a subnet uses it only because it is the VPC's main table. */
  public boolean isMain() {
    return main;
  }

  /** Returns its routes, as in the table. */
  public List<Route> routes() {
    return routes;
  }

  /**
   * Returns the routes that are used for these addresses, and the addresses of each; the most
   * specific routes come first. Addresses without a route are in none.
   */
  public Map<Route, Addresses> lookup(Addresses to) {
    Map<Route, Addresses> taken = new LinkedHashMap<>();
    Addresses rest = to;
    for (Entry entry : entries) {
      Addresses part = rest.and(entry.block());
      if (!part.isEmpty()) {
        taken.merge(entry.route(), part, Addresses::plus);
        rest = rest.minus(part);
      }
    }
    return ImmutableMap.copyOf(taken);
  }

  /** Returns the addresses without a route. */
  public Addresses unrouted(Addresses to) {
    return lookup(to).values().stream().reduce(to, Addresses::minus);
  }

  /**
   * Returns the routes to a kind of target that are really used, with their addresses: without
   * routes that more specific ones hide. Black holes are included.
   */
  public Map<Route, Addresses> leadingTo(RouteTarget.Kind kind) {
    ImmutableMap.Builder<Route, Addresses> leading = ImmutableMap.builder();
    lookup(Addresses.all())
        .forEach(
            (route, addresses) -> {
              if (route.target().kind() == kind) {
                leading.put(route, addresses);
              }
            });
    return leading.buildOrThrow();
  }

  /** Returns its id, and whether it is the main one: {@code rtb-1 (the main route table)}. */
  @Override
  public String toString() {
    return main ? id + " (the VPC's main route table)" : id;
  }
}

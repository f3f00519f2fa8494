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
 * <p>The most specific route that matches is taken, IPv4 and IPv6 apart; among routes to the same
 * block a static one comes before one by prefix list, and that before a propagated one; the local
 * route comes before every propagated one, however specific. A black hole is taken as well, and
 * drops what takes it.
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
   * @param main whether it is taken as the VPC's main table, and not by an association
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

  /** Returns its routes, as the table has them. */
  public List<Route> routes() {
    return routes;
  }

  /**
   * Returns which routes are taken on the way to these addresses, and which of the addresses take
   * each; the most specific routes come first. Addresses without a route are in none.
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

  /** Returns those of the addresses that no route leads to. */
  public Addresses unrouted(Addresses to) {
    return lookup(to).values().stream().reduce(to, Addresses::minus);
  }

  /**
   * Returns the routes to something of a kind that are really taken, and by which addresses:
   * without those that more specific routes hide. Black holes are among them.
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

  /** Returns how a subnet comes to use it: {@code rtb-1 (the main route table)}. */
  @Override
  public String toString() {
    return main ? id + " (the VPC's main route table)" : id;
  }
}

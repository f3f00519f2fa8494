package dev.referee.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A small random network, described by numbers and text only. It has a private subnet, a NAT
 * gateway in another one, an internet gateway, and what packets meet on the way to eight addresses.
 *
 * <p>It sends packets itself, one by one, and does not use the classes that it is there to judge.
 */
final class RandomNetwork {
  static final String[] FAR = {"8.8.8.0", "8.8.8.1", "8.8.8.2", "8.8.8.3", "8.8.8.4", "8.8.8.5"};
  static final String[] NEAR = {"10.0.1.0", "10.0.1.1", "10.0.1.2", "10.0.1.3"};
  static final String[] LIST = {"8.8.8.0/30", "8.8.8.4/32"};

  private static final String NAT_ADDRESS = "10.0.0.9";
  private static final int[] EPHEMERAL = {32768, 40000, 40001, 49151, 49152, 60999};
  private static final int[] NAT_EPHEMERAL = {
    1024, 32767, 32768, 40000, 40001, 49151, 49152, 60999, 61000, 65535
  };
  private static final String[] BLOCKS = {
    "0.0.0.0/0", "8.8.8.0/29", "8.8.8.0/30", "8.8.8.4/31", "8.8.8.2/32", "10.0.0.0/16"
  };
  private static final int[][] PORTS = {
    {0, 65535}, {0, 65535}, {443, 443}, {1024, 65535}, {32768, 60999}, {40001, 65535}, {80, 80}
  };

  /** A rule of a network ACL. */
  record Rule(int number, boolean egress, boolean allow, int from, int to, String block) {}

  /** A route; {@code destination} is a block or {@code pl-1}. */
  record Hop(String destination, String target, boolean blackhole, boolean propagated) {}

  /** The result of sending a packet. */
  enum Fate {
    ARRIVES,
    LOST,
    UNSEEN
  }

  final List<Rule> ownAcl = new ArrayList<>();
  final List<Rule> natAcl = new ArrayList<>();
  final List<Hop> ownRoutes = new ArrayList<>();
  final List<Hop> natRoutes = new ArrayList<>();

  /** The outbound addresses that the group allows on TCP 443; null for no group. */
  final @Nullable List<String> group;

  final boolean attached;
  final boolean natIsPublic;
  final String natState;
  final boolean mapsPublic;

  /** The running instances of the private subnet: whether each has a public address. */
  final List<Boolean> instances = new ArrayList<>();

  RandomNetwork(Random random) {
    acl(random, ownAcl);
    acl(random, natAcl);
    routes(
        random, ownRoutes, "nat-1", "nat-1", "nat-1", "nat-1", "igw-1", "pcx-1", "vgw-1", "eni-9");
    routes(
        random, natRoutes, "igw-1", "igw-1", "igw-1", "igw-1", "nat-1", "pcx-1", "vgw-1", "eni-9");
    attached = random.nextInt(12) > 0;
    natIsPublic = random.nextInt(12) > 0;
    natState = random.nextInt(12) > 0 ? "available" : "deleted";
    mapsPublic = random.nextBoolean();
    for (int i = random.nextInt(3); i > 0; i--) {
      instances.add(random.nextBoolean());
    }
    group = random.nextInt(3) > 0 ? null : new ArrayList<>();
    for (int i = random.nextInt(3); group != null && i >= 0; i--) {
      group.add(random.nextInt(2) == 0 ? "0.0.0.0/0" : BLOCKS[random.nextInt(5)]);
    }
  }

  private static void acl(Random random, List<Rule> acl) {
    for (boolean egress : new boolean[] {true, false}) {
      for (int i = random.nextInt(3); i > 0; i--) {
        int[] ports = PORTS[random.nextInt(PORTS.length)];
        String block = BLOCKS[random.nextInt(BLOCKS.length)];
        boolean allow = random.nextInt(3) > 0;
        acl.add(new Rule(10 * i + random.nextInt(5), egress, allow, ports[0], ports[1], block));
      }
      if (random.nextInt(6) > 0) {
        acl.add(new Rule(100, egress, true, 0, 65535, "0.0.0.0/0"));
      }
    }
  }

  private static void routes(Random random, List<Hop> routes, String... targets) {
    List<String> open = new ArrayList<>(List.of(BLOCKS).subList(0, 5));
    open.add("pl-1");
    for (int i = random.nextInt(4); i >= 0; i--) {
      String to = i == 0 ? "0.0.0.0/0" : open.get(random.nextInt(open.size()));
      String target = targets[random.nextInt(targets.length)];
      boolean propagated = target.equals("vgw-1") && !to.equals("pl-1");
      boolean known =
          routes.stream()
              .anyMatch(each -> each.destination().equals(to) && each.propagated() == propagated);
      if (!known) {
        routes.add(new Hop(to, target, random.nextInt(12) == 0, propagated));
      }
    }
    routes.add(new Hop("10.0.0.0/16", "local", false, false));
  }

  /** Sends a packet to TCP 443 from each port that may be chosen, and an answer to each. */
  Fate send(String near, String far) {
    if (group != null && group.stream().noneMatch(block -> within(far, block))) {
      return Fate.LOST;
    }
    if (!lets(ownAcl, true, far, 443)) {
      return Fate.LOST;
    }
    for (int port : EPHEMERAL) {
      if (!lets(ownAcl, false, far, port)) {
        return Fate.LOST;
      }
    }
    Hop route = route(ownRoutes, far);
    if (route == null || drops(route)) {
      return Fate.LOST;
    }
    return switch (route.target()) {
      case "vgw-1" -> Fate.UNSEEN;
      case "igw-1" -> attached && isAddressed() ? Fate.ARRIVES : Fate.LOST;
      case "nat-1" -> translate(near, far);
      default -> Fate.LOST;
    };
  }

  /** An attached internet gateway accepts all traffic, whatever the state of the route. */
  private static boolean drops(Hop route) {
    return route.target().equals("eni-9") || (route.blackhole() && !route.target().equals("igw-1"));
  }

  /** A single instance has an address or not; in a subnet, all instances need one. */
  private boolean isAddressed() {
    return mapsPublic || (group == null && !instances.contains(false));
  }

  private Fate translate(String near, String far) {
    if (!natState.equals("available") || !lets(natAcl, false, near, 443)) {
      return Fate.LOST;
    }
    for (int port : EPHEMERAL) {
      if (!lets(natAcl, true, near, port)) {
        return Fate.LOST;
      }
    }
    if (!lets(natAcl, true, far, 443)) {
      return Fate.LOST;
    }
    for (int port : NAT_EPHEMERAL) {
      if (!lets(natAcl, false, far, port)) {
        return Fate.LOST;
      }
    }
    Hop route = route(natRoutes, far);
    if (route == null || drops(route)) {
      return Fate.LOST;
    }
    return switch (route.target()) {
      case "vgw-1" -> Fate.UNSEEN;
      case "igw-1" -> attached && natIsPublic ? Fate.ARRIVES : Fate.LOST;
      default -> Fate.LOST;
    };
  }

  private static boolean lets(List<Rule> acl, boolean egress, String far, int port) {
    Rule first = null;
    for (Rule rule : acl) {
      boolean matches =
          rule.egress() == egress
              && rule.from() <= port
              && port <= rule.to()
              && within(far, rule.block());
      if (matches && (first == null || rule.number() < first.number())) {
        first = rule;
      }
    }
    return first != null && first.allow();
  }

  private static @Nullable Hop route(List<Hop> routes, String far) {
    Hop best = null;
    int bestBits = -1;
    for (Hop hop : routes) {
      for (String block :
          hop.destination().equals("pl-1") ? LIST : new String[] {hop.destination()}) {
        int bits = Integer.parseInt(block.substring(block.indexOf('/') + 1));
        boolean better =
            bits > bestBits || (bits == bestBits && best != null && rank(hop) < rank(best));
        if (within(far, block) && better) {
          best = hop;
          bestBits = bits;
        }
      }
    }
    return best;
  }

  private static int rank(Hop hop) {
    return hop.propagated() ? 3 : hop.destination().equals("pl-1") ? 2 : 1;
  }

  private static boolean within(String address, String block) {
    int bits = Integer.parseInt(block.substring(block.indexOf('/') + 1));
    long mask = bits == 0 ? 0 : -1L << (32 - bits);
    return (number(address) & mask) == (number(block.replaceFirst("/.*", "")) & mask);
  }

  private static long number(String address) {
    long number = 0;
    for (String part : address.split("\\.", -1)) {
      number = number * 256 + Integer.parseInt(part);
    }
    return number;
  }

  static String natAddress() {
    return NAT_ADDRESS;
  }

  @Override
  public String toString() {
    return ("routes %s, ACL %s, group %s; NAT %s, public %s: routes %s, ACL %s; attached %s, maps"
            + " %s, instances %s")
        .formatted(
            ownRoutes,
            ownAcl,
            group,
            natState,
            natIsPublic,
            natRoutes,
            natAcl,
            attached,
            mapsPublic,
            instances);
  }
}

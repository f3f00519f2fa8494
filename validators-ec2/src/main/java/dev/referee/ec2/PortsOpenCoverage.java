package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Inconclusive;
import dev.referee.networks.Addresses;
import dev.referee.networks.GroupRule;
import dev.referee.networks.RulePeer;
import dev.referee.networks.Traffic;
import dev.referee.networks.TrafficBounds;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A comparison of security group rules of one direction with required and forbidden traffic.
 *
 * <p>References of a rule are resolved only if the result depends on them.
 */
final class PortsOpenCoverage {
  private static final Traffic IPV4 = Traffic.of("-1", Addresses.of("0.0.0.0/0"));
  private static final BigInteger IPV4_SLASH_8 = BigInteger.ONE.shiftLeft(32 - 8);
  private static final BigInteger IPV6_SLASH_32 = BigInteger.ONE.shiftLeft(128 - 32);

  /**
   * The traffic that a rule allows but should not.
   *
   * @param rule the rule
   * @param tooMuch that part of it
   * @param whoever whether it is open to any future member of the group that the rule refers to
   */
  record Excess(GroupRule rule, Traffic tooMuch, boolean whoever) {}

  /**
   * Traffic together with the source or destination that a rule may refer to.
   *
   * @param ports the ports, with any addresses
   * @param peer the other end
   */
  record Wanted(Traffic ports, RulePeer peer) {}

  /** The kinds of sources and destinations, the cheapest to resolve first. */
  private static final ImmutableList<Class<? extends RulePeer>> KINDS =
      ImmutableList.of(
          RulePeer.Block.class,
          RulePeer.PrefixList.class,
          RulePeer.Group.class,
          RulePeer.Unknown.class);

  private final ImmutableList<GroupRule> rules;
  private final BiFunction<Traffic, RulePeer, TrafficBounds> resolver;

  /**
   * Creates a comparison for rules.
   *
   * @param rules the rules of one direction
   * @param resolver returns the traffic that a rule allows on some ports
   */
  PortsOpenCoverage(List<GroupRule> rules, BiFunction<Traffic, RulePeer, TrafficBounds> resolver) {
    this.rules = ImmutableList.copyOf(rules);
    this.resolver = resolver;
  }

  /** Returns the rules for those ports. */
  List<GroupRule> about(Traffic ports) {
    return rules.stream()
        .filter(rule -> !rule.ports().and(ports).isEmpty())
        .collect(toImmutableList());
  }

  /**
   * Returns the required traffic that is not open; for a group without members, the ports with any
   * address.
   *
   * @throws Inconclusive if that is unknown
   */
  Traffic missing(Wanted wanted) {
    if (wanted.peer() instanceof RulePeer.Block block) {
      return missing(TrafficBounds.of(wanted.ports().and(Traffic.of("-1", block.addresses()))));
    }
    Traffic left = wanted.ports();
    for (GroupRule rule : rules) {
      left = isSame(rule.peer(), wanted.peer()) ? left.minus(rule.ports()) : left;
    }
    if (left.isEmpty()) {
      return left;
    }
    if (about(left).isEmpty()) {
      return left;
    }
    TrafficBounds all = resolver.apply(left, wanted.peer());
    TrafficBounds four = all.and(IPV4); // members use IPv4 with each other if they have it
    TrafficBounds reach =
        wanted.peer() instanceof RulePeer.Group && !four.possible().isEmpty() ? four : all;
    return reach.isEmpty() ? unlessUnknown(left) : missing(reach);
  }

  /**
   * Returns the traffic of a source or destination without addresses, which no rule names.
   *
   * @throws Inconclusive if a rule with an unknown source or destination may name it
   */
  private Traffic unlessUnknown(Traffic left) {
    TrafficBounds missing = TrafficBounds.of(left).minus(unknown(left));
    return missing.isEmpty() ? Traffic.none() : missing.certain();
  }

  private static void raise(Inconclusive unseen) {
    throw unseen;
  }

  /** Returns the traffic on some ports of rules with an unknown source or destination. */
  private TrafficBounds unknown(Traffic ports) {
    return rules.stream()
        .filter(rule -> rule.peer() instanceof RulePeer.Unknown)
        .map(rule -> resolver.apply(rule.ports().and(ports), rule.peer()))
        .reduce(TrafficBounds.none(), TrafficBounds::plus);
  }

  private Traffic missing(TrafficBounds wanted) {
    TrafficBounds open = TrafficBounds.none();
    List<GroupRule> about = about(wanted.possible());
    for (Class<?> kind : KINDS) {
      for (GroupRule rule : about) {
        if (kind.isInstance(rule.peer())) {
          open =
              open.plus(
                  resolver.apply(rule.ports().and(wanted.possible().anywhere()), rule.peer()));
        }
      }
      if (wanted.possible().minus(open.certain()).isEmpty()) {
        return Traffic.none();
      }
    }
    TrafficBounds missing = wanted.minus(open);
    return missing.isEmpty() ? Traffic.none() : missing.certain();
  }

  /**
   * Returns what all rules together open to the internet on some ports: to more public addresses
   * than an IPv4 block of /8 or an IPv6 block of /32 has.
   *
   * @throws Inconclusive if that is unknown
   */
  List<Excess> toAnywhere(Traffic ports, List<Wanted> permitted) {
    Traffic area = ports.and(Traffic.of("-1", Addresses.internet()));
    return excess(
        ports,
        rule -> !(rule.peer() instanceof RulePeer.Group),
        reach -> reach.and(area),
        permitted,
        PortsOpenCoverage::wide);
  }

  /**
   * Returns the forbidden traffic that is open.
   *
   * @throws Inconclusive if that is unknown
   */
  List<Excess> to(Wanted forbidden, List<Wanted> permitted) {
    ImmutableList.Builder<Excess> found = ImmutableList.builder();
    for (GroupRule rule : rules) {
      Traffic ports = unexcused(rule, permitted).and(forbidden.ports());
      if (isSame(rule.peer(), forbidden.peer()) && !ports.isEmpty()) {
        found.add(new Excess(rule, ports, true));
      }
    }
    List<Excess> named = found.build();
    try {
      ImmutableList<Excess> all =
          ImmutableList.<Excess>builder()
              .addAll(named)
              .addAll(
                  excess(
                      forbidden.ports(),
                      rule -> !isSame(rule.peer(), forbidden.peer()),
                      reach -> reach.and(resolver.apply(forbidden.ports(), forbidden.peer())),
                      permitted,
                      UnaryOperator.identity()))
              .build();
      if (all.isEmpty() && !(forbidden.peer() instanceof RulePeer.Block)) {
        unknown(forbidden.ports()).unseen().ifPresent(PortsOpenCoverage::raise);
      }
      return all;
    } catch (Inconclusive e) {
      if (named.isEmpty()) {
        throw e;
      }
      return named;
    }
  }

  /**
   * Returns what is open beyond the permitted traffic. A group without members is open to any
   * future member.
   *
   * @throws Inconclusive if that is unknown
   */
  List<Excess> beyond(List<Wanted> permitted) {
    ImmutableList.Builder<Excess> joining = ImmutableList.builder();
    for (GroupRule rule : rules) {
      Traffic ports = unexcused(rule, permitted);
      boolean open =
          rule.peer() instanceof RulePeer.Group group && !group.stale() && !ports.isEmpty();
      if (open && resolver.apply(ports, rule.peer()).possible().isEmpty()) {
        joining.add(new Excess(rule, ports, true));
      }
    }
    List<Excess> whoever = joining.build();
    try {
      return ImmutableList.<Excess>builder()
          .addAll(whoever)
          .addAll(
              excess(
                  Traffic.all(),
                  rule -> true,
                  UnaryOperator.identity(),
                  permitted,
                  UnaryOperator.identity()))
          .build();
    } catch (Inconclusive e) {
      if (whoever.isEmpty()) {
        throw e;
      }
      return whoever;
    }
  }

  /** A rule with the part of it that is compared. */
  private record Part(GroupRule rule, TrafficBounds reach) {}

  private List<Excess> excess(
      Traffic ports,
      Predicate<GroupRule> counts,
      UnaryOperator<TrafficBounds> within,
      List<Wanted> permitted,
      UnaryOperator<Traffic> matters) {
    List<Part> parts = new ArrayList<>();
    for (GroupRule rule : rules) {
      Traffic left = unexcused(rule, permitted).and(ports);
      if (counts.test(rule) && !left.isEmpty()) {
        TrafficBounds reach = within.apply(resolver.apply(left, rule.peer()));
        parts.add(new Part(rule, reach));
      }
    }
    if (parts.stream().allMatch(part -> part.reach().possible().isEmpty())) {
      return List.of();
    }
    TrafficBounds exempt =
        permitted.stream()
            .map(wanted -> resolver.apply(wanted.ports().and(ports), wanted.peer()))
            .reduce(TrafficBounds.none(), TrafficBounds::plus);
    TrafficBounds total = TrafficBounds.none();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      parts.set(i, new Part(part.rule(), part.reach().minus(exempt)));
      total = total.plus(parts.get(i).reach());
    }
    Traffic certain = matters.apply(total.certain());
    if (certain.isEmpty()) {
      Optional<Inconclusive> unseen = total.unseen();
      if (unseen.isPresent() && !matters.apply(total.possible()).isEmpty()) {
        throw unseen.get();
      }
      return List.of();
    }
    List<Excess> all =
        parts.stream()
            .map(part -> new Excess(part.rule(), part.reach().certain().and(certain), false))
            .filter(excess -> !excess.tooMuch().isEmpty())
            .collect(toImmutableList());
    List<Excess> mattering =
        all.stream()
            .filter(excess -> !matters.apply(excess.tooMuch()).isEmpty())
            .collect(toImmutableList());
    return mattering.isEmpty() ? all : mattering;
  }

  /** Returns the ports of a rule without those for which its source or destination is permitted. */
  private static Traffic unexcused(GroupRule rule, List<Wanted> permitted) {
    Traffic ports = rule.ports();
    for (Wanted wanted : permitted) {
      ports = isSame(rule.peer(), wanted.peer()) ? ports.minus(wanted.ports()) : ports;
    }
    return ports;
  }

  private static boolean isSame(RulePeer peer, RulePeer other) {
    if (peer instanceof RulePeer.Group group && other instanceof RulePeer.Group that) {
      return group.id().equals(that.id()) && !group.stale();
    }
    return peer instanceof RulePeer.PrefixList && peer.equals(other);
  }

  /** Returns the traffic that is open to a large part of the internet. */
  static Traffic wide(Traffic open) {
    return open.where(
        addresses ->
            addresses.and(Addresses.of("0.0.0.0/0")).size().compareTo(IPV4_SLASH_8) > 0
                || addresses.and(Addresses.of("::/0")).size().compareTo(IPV6_SLASH_32) > 0);
  }
}

package dev.referee.network;

import static dev.referee.network.Hops.ENDPOINT_GROUPS;
import static dev.referee.network.Hops.GROUPS_OUT;
import static dev.referee.network.Hops.NAT_GROUPS;

import com.google.common.collect.ImmutableSet;
import java.util.List;

/** Asks security groups, which let the answers of what they let through pass by themselves. */
final class GroupHops {
  private final SecurityGroups groups;

  GroupHops(SecurityGroups groups) {
    this.groups = groups;
  }

  /** Asks the groups of where the way begins; a subnet has none. */
  Traffic out(Origin from, Ask ask, Trail trail) {
    Traffic asked = ask.traffic();
    if (from.groups().isEmpty()) {
      return asked;
    }
    return trail.on(
        GROUPS_OUT,
        () -> {
          Reach reach = groups.outbound(from.groups());
          String names = Words.list(from.groups().asList());
          if (reach.covers(asked)) {
            trail.passes(
                GROUPS_OUT, names, "Allowed out of %s by %s.".formatted(from.name(), names));
          } else {
            trail.blocks(
                GROUPS_OUT,
                names,
                "outbound rules that allow " + ask.words(),
                "No outbound rule of %s, which %s has, allows %s."
                    .formatted(
                        names, from.name(), ask.to(asked.minus(reach.surely()).far()).words()),
                "Add an outbound rule to %s that allows %s."
                    .formatted(one(from.groups()), ask.words()));
          }
          return asked.and(reach.perhaps());
        });
  }

  /** Asks the groups of a NAT instance: in from where the way begins, and out again. */
  Traffic through(Origin nat, Origin from, Ask ask, Trail trail) {
    return trail.on(
        NAT_GROUPS,
        () -> {
          String names = Words.list(nat.groups().asList());
          Traffic in = ask.with(from.addresses().and(Walk.family(ask.to())));
          Reach out = groups.outbound(nat.groups());
          Reach reach = inbound(nat.groups(), from);
          boolean letsIn = reach.covers(in);
          boolean letsOut = out.covers(ask.traffic());
          if (letsIn && letsOut) {
            trail.passes(NAT_GROUPS, names, "Allowed in and out by %s.".formatted(names));
            return ask.traffic();
          }
          trail.blocks(
              NAT_GROUPS,
              names,
              letsIn
                  ? "outbound rules that allow " + ask.words()
                  : "inbound rules that allow " + in,
              letsIn
                  ? "No outbound rule of %s, which %s has, allows %s."
                      .formatted(
                          names,
                          nat.name(),
                          ask.to(ask.traffic().minus(out.surely()).far()).words())
                  : "No inbound rule of %s, which %s has, allows all of %s."
                      .formatted(names, nat.name(), in),
              letsIn
                  ? "Add an outbound rule to %s that allows %s."
                      .formatted(one(nat.groups()), ask.words())
                  : "Add an inbound rule to %s that allows %s."
                      .formatted(one(nat.groups()), source(ask, in, from)));
          return reach.perhaps().and(in).isEmpty()
              ? Traffic.none()
              : ask.traffic().and(out.perhaps());
        });
  }

  /** Asks the groups of an endpoint whether they let in what comes from where the way begins. */
  Traffic into(Origin from, ImmutableSet<String> theirs, String endpointId, Ask ask, Trail trail) {
    return trail.on(
        ENDPOINT_GROUPS,
        () -> {
          String names = Words.list(theirs.asList());
          Traffic in = ask.with(from.addresses().and(Walk.family(ask.to())));
          Reach reach = inbound(theirs, from);
          if (reach.covers(in)) {
            trail.passes(ENDPOINT_GROUPS, names, "Allowed in by %s.".formatted(names));
            return ask.traffic();
          }
          trail.blocks(
              ENDPOINT_GROUPS,
              names,
              "inbound rules that allow " + in,
              "No inbound rule of %s, which %s has, allows all of %s."
                  .formatted(names, endpointId, in),
              "Add an inbound rule to %s that allows %s."
                  .formatted(one(theirs), source(ask, in, from)));
          return reach.perhaps().and(in).isEmpty() ? Traffic.none() : ask.traffic();
        });
  }

  private static String one(ImmutableSet<String> groups) {
    return groups.size() == 1
        ? groups.asList().get(0)
        : "one of the security groups " + Words.list(groups.asList());
  }

  /** Returns traffic from some instances as one rule can allow it: by their group, if any. */
  private static String source(Ask ask, Traffic in, Origin from) {
    return from.groups().isEmpty() ? in.toString() : ask + " from " + from.groups().asList().get(0);
  }

  /**
   * Returns what groups let in; where a subnet is meant, whatever is in it is taken to have the
   * group that a rule refers to.
   */
  private Reach inbound(ImmutableSet<String> groupIds, Origin from) {
    Reach reach = Reach.nothing();
    List<GroupRule> rules = groups.rules(groupIds);
    for (GroupRule rule : rules) {
      if (!rule.egress()) {
        reach =
            reach.plus(
                rule.far() instanceof Far.Group && from.groups().isEmpty()
                    ? Reach.of(rule.traffic(from.addresses()))
                    : groups.reach(rule.ports(), rule.far()));
      }
    }
    return reach;
  }
}

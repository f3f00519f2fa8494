package dev.referee.networks;

import static dev.referee.networks.HopExpectations.ENDPOINT_GROUPS;
import static dev.referee.networks.HopExpectations.GROUPS_OUT;
import static dev.referee.networks.HopExpectations.NAT_GROUPS;

import com.google.common.collect.ImmutableSet;
import java.util.List;

/** The hops through security groups, which are stateful and allow responses by themselves. */
final class GroupHops {
  private final SecurityGroups groups;

  GroupHops(SecurityGroups groups) {
    this.groups = groups;
  }

  /** Evaluates the groups of the origin; a subnet has none. */
  Traffic out(Origin from, TrafficSpec spec, HopRecorder recorder) {
    Traffic required = spec.traffic();
    if (from.groups().isEmpty()) {
      return required;
    }
    return recorder.on(
        GROUPS_OUT,
        () -> {
          TrafficBounds reach = groups.outbound(from.groups());
          String names = AddressText.list(from.groups().asList());
          if (reach.covers(required)) {
            recorder.passes(
                GROUPS_OUT, names, "Allowed out of %s by %s.".formatted(from.name(), names));
          } else {
            recorder.blocks(
                GROUPS_OUT,
                names,
                "outbound rules that allow " + spec.words(),
                "No outbound rule of %s, which %s has, allows %s."
                    .formatted(
                        names, from.name(), spec.to(required.minus(reach.certain()).far()).words()),
                "Add an outbound rule to %s that allows %s."
                    .formatted(one(from.groups()), spec.words()));
          }
          return required.and(reach.possible());
        });
  }

  /** Evaluates the groups of a NAT instance: inbound from the origin, and outbound. */
  Traffic through(Origin nat, Origin from, TrafficSpec spec, HopRecorder recorder) {
    return recorder.on(
        NAT_GROUPS,
        () -> {
          String names = AddressText.list(nat.groups().asList());
          Traffic in = spec.with(from.addresses().and(PathTracer.family(spec.to())));
          TrafficBounds out = groups.outbound(nat.groups());
          TrafficBounds reach = inbound(nat.groups(), from);
          boolean letsIn = reach.covers(in);
          boolean letsOut = out.covers(spec.traffic());
          if (letsIn && letsOut) {
            recorder.passes(NAT_GROUPS, names, "Allowed in and out by %s.".formatted(names));
            return spec.traffic();
          }
          recorder.blocks(
              NAT_GROUPS,
              names,
              letsIn
                  ? "outbound rules that allow " + spec.words()
                  : "inbound rules that allow " + in,
              letsIn
                  ? "No outbound rule of %s, which %s has, allows %s."
                      .formatted(
                          names,
                          nat.name(),
                          spec.to(spec.traffic().minus(out.certain()).far()).words())
                  : "No inbound rule of %s, which %s has, allows all of %s."
                      .formatted(names, nat.name(), in),
              letsIn
                  ? "Add an outbound rule to %s that allows %s."
                      .formatted(one(nat.groups()), spec.words())
                  : "Add an inbound rule to %s that allows %s."
                      .formatted(one(nat.groups()), source(spec, in, from)));
          return reach.possible().and(in).isEmpty()
              ? Traffic.none()
              : spec.traffic().and(out.possible());
        });
  }

  /** Evaluates whether the groups of an endpoint allow the traffic from the origin in. */
  Traffic into(
      Origin from,
      ImmutableSet<String> theirs,
      String endpointId,
      TrafficSpec spec,
      HopRecorder recorder) {
    return recorder.on(
        ENDPOINT_GROUPS,
        () -> {
          String names = AddressText.list(theirs.asList());
          Traffic in = spec.with(from.addresses().and(PathTracer.family(spec.to())));
          TrafficBounds reach = inbound(theirs, from);
          if (reach.covers(in)) {
            recorder.passes(ENDPOINT_GROUPS, names, "Allowed in by %s.".formatted(names));
            return spec.traffic();
          }
          recorder.blocks(
              ENDPOINT_GROUPS,
              names,
              "inbound rules that allow " + in,
              "No inbound rule of %s, which %s has, allows all of %s."
                  .formatted(names, endpointId, in),
              "Add an inbound rule to %s that allows %s."
                  .formatted(one(theirs), source(spec, in, from)));
          return reach.possible().and(in).isEmpty() ? Traffic.none() : spec.traffic();
        });
  }

  private static String one(ImmutableSet<String> groups) {
    return groups.size() == 1
        ? groups.asList().get(0)
        : "one of the security groups " + AddressText.list(groups.asList());
  }

  /** Returns the traffic from some instances as one rule can allow it: by their group, if any. */
  private static String source(TrafficSpec spec, Traffic in, Origin from) {
    return from.groups().isEmpty()
        ? in.toString()
        : spec + " from " + from.groups().asList().get(0);
  }

  /**
   * Returns what groups allow in; if the origin is a subnet, its resources are assumed to have the
   * group that a rule refers to.
   */
  private TrafficBounds inbound(ImmutableSet<String> groupIds, Origin from) {
    TrafficBounds reach = TrafficBounds.none();
    List<GroupRule> rules = groups.rules(groupIds);
    for (GroupRule rule : rules) {
      if (!rule.egress()) {
        reach =
            reach.plus(
                rule.peer() instanceof RulePeer.Group && from.groups().isEmpty()
                    ? TrafficBounds.of(rule.traffic(from.addresses()))
                    : groups.reach(rule.ports(), rule.peer()));
      }
    }
    return reach;
  }
}

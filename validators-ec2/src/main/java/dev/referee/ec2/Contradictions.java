package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import dev.referee.network.Addresses;
import dev.referee.network.Far;
import dev.referee.network.Traffic;
import java.util.List;
import java.util.Optional;

/**
 * A finder of sentences that nobody can satisfy together: ports that are forbidden, each as it was
 * named, and required from the same other end. A part of what is forbidden may be required: then
 * the rest of it is forbidden.
 */
final class Contradictions {
  private Contradictions() {}

  /**
   * Returns what is wrong with sentences of which one contradicts others, naming them; empty when
   * none does.
   *
   * @param byDefault whether what is forbidden is so only because nothing else was said
   */
  static Optional<String> first(List<Demand> required, List<Demand> forbidden, boolean byDefault) {
    for (Demand no : forbidden) {
      for (Traffic named : no.named()) {
        List<Demand> about =
            required.stream()
                .filter(yes -> yes.egress() == no.egress())
                .filter(yes -> !yes.ports().and(named).isEmpty())
                .collect(toImmutableList());
        if (requires(about, no, named)) {
          return Optional.of(
              ("'%s' is required, and '%s' is forbidden%s: nobody can do both. Take %s out of"
                      + " what is forbidden, or out of what is required")
                  .formatted(
                      about.stream().map(Demand::text).collect(joining("' and '")),
                      no,
                      byDefault
                          ? " where the game does not set 'forbidden' (to 'nothing', say)"
                          : "",
                      named.ports()));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether all that is forbidden on some ports is required. */
  private static boolean requires(List<Demand> about, Demand no, Traffic named) {
    Traffic open =
        about.stream()
            .map(yes -> asked(yes, no.end()).and(named))
            .reduce(Traffic.none(), Traffic::plus);
    if (no.end() instanceof Demand.Anywhere) {
      Traffic wide = OpenPorts.wide(open.and(Traffic.of("-1", Addresses.internet())));
      return !named.isEmpty() && wide.anywhere().covers(named);
    }
    Addresses far =
        no.end() instanceof Demand.Known known && known.far() instanceof Far.Block block
            ? block.addresses()
            : Addresses.all();
    return open.covers(named.and(Traffic.of("-1", far)));
  }

  /** Returns what a sentence requires of an other end, as far as the sentences alone tell. */
  private static Traffic asked(Demand yes, Demand.End end) {
    boolean block = yes.end() instanceof Demand.Known known && known.far() instanceof Far.Block;
    if (block) {
      boolean comparable =
          end instanceof Demand.Anywhere
              || (end instanceof Demand.Known known && known.far() instanceof Far.Block);
      Addresses addresses = ((Far.Block) ((Demand.Known) yes.end()).far()).addresses();
      return comparable ? yes.ports().and(Traffic.of("-1", addresses)) : Traffic.none();
    }
    return yes.end().equals(end) ? yes.ports() : Traffic.none();
  }

  /** Returns the sentences that say which part of what is forbidden may be open. */
  static ImmutableList<Demand> exceptions(Demand no, List<Demand> asked) {
    return asked.stream()
        .filter(yes -> yes.egress() == no.egress())
        .filter(yes -> !yes.ports().and(no.ports()).isEmpty())
        .collect(toImmutableList());
  }
}

package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import dev.referee.networks.Addresses;
import dev.referee.networks.RulePeer;
import dev.referee.networks.Traffic;
import java.util.List;
import java.util.Optional;

/**
 * A detector of traffic that is both required and forbidden for the same source or destination. A
 * part of the forbidden traffic may be required: then only the rest is forbidden.
 */
final class PortsOpenContradictions {
  private PortsOpenContradictions() {}

  /**
   * Returns the contradiction between statements; empty if there is none.
   *
   * @param byDefault whether the forbidden traffic is the default
   */
  static Optional<String> first(
      List<PortsOpenTrafficStatement> required,
      List<PortsOpenTrafficStatement> forbidden,
      boolean byDefault) {
    for (PortsOpenTrafficStatement forbiddenStatement : forbidden) {
      for (Traffic named : forbiddenStatement.named()) {
        List<PortsOpenTrafficStatement> overlapping =
            required.stream()
                .filter(statement -> statement.egress() == forbiddenStatement.egress())
                .filter(statement -> !statement.ports().and(named).isEmpty())
                .collect(toImmutableList());
        if (requires(overlapping, forbiddenStatement, named)) {
          return Optional.of(
              ("'%s' is required, but '%s' is forbidden%s. Remove %s from what is forbidden, or"
                      + " from what is required")
                  .formatted(
                      overlapping.stream()
                          .map(PortsOpenTrafficStatement::text)
                          .collect(joining("' and '")),
                      forbiddenStatement,
                      byDefault
                          ? " because the game does not set 'forbidden' (e.g. to 'nothing')"
                          : "",
                      named.ports()));
        }
      }
    }
    return Optional.empty();
  }

  /** Returns whether all traffic that is forbidden on some ports is required. */
  private static boolean requires(
      List<PortsOpenTrafficStatement> overlapping,
      PortsOpenTrafficStatement forbiddenStatement,
      Traffic named) {
    Traffic open =
        overlapping.stream()
            .map(statement -> asked(statement, forbiddenStatement.end()).and(named))
            .reduce(Traffic.none(), Traffic::plus);
    if (forbiddenStatement.end() instanceof PortsOpenTrafficStatement.Anywhere) {
      Traffic wide = PortsOpenCoverage.wide(open.and(Traffic.of("-1", Addresses.internet())));
      return !named.isEmpty() && wide.anywhere().covers(named);
    }
    Addresses addresses =
        forbiddenStatement.end() instanceof PortsOpenTrafficStatement.Known known
                && known.peer() instanceof RulePeer.Block block
            ? block.addresses()
            : Addresses.all();
    return open.covers(named.and(Traffic.of("-1", addresses)));
  }

  /**
   * Returns the required traffic for a source or destination, as far as the statements alone show.
   */
  private static Traffic asked(
      PortsOpenTrafficStatement statement, PortsOpenTrafficStatement.End end) {
    boolean block =
        statement.end() instanceof PortsOpenTrafficStatement.Known known
            && known.peer() instanceof RulePeer.Block;
    if (block) {
      boolean comparable =
          end instanceof PortsOpenTrafficStatement.Anywhere
              || (end instanceof PortsOpenTrafficStatement.Known known
                  && known.peer() instanceof RulePeer.Block);
      Addresses addresses =
          ((RulePeer.Block) ((PortsOpenTrafficStatement.Known) statement.end()).peer()).addresses();
      return comparable ? statement.ports().and(Traffic.of("-1", addresses)) : Traffic.none();
    }
    return statement.end().equals(end) ? statement.ports() : Traffic.none();
  }

  /** Returns the statements about which part of the forbidden traffic may be open. */
  static ImmutableList<PortsOpenTrafficStatement> exceptions(
      PortsOpenTrafficStatement forbiddenStatement, List<PortsOpenTrafficStatement> statements) {
    return statements.stream()
        .filter(statement -> statement.egress() == forbiddenStatement.egress())
        .filter(statement -> !statement.ports().and(forbiddenStatement.ports()).isEmpty())
        .collect(toImmutableList());
  }
}

package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.PortsOpenExpectations.CLOSED;
import static dev.referee.ec2.PortsOpenExpectations.END_EXISTS;
import static dev.referee.ec2.PortsOpenExpectations.NOTHING_ELSE;
import static dev.referee.ec2.PortsOpenExpectations.OPEN;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.networks.GroupRule;
import dev.referee.networks.RulePeer;
import dev.referee.networks.SecurityGroups;
import dev.referee.networks.Traffic;
import dev.referee.spi.Arguments;
import dev.referee.spi.Facts;
import java.util.ArrayList;
import java.util.List;

/** A factory of findings about one set of security groups. */
final class PortsOpenFindings {
  /** The most blocks for which a person adds separate rules. */
  private static final int FEW = 2;

  private final Arguments arguments;
  private final PortsOpenGroupSet set;
  private final SecurityGroups groups;
  private final PortsOpenPeerResolver ends;

  PortsOpenFindings(
      Arguments arguments,
      PortsOpenGroupSet set,
      SecurityGroups groups,
      PortsOpenPeerResolver ends) {
    this.arguments = arguments;
    this.set = set;
    this.groups = groups;
    this.ends = ends;
  }

  /** Returns whether required traffic has to be open here. */
  boolean isRequired() {
    return set.primary() && !set.ending();
  }

  /** Step: the source or destination of required traffic exists. */
  Finding end(PortsOpenTrafficStatement statement) {
    if (isThere(statement)) {
      return END_EXISTS.satisfied().subject(set.toString()).seen(statement.text()).build();
    }
    return END_EXISTS
        .unsatisfied()
        .subject(set.toString())
        .expected(statement.text())
        .seen("There is no security group or prefix list with that name.")
        .remedy(
            "Create the security group or prefix list that '%s' names, or recreate yours under that name."
                .formatted(statement))
        .build();
  }

  /** Step: required traffic is open. */
  Finding open(PortsOpenTrafficStatement statement) {
    PortsOpenCoverage ports = ports(statement.egress());
    List<RulePeer> peers = ends.of(statement.end(), set.vpcId());
    for (RulePeer peer : peers) {
      Traffic missing = ports.missing(new PortsOpenCoverage.Wanted(statement.ports(), peer));
      if (!missing.isEmpty()) {
        return notOpen(statement, peer, missing, ports);
      }
    }
    Finding.Builder open =
        peers.isEmpty() ? OPEN.unsatisfied().after(END_EXISTS.code()) : OPEN.satisfied();
    return open.subject(set.toString())
        .expected(statement.text())
        .seen(
            peers.isEmpty()
                ? "The security group or prefix list that it names does not exist."
                : "It is open.")
        .build();
  }

  private boolean isThere(PortsOpenTrafficStatement statement) {
    return !ends.of(statement.end(), set.vpcId()).isEmpty();
  }

  private Finding notOpen(
      PortsOpenTrafficStatement statement,
      RulePeer peer,
      Traffic missing,
      PortsOpenCoverage ports) {
    String toOrFrom = PortsOpenTrafficStatement.preposition(statement.egress());
    // One rule for everything if the rest would need many rules; open traffic may be allowed again.
    boolean inPieces = missing.far().cidrs().size() > FEW;
    String gap =
        peer instanceof RulePeer.Block
            ? missing.words(toOrFrom)
            : "%s %s %s".formatted(missing.ports(), toOrFrom, peer);
    List<GroupRule> about = ports.about(statement.ports());
    Finding.Builder finding =
        OPEN.unsatisfied()
            .subject(set.toString())
            .expected(statement.text())
            .seen(
                about.isEmpty()
                    ? "No rule allows these ports."
                    : peer instanceof RulePeer.Block && inPieces
                        ? "Only a part of %s is open.".formatted(statement.text())
                        : "%s is not open.".formatted(gap))
            .remedy(
                "Allow %s in %s."
                    .formatted(
                        peer instanceof RulePeer.Block && inPieces ? statement.text() : gap,
                        set.groups()));
    if ((inPieces || !(peer instanceof RulePeer.Block))
        && !about.isEmpty()
        && !missing.far().isEmpty()) {
      finding.fact("not covered", missing.words(toOrFrom));
    }
    Facts.add(finding, about, GroupRule::id, PortsOpenFindings::words);
    return finding.build();
  }

  /** Step: forbidden traffic is not open. */
  Finding closed(PortsOpenTrafficStatement statement) {
    PortsOpenCoverage ports = ports(statement.egress());
    List<PortsOpenCoverage.Wanted> permitted = excused(statement.egress());
    List<PortsOpenCoverage.Excess> excess =
        statement.end() instanceof PortsOpenTrafficStatement.Anywhere
            ? ports.toAnywhere(statement.ports(), permitted)
            : ends.of(statement.end(), set.vpcId()).stream()
                .flatMap(
                    peer ->
                        ports
                            .to(new PortsOpenCoverage.Wanted(statement.ports(), peer), permitted)
                            .stream())
                .collect(toImmutableList());
    List<String> exceptions =
        PortsOpenContradictions.exceptions(statement, asked()).stream()
            .map(PortsOpenTrafficStatement::text)
            .toList();
    return exceptions.isEmpty()
        ? tooMuch(CLOSED, "not " + statement, "No rule opens it.", excess, statement.egress())
        : tooMuch(
            CLOSED,
            "not %s, except %s".formatted(statement, String.join("; ", exceptions)),
            "No rule opens more than is required or allowed.",
            excess,
            statement.egress());
  }

  /** Step: nothing is open beyond the required and allowed traffic. */
  Finding nothingElse(boolean egress) {
    List<PortsOpenTrafficStatement> statements =
        asked().stream()
            .filter(statement -> statement.egress() == egress)
            .collect(toImmutableList());
    String only =
        statements.isEmpty()
            ? "nothing " + (egress ? "out" : "in")
            : "only "
                + String.join(
                    "; ", statements.stream().map(PortsOpenTrafficStatement::text).toList());
    return tooMuch(
        NOTHING_ELSE,
        only,
        "No rule opens anything else.",
        ports(egress).beyond(excused(egress)),
        egress);
  }

  private Finding tooMuch(
      Expectation step,
      String expected,
      String otherwise,
      List<PortsOpenCoverage.Excess> excess,
      boolean egress) {
    if (excess.isEmpty()) {
      return step.satisfied().subject(set.toString()).expected(expected).seen(otherwise).build();
    }
    List<String> ids = excess.stream().map(each -> each.rule().id()).distinct().toList();
    Finding.Builder finding =
        (set.ending() ? step.pending() : step.unsatisfied())
            .subject(set.toString())
            .expected(expected)
            .seen(
                "Too much is open: %s%s."
                    .formatted(
                        words(excess.get(0), egress),
                        set.ending() ? ", until the instance has shut down" : ""))
            .remedy(
                set.ending()
                    ? "Wait until EC2 has terminated the instance."
                    : "Narrow or delete %s."
                        .formatted(String.join(", ", Iterables.limit(ids, 10))));
    Facts.add(
        finding,
        excess,
        each -> each.rule().id() + " of " + each.rule().groupId(),
        each -> told(words(each.rule()), words(each, egress)));
    return finding.build();
  }

  /** Describes what a rule allows, and which part of it must not be open, if not everything. */
  private static String told(String allows, String tooMuch) {
    return allows.equals(tooMuch)
        ? "allows %s, which must not be open".formatted(allows)
        : "allows %s; must not be open: %s".formatted(allows, tooMuch);
  }

  private static String words(PortsOpenCoverage.Excess excess, boolean egress) {
    String toOrFrom = PortsOpenTrafficStatement.preposition(egress);
    return excess.whoever()
        ? "%s %s all members of %s"
            .formatted(excess.tooMuch().ports(), toOrFrom, excess.rule().peer())
        : excess.tooMuch().words(toOrFrom);
  }

  private static String words(GroupRule rule) {
    return "%s %s %s"
        .formatted(
            rule.ports().ports(),
            PortsOpenTrafficStatement.preposition(rule.egress()),
            rule.peer());
  }

  private PortsOpenCoverage ports(boolean egress) {
    List<GroupRule> rules =
        groups.rules(set.groupIds()).stream()
            .filter(rule -> rule.egress() == egress)
            .collect(toImmutableList());
    return new PortsOpenCoverage(rules, groups::reach);
  }

  private List<PortsOpenTrafficStatement> asked() {
    return ImmutableList.<PortsOpenTrafficStatement>builder()
        .addAll(PortsOpen.required(arguments))
        .addAll(PortsOpen.allowed(arguments))
        .build();
  }

  private List<PortsOpenCoverage.Wanted> excused(boolean egress) {
    List<PortsOpenCoverage.Wanted> permitted = new ArrayList<>();
    for (PortsOpenTrafficStatement statement : asked()) {
      if (statement.egress() == egress) {
        ends.of(statement.end(), set.vpcId())
            .forEach(peer -> permitted.add(new PortsOpenCoverage.Wanted(statement.ports(), peer)));
      }
    }
    return permitted;
  }
}

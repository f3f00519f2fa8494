package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Lists;
import dev.referee.aws.AnswerReader;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;

/**
 * A network ACL. It is stateless: the replies to allowed traffic need their own rule.
 *
 * <p>The matching rule with the lowest number decides; traffic without a matching rule is denied.
 *
 * <p>Immutable.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html">Network ACL
 *     rules</a>
 */
public final class NetworkAcl {
  private static final String OPERATION = "DescribeNetworkAcls";
  private static final int LAST = 32767;
  private static final int EVERY = -1;

  private final String id;
  private final ImmutableList<Rule> inbound;
  private final ImmutableList<Rule> outbound;
  private final Traffic letIn;
  private final Traffic letOut;

  /** A rule; {@code matches} is its traffic, with the remote addresses. */
  private record Rule(int number, boolean allows, Traffic matches) {}

  /**
   * The reason why a network ACL denies traffic.
   *
   * @param number the number of the rule that denies it; {@link #LAST} if it is the default rule
   */
  record Denial(int number) {
    /** Returns the ending of "Add a rule"; empty for the default rule, which always comes last. */
    String remedy() {
      return number == LAST ? "" : ", with a rule number below " + number;
    }

    @Override
    public String toString() {
      return number == LAST ? "no rule allows it" : "rule %d denies it".formatted(number);
    }
  }

  NetworkAcl(software.amazon.awssdk.services.ec2.model.NetworkAcl acl) {
    this.id = acl.networkAclId();
    this.inbound = rules(acl.entries(), false);
    this.outbound = rules(acl.entries(), true);
    this.letIn = let(inbound);
    this.letOut = let(outbound);
  }

  private static ImmutableList<Rule> rules(List<NetworkAclEntry> entries, boolean egress) {
    return entries.stream()
        .map(NetworkAcl::complete)
        .filter(entry -> Boolean.TRUE.equals(entry.egress()) == egress)
        .sorted(comparing(NetworkAclEntry::ruleNumber))
        .map(
            entry ->
                new Rule(
                    entry.ruleNumber(), "allow".equals(entry.ruleActionAsString()), matches(entry)))
        .collect(toImmutableList());
  }

  private static NetworkAclEntry complete(NetworkAclEntry entry) {
    if (entry.icmpTypeCode() != null) {
      AnswerReader.complete(OPERATION, entry.icmpTypeCode(), "Type", "Code");
    }
    if (entry.portRange() != null) {
      AnswerReader.complete(OPERATION, entry.portRange(), "From", "To");
    }
    return AnswerReader.complete(
        OPERATION, entry, "RuleNumber", "Protocol", "RuleAction", "Egress");
  }

  private static Traffic matches(NetworkAclEntry entry) {
    String block =
        Optional.ofNullable(entry.cidrBlock())
            .or(() -> Optional.ofNullable(entry.ipv6CidrBlock()))
            .orElseThrow(() -> AnswerReader.unreadable(OPERATION, "lacks the block of an entry"));
    Addresses addresses = AnswerReader.read(OPERATION, block, it -> Addresses.blocks(List.of(it)));
    int from = EVERY;
    int to = EVERY;
    if (entry.icmpTypeCode() != null) {
      from = entry.icmpTypeCode().type();
      to = entry.icmpTypeCode().code();
    } else if (entry.portRange() != null) {
      from = entry.portRange().from();
      to = entry.portRange().to();
    }
    int low = from;
    int high = to;
    return AnswerReader.read(
        OPERATION, entry.protocol(), protocol -> Traffic.of(protocol, low, high, addresses));
  }

  private static Traffic let(List<Rule> rules) {
    Traffic allowed = Traffic.none();
    for (Rule rule : Lists.reverse(rules)) {
      allowed = rule.allows() ? allowed.plus(rule.matches()) : allowed.minus(rule.matches());
    }
    return allowed;
  }

  /** Returns its id. */
  public String id() {
    return id;
  }

  /** Returns the traffic that it allows into its subnets; the remote addresses are the sources. */
  public Traffic inbound() {
    return letIn;
  }

  /**
   * Returns the traffic that it allows out of its subnets; the remote addresses are the
   * destinations.
   */
  public Traffic outbound() {
    return letOut;
  }

  /** Returns which rule denies some of this inbound traffic; empty if none does. */
  Optional<Denial> denialIn(Traffic traffic) {
    return denial(inbound, traffic);
  }

  /** Returns which rule denies some of this outbound traffic; empty if none does. */
  Optional<Denial> denialOut(Traffic traffic) {
    return denial(outbound, traffic);
  }

  private static Optional<Denial> denial(List<Rule> rules, Traffic traffic) {
    Traffic open = traffic;
    for (Rule rule : rules) {
      if (!rule.allows() && !open.and(rule.matches()).isEmpty()) {
        return Optional.of(new Denial(rule.number()));
      }
      open = open.minus(rule.matches());
    }
    return open.isEmpty() ? Optional.empty() : Optional.of(new Denial(LAST));
  }

  @Override
  public String toString() {
    return id;
  }
}

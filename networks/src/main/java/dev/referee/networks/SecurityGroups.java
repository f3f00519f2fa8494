package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.Iterables;
import com.google.common.collect.Ordering;
import com.google.common.collect.Sets;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.SecurityGroupRule;

/**
 * A reader of the traffic that security groups allow.
 *
 * <p>Rules are read for all groups together. Resources that they refer to are read on demand: each
 * prefix list once, and the members of all referenced groups together. Resources that could not be
 * read are recorded as such, and matter only if a result depends on them.
 *
 * <p>A group allows what any of its rules allows; several groups of one interface are like one
 * group with all their rules. A rule that refers to a group applies to the private addresses of its
 * members. Rules of a deleted peering connection allow nothing.
 *
 * <p>For one judgement and one thread. IAM actions: {@code ec2:DescribeSecurityGroupRules}; if a
 * prefix list matters, {@code ec2:GetManagedPrefixListEntries}; if the members of a group do,
 * {@code ec2:DescribeNetworkInterfaces}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html">Security
 *     group rules</a>
 */
public final class SecurityGroups {
  /** The number of values that EC2 accepts in one filter. */
  private static final int MOST_VALUES = 200;

  private static final int PAGE = 1000;

  private final Ec2Client ec2;
  private final Map<String, List<GroupRule>> rules = new HashMap<>();
  private final Set<String> referred = new TreeSet<>();
  private final Map<String, Supplier<Addresses>> members = new HashMap<>();
  private final Map<String, Supplier<Addresses>> lists = new HashMap<>();

  SecurityGroups(Ec2Client ec2) {
    this.ec2 = ec2;
  }

  /** Returns a reader of the groups of an account. Everything is read on demand. */
  public static SecurityGroups of(Account account) {
    return new SecurityGroups(account.client(Ec2Client::builder));
  }

  /**
   * Returns the rules of groups, those of the first group first; none for a group that does not
   * exist.
   *
   * @throws Inconclusive if they cannot be parsed
   */
  public List<GroupRule> rules(Collection<String> groupIds) {
    Set<String> missing = Sets.difference(new TreeSet<>(groupIds), rules.keySet());
    if (!missing.isEmpty()) {
      read(List.copyOf(missing));
    }
    return groupIds.stream()
        .distinct()
        .flatMap(id -> rules.getOrDefault(id, List.of()).stream())
        .collect(toImmutableList());
  }

  private void read(List<String> groupIds) {
    for (List<String> some : Iterables.partition(groupIds, MOST_VALUES)) {
      some.forEach(id -> rules.put(id, new ArrayList<>()));
      try {
        ec2.describeSecurityGroupRulesPaginator(
                request -> request.filters(filter("group-id", some)).maxResults(PAGE))
            .securityGroupRules()
            .forEach(this::add);
      } catch (Inconclusive e) {
        some.forEach(rules::remove);
        throw e;
      }
    }
  }

  private void add(SecurityGroupRule rule) {
    GroupRule read = Rules.read(rule);
    rules.computeIfAbsent(read.groupId(), any -> new ArrayList<>()).add(read);
    if (read.peer() instanceof RulePeer.Group group && !group.isForeign() && !group.stale()) {
      referred.add(group.id());
    }
  }

  /**
   * Returns the traffic that groups together allow in, as far as it could be seen.
   *
   * @throws Inconclusive if their rules cannot be read
   */
  public TrafficBounds inbound(Collection<String> groupIds) {
    return reach(groupIds, false);
  }

  /**
   * Returns the traffic that groups together allow out, as far as it could be seen.
   *
   * @throws Inconclusive if their rules cannot be read
   */
  public TrafficBounds outbound(Collection<String> groupIds) {
    return reach(groupIds, true);
  }

  private TrafficBounds reach(Collection<String> groupIds, boolean egress) {
    return rules(groupIds).stream()
        .filter(rule -> rule.egress() == egress)
        .map(rule -> reach(rule.ports(), rule.peer()))
        .reduce(TrafficBounds.none(), TrafficBounds::plus);
  }

  /**
   * Returns the traffic on some ports with the source or destination of a rule, as far as it could
   * be seen.
   *
   * @param ports the ports, with any addresses
   */
  public TrafficBounds reach(Traffic ports, RulePeer peer) {
    try {
      return TrafficBounds.of(ports.and(Traffic.of("-1", addresses(peer))));
    } catch (Inconclusive e) {
      return TrafficBounds.unseen(ports, e);
    }
  }

  /**
   * Returns the addresses of the source or destination of a rule: of a prefix list its entries, of
   * a group the private addresses of its members. None if there is no such list or group any more.
   *
   * @throws Inconclusive if they cannot be parsed
   */
  public Addresses addresses(RulePeer peer) {
    if (peer instanceof RulePeer.Block block) {
      return block.addresses();
    }
    if (peer instanceof RulePeer.Unknown unknown) {
      throw AnswerReader.unreadable(Rules.OPERATION, unknown.reason());
    }
    if (peer instanceof RulePeer.PrefixList list) {
      return lists.computeIfAbsent(list.id(), id -> once(() -> Rules.entries(ec2, id))).get();
    }
    RulePeer.Group group = (RulePeer.Group) peer;
    if (group.stale()) {
      return Addresses.none();
    }
    if (group.isForeign()) {
      throw new Inconclusive(
          Cause.ACCESS_DENIED,
          "The members of %s belong to another account and are not visible".formatted(group));
    }
    return members(group.id());
  }

  private Addresses members(String groupId) {
    if (!members.containsKey(groupId)) {
      referred.add(groupId);
      List<String> missing =
          Ordering.natural().sortedCopy(Sets.difference(referred, members.keySet()));
      Supplier<Map<String, Addresses>> found = once(() -> membersOf(missing));
      missing.forEach(id -> members.put(id, () -> found.get().getOrDefault(id, Addresses.none())));
    }
    return members.getOrDefault(groupId, Addresses::none).get();
  }

  private Map<String, Addresses> membersOf(List<String> groupIds) {
    Map<String, Addresses> found = new LinkedHashMap<>();
    for (List<String> some : Iterables.partition(groupIds, MOST_VALUES)) {
      ec2.describeNetworkInterfacesPaginator(
              request -> request.filters(filter("group-id", some)).maxResults(PAGE))
          .networkInterfaces()
          .forEach(
              face -> {
                AnswerReader.complete(Rules.INTERFACES, face, "NetworkInterfaceId", "SubnetId");
                Addresses addresses = Rules.privateAddresses(face);
                if (addresses.isEmpty() || face.groups().isEmpty()) {
                  throw AnswerReader.unreadable(
                      Rules.INTERFACES, "lacks the addresses or groups of an interface");
                }
                face.groups()
                    .forEach(
                        group ->
                            found.merge(
                                AnswerReader.complete(Rules.INTERFACES, group, "GroupId").groupId(),
                                addresses,
                                Addresses::plus));
              });
    }
    return found;
  }

  private static Filter filter(String name, List<String> values) {
    return Filter.builder().name(name).values(values).build();
  }

  /** Reads once, and then returns the same result or failure. */
  private static <T> Supplier<T> once(Supplier<T> read) {
    return new Supplier<>() {
      private final List<Supplier<T>> readers = new ArrayList<>();

      @Override
      public T get() {
        if (readers.isEmpty()) {
          try {
            T value = read.get();
            readers.add(() -> value);
          } catch (Inconclusive e) {
            readers.add(
                () -> {
                  throw e;
                });
          }
        }
        return readers.get(0).get();
      }
    };
  }
}

package dev.referee.ssm;

import static dev.referee.ssm.SessionSteps.ONLINE;
import static dev.referee.ssm.SessionSteps.REGISTERED;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Progress;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.network.InstanceSource;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;

/** Proves that instances are online in Systems Manager; see {@link SsmChecks#managedInstances}. */
final class ManagedInstances implements Check {
  static final String ID = "ssm.managed-instances";
  static final String CLAIM = "The instances are managed: online in Systems Manager";
  static final ImmutableList<Expectation> WAY =
      ImmutableList.of(SessionSteps.THERE, SessionSteps.RUNNING, REGISTERED, ONLINE);
  static final Permissions READS = ManagedNodes.READS;

  private final InstanceSource source;
  private final int atLeast;
  private final int percent;

  ManagedInstances(InstanceSource source, int atLeast, int percent) {
    this.source = source;
    this.atLeast = atLeast;
    this.percent = percent;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String claim() {
    return CLAIM;
  }

  @Override
  public List<Expectation> expectations() {
    return WAY;
  }

  @Override
  public Permissions permissions() {
    return READS.and(Permissions.reading("ec2:DescribeInstances")).and(source.permissions());
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    InstanceSource.Found found = UnexpectedError.seen(() -> source.find(account));
    Presence there = new Presence(source, atLeast, found);
    if (!there.isEnough()) {
      return context.verdict(there.there());
    }
    int size = there.staying().size();
    int needed = Math.max(atLeast, (size * percent + 99) / 100);
    Presence presence = new Presence(source, needed, found);
    ImmutableMap<String, InstanceInformation> nodes =
        UnexpectedError.seen(
            () ->
                new ManagedNodes(account)
                    .byId(presence.running().stream().map(Instance::instanceId).toList()));
    Counting counting = new Counting(presence.running(), needed, context.now());
    return context.verdict(
        there.there(),
        presence.runs(),
        counting.finding(
            REGISTERED,
            instance -> nodes.containsKey(instance.instanceId()),
            any -> "has not registered",
            "Give them what their agents need: a role, and a network path to Systems Manager."),
        counting.finding(
            ONLINE,
            instance -> isOnline(nodes.get(instance.instanceId())),
            instance -> words(nodes.get(instance.instanceId()), context.now()),
            "Restart their agents, or reboot them; if that does not help, check their role and"
                + " network."));
  }

  private static boolean isOnline(@Nullable InstanceInformation node) {
    return node != null && "Online".equals(node.pingStatusAsString());
  }

  private static String words(@Nullable InstanceInformation node, Instant now) {
    if (node == null) {
      return "has not registered";
    }
    String status = Strings.nullToEmpty(node.pingStatusAsString());
    return node.lastPingDateTime() == null
        ? status
        : "%s, last ping %s ago"
            .formatted(status, Facts.duration(Duration.between(node.lastPingDateTime(), now)));
  }

  /** Counts for how many something holds. */
  private record Counting(List<Instance> instances, int needed, Instant now) {

    Finding finding(
        Expectation expectation,
        Predicate<Instance> holds,
        Function<Instance, String> otherwise,
        String remedy) {
      List<Instance> open = instances.stream().filter(holds.negate()).toList();
      int good = instances.size() - open.size();
      Finding.Builder finding;
      if (good >= needed) {
        finding = expectation.satisfied();
      } else {
        List<Instance> coming = open.stream().filter(this::isComing).toList();
        finding =
            (good + coming.size() >= needed
                    ? expectation.pending(up(coming))
                    : expectation.unsatisfied())
                .progress(Progress.of(good, needed))
                .expected("%d of %d".formatted(needed, instances.size()))
                .remedy(remedy);
      }
      finding.seen("%d of %d.".formatted(good, instances.size()));
      Facts.add(finding, open, Instance::instanceId, otherwise);
      return finding.build();
    }

    private boolean isComing(Instance instance) {
      return now.isBefore(Repairs.up(instance));
    }

    private static Instant up(List<Instance> coming) {
      return coming.stream().map(Repairs::up).max(Comparator.naturalOrder()).orElseThrow();
    }
  }

  @Override
  public String toString() {
    return "%s (instances %s)".formatted(ID, source);
  }
}

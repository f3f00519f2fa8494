package dev.referee.ssm;

import static dev.referee.spi.Parameter.number;
import static dev.referee.ssm.SessionExpectations.ONLINE;
import static dev.referee.ssm.SessionExpectations.REGISTERED;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Progress;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.Facts;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;

/** A check that instances are online in Systems Manager; see {@link SsmChecks#managedInstances}. */
final class ManagedInstances extends DeclaredCheck {
  private static final CheckKind.Builder DECLARED =
      CheckKind.of("ssm.managed-instances", "The instances are managed: online in Systems Manager");
  static final OneOf<InstanceSource> SOURCE = DECLARED.takes(ReachParameters.SOURCE);
  static final Parameter<Integer> AT_LEAST = DECLARED.takes(ReachParameters.AT_LEAST);
  static final Parameter<Integer> SHARE =
      DECLARED.takes(
          number("share", "the percentage of the existing instances that have to be online")
              .between(1, 100)
              .defaultValue(100));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "Every setup in which an agent gets a role and reaches Systems Manager.",
              "Instances launched again, when they are selected by tag, name or stack.")
          .expects(
              ImmutableList.of(
                  SessionExpectations.THERE, SessionExpectations.RUNNING, REGISTERED, ONLINE))
          .requires(ManagedNodes.READS.and(Permissions.ofReads("ec2:DescribeInstances")))
          .requires(arguments -> arguments.get(SOURCE).permissions(), StackResource.READS)
          .build(ManagedInstances::new);

  private final InstanceSource source;
  private final int atLeast;
  private final int percent;

  ManagedInstances(Arguments arguments) {
    super(KIND, arguments);
    this.source = arguments.get(SOURCE);
    this.atLeast = ReachParameters.atLeast(arguments);
    this.percent = arguments.get(SHARE);
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    InstanceSource.Found found = UnexpectedError.seen(() -> source.find(account));
    InstancesRunning running = new InstancesRunning(source, atLeast, found);
    if (!running.isEnough()) {
      return context.verdict(running.there());
    }
    int size = running.staying().size();
    int needed = Math.max(atLeast, (size * percent + 99) / 100);
    InstancesRunning presence = new InstancesRunning(source, needed, found);
    ImmutableMap<String, InstanceInformation> nodes =
        UnexpectedError.seen(
            () ->
                new ManagedNodes(account)
                    .byId(presence.running().stream().map(Instance::instanceId).toList()));
    Counting counting = new Counting(presence.running(), needed, context.now());
    return context.verdict(
        running.there(),
        presence.runs(),
        counting.finding(
            REGISTERED,
            instance -> nodes.containsKey(instance.instanceId()),
            instance -> "has not registered",
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

  /** A counter of the instances that meet a condition. */
  private record Counting(List<Instance> instances, int needed, Instant now) {

    Finding finding(
        Expectation expectation,
        Predicate<Instance> condition,
        Function<Instance, String> otherwise,
        String remedy) {
      List<Instance> open = instances.stream().filter(condition.negate()).toList();
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
      return now.isBefore(LateRepair.up(instance));
    }

    private static Instant up(List<Instance> coming) {
      return coming.stream().map(LateRepair::up).max(Comparator.naturalOrder()).orElseThrow();
    }
  }
}

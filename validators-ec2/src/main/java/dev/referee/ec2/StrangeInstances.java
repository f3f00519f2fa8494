package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.ec2.SpawnerSteps.QUIET;
import static dev.referee.ec2.SpawnerSteps.STRANGE_GONE;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.aws.Account;
import dev.referee.network.InstanceReads;
import dev.referee.network.Instances;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Judges the strange instances: those that are there, and those that were until lately. */
final class StrangeInstances {
  private final SpawnerParameters parameters;
  private final ImmutableList<Instance> instances;

  private StrangeInstances(SpawnerParameters parameters, ImmutableList<Instance> instances) {
    this.parameters = parameters;
    this.instances = instances;
  }

  /** Reads them; what the fleets launched, or hold, is not strange. */
  static StrangeInstances read(Account account, SpawnerParameters parameters, List<Fleet> fleets) {
    ImmutableSet<String> known =
        fleets.stream()
            .flatMap(fleet -> fleet.servers().stream())
            .map(Server::id)
            .collect(toImmutableSet());
    Instances strange = parameters.strange();
    return new StrangeInstances(
        parameters,
        InstanceReads.all(account.client(Ec2Client::builder), strange).stream()
            .filter(instance -> !known.contains(instance.instanceId()))
            .filter(instance -> fleets.stream().noneMatch(fleet -> launched(fleet, instance)))
            .sorted(comparing(Instance::launchTime).thenComparing(Instance::instanceId))
            .collect(toImmutableList()));
  }

  private static boolean launched(Fleet fleet, Instance instance) {
    return instance.tags().stream()
        .anyMatch(
            tag ->
                "aws:autoscaling:groupName".equals(tag.key()) && fleet.name().equals(tag.value()));
  }

  /**
   * Step: none is there.
   *
   * @param open what is open of the step before; while that is pending or unknown, nobody can say
   *     that this one is missing
   */
  Finding gone(Optional<Finding> open) {
    ImmutableList<Instance> there =
        instances.stream()
            .filter(instance -> !InstanceReads.state(instance).equals("terminated"))
            .collect(toImmutableList());
    if (there.isEmpty()) {
      return STRANGE_GONE
          .satisfied()
          .seen("No instance " + parameters.strange() + " is there.")
          .build();
    }
    boolean ending = there.stream().allMatch(InstanceReads::isEnded);
    boolean later = open.filter(before -> before.state() != Finding.State.UNSATISFIED).isPresent();
    Finding.Builder finding =
        (ending || later ? STRANGE_GONE.pending() : STRANGE_GONE.unsatisfied())
            .expected("no instance " + parameters.strange())
            .seen(there.size() == 1 ? "1 is there." : there.size() + " are there.")
            .remedy(remedy(open.isEmpty(), ending));
    Facts.add(
        finding,
        there,
        Instance::instanceId,
        instance ->
            InstanceReads.state(instance) + ", launched at " + Facts.time(instance.launchTime()));
    return finding.build();
  }

  private static String remedy(boolean replaced, boolean ending) {
    if (ending) {
      return "Nothing to do but wait until EC2 has terminated them.";
    }
    return replaced
        ? "Terminate them; no running server starts them again."
        : "Terminate them after the servers that start them are replaced; before, they come back.";
  }

  /**
   * Returns when the fix became complete: the latest of the last strange launch, the last strange
   * end, and the end of the last server with a bad script. Where EC2 does not say when a strange
   * instance ended, it is when Referee first saw none.
   */
  Optional<Instant> completeAt(List<FleetSteps> fleets, CheckContext context) {
    boolean undated =
        instances.stream()
            .anyMatch(each -> InstanceReads.isEnded(each) && InstanceReads.endedAt(each).isEmpty());
    Stream<Instant> strange =
        instances.stream()
            .flatMap(
                each ->
                    Stream.concat(
                        Stream.of(each.launchTime()), InstanceReads.endedAt(each).stream()));
    Stream<Instant> clean = fleets.stream().flatMap(fleet -> fleet.cleanSince().stream());
    Stream<Instant> seen = undated ? Stream.of(firstSeenGone(context)) : Stream.of();
    return Stream.of(strange, clean, seen).flatMap(each -> each).max(naturalOrder());
  }

  private Instant firstSeenGone(CheckContext context) {
    String key = "gone-since";
    if (instances.stream().anyMatch(each -> !InstanceReads.isEnded(each))) {
      context.memory().forget(key);
      return context.now();
    }
    Instant since = context.memory().recall(key).orElse(context.now());
    context.memory().keep(key, since);
    return since;
  }

  /** Step: none has come back. */
  Finding quiet(Finding gone, Optional<Instant> completeAt, Instant now) {
    Duration period = parameters.quietPeriod();
    String expected = "no strange instance for " + Facts.duration(period);
    if (!gone.isSatisfied() || completeAt.isEmpty()) {
      Finding.Builder finding =
          gone.state() == Finding.State.UNSATISFIED ? QUIET.unsatisfied() : QUIET.pending();
      return finding.expected(expected).seen("It begins when none is there any more.").build();
    }
    Instant until = completeAt.get().plus(period);
    Finding.Builder finding = now.isBefore(until) ? QUIET.pending(until) : QUIET.satisfied();
    return finding
        .expected(expected)
        .seen("It has been quiet since " + Facts.time(completeAt.get()) + ".")
        .remedy("Nothing to do but wait; none must come back until " + Facts.time(until) + ".")
        .build();
  }
}

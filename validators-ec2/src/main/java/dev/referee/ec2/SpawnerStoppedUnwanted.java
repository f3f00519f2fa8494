package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.ec2.SpawnerStoppedExpectations.QUIET;
import static dev.referee.ec2.SpawnerStoppedExpectations.STRANGE_GONE;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.aws.Account;
import dev.referee.resources.InstanceReads;
import dev.referee.spi.Arguments;
import dev.referee.spi.Facts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Instance;

/** An evaluator of strange instances: existing ones, and those that existed until recently. */
final class SpawnerStoppedUnwanted {
  /** How long EC2 lists a terminated instance, according to its documentation. */
  private static final Duration LISTED = Duration.ofHours(1);

  /**
   * The instances that were found in another Region.
   *
   * @param name the Region's name; empty if the Regions are unknown
   * @param instances the strange instances
   * @param unseen why they could not be seen
   */
  private record Elsewhere(
      String name, ImmutableList<Instance> instances, Optional<Inconclusive> unseen) {}

  private final Arguments arguments;
  private final String region;
  private final ImmutableList<Instance> here;
  private final ImmutableList<Elsewhere> elsewhere;

  private SpawnerStoppedUnwanted(
      Arguments arguments,
      String region,
      ImmutableList<Instance> here,
      ImmutableList<Elsewhere> elsewhere) {
    this.arguments = arguments;
    this.region = region;
    this.here = here;
    this.elsewhere = elsewhere;
  }

  /** Reads them; instances that the fleets launched or contain are not strange. */
  static SpawnerStoppedUnwanted read(
      Account account, Arguments arguments, List<SpawnerStoppedFleet> fleets) {
    ImmutableSet<String> known =
        fleets.stream()
            .flatMap(fleet -> fleet.servers().stream())
            .map(SpawnerStoppedGroupInstance::id)
            .collect(toImmutableSet());
    Predicate<Instance> strange =
        instance ->
            !known.contains(instance.instanceId())
                && fleets.stream()
                    .noneMatch(
                        fleet ->
                            SpawnerStoppedInstanceOwner.of(instance)
                                .filter(owner -> owner.isGroup(fleet.name()))
                                .isPresent());
    return new SpawnerStoppedUnwanted(
        arguments,
        account.region().id(),
        read(account, arguments, strange),
        elsewhere(account, arguments, strange));
  }

  private static ImmutableList<Instance> read(
      Account account, Arguments arguments, Predicate<Instance> strange) {
    return InstanceReads.all(
            account.client(Ec2Client::builder), arguments.get(SpawnerStopped.STRANGE))
        .stream()
        .filter(strange)
        .sorted(comparing(Instance::launchTime).thenComparing(Instance::instanceId))
        .collect(toImmutableList());
  }

  private static ImmutableList<Elsewhere> elsewhere(
      Account account, Arguments arguments, Predicate<Instance> strange) {
    ImmutableList<Region> regions;
    try {
      regions = SpawnerStopped.regions(arguments).others(account);
    } catch (Inconclusive e) {
      return ImmutableList.of(new Elsewhere("", ImmutableList.of(), Optional.of(e)));
    }
    return regions.stream()
        .map(other -> elsewhere(other.id(), () -> read(account.in(other), arguments, strange)))
        .collect(toImmutableList());
  }

  private static Elsewhere elsewhere(String name, Supplier<ImmutableList<Instance>> read) {
    try {
      return new Elsewhere(name, read.get(), Optional.empty());
    } catch (Inconclusive e) {
      return new Elsewhere(name, ImmutableList.of(), Optional.of(e));
    }
  }

  private Stream<Instance> all() {
    return Stream.concat(
        here.stream(), elsewhere.stream().flatMap(other -> other.instances().stream()));
  }

  private static ImmutableList<Instance> there(List<Instance> instances) {
    return instances.stream()
        .filter(instance -> !InstanceReads.state(instance).equals("terminated"))
        .collect(toImmutableList());
  }

  /**
   * Step: there are none; one finding for the account's Region, and one for each other Region with
   * some.
   *
   * @param open the unsatisfied finding of the step before; while that is pending or unknown, this
   *     step is not unsatisfied
   */
  ImmutableList<Finding> gone(Optional<Finding> open) {
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(
        there(here).isEmpty()
            ? STRANGE_GONE
                .satisfied()
                .seen(
                    "There is no instance %s in %s."
                        .formatted(arguments.get(SpawnerStopped.STRANGE), inRegions()))
                .build()
            : there(region, there(here), open));
    for (Elsewhere other : elsewhere) {
      other
          .unseen()
          .ifPresent(why -> findings.add(STRANGE_GONE.evaluate(() -> unseen(other, why))));
      ImmutableList<Instance> instances = there(other.instances());
      if (!instances.isEmpty()) {
        findings.add(there(other.name(), instances, open));
      }
    }
    return findings.build();
  }

  private String inRegions() {
    if (SpawnerStopped.regions(arguments).isOwnOnly()) {
      return region + ", the only Region that is checked";
    }
    List<String> empty =
        elsewhere.stream()
            .filter(other -> other.unseen().isEmpty() && there(other.instances()).isEmpty())
            .map(Elsewhere::name)
            .toList();
    return empty.size() > 3
        ? "%s and %d other Regions".formatted(region, empty.size())
        : String.join(", ", Iterables.concat(List.of(region), empty));
  }

  private static Finding unseen(Elsewhere other, Inconclusive why) {
    return STRANGE_GONE
        .unknown(why.cause())
        .subject(other.name().isEmpty() ? "other Regions" : "Region " + other.name())
        .seen("Referee could not see whether there are strange instances.")
        .organiserFact("why", String.valueOf(why.getMessage()))
        .build();
  }

  private Finding there(String where, ImmutableList<Instance> instances, Optional<Finding> open) {
    boolean ending = instances.stream().allMatch(InstanceReads::isEnded);
    boolean later = open.filter(before -> before.state() != Finding.State.UNSATISFIED).isPresent();
    Finding.Builder finding =
        (ending || later ? STRANGE_GONE.pending() : STRANGE_GONE.unsatisfied())
            .expected("no instance " + arguments.get(SpawnerStopped.STRANGE))
            .seen(
                instances.size() == 1
                    ? "1 is there in " + where + "."
                    : instances.size() + " are there in " + where + ".")
            .remedy(remedy(instances, open.isEmpty(), ending));
    Facts.add(
        finding,
        instances,
        Instance::instanceId,
        instance ->
            InstanceReads.state(instance)
                + ", launched at "
                + Facts.time(instance.launchTime())
                + SpawnerStoppedInstanceOwner.of(instance)
                    .map(owner -> ", in " + owner)
                    .orElse(""));
    return finding.build();
  }

  private static String remedy(
      ImmutableList<Instance> instances, boolean replaced, boolean ending) {
    if (ending) {
      return "Wait until EC2 has terminated them.";
    }
    ImmutableSet<SpawnerStoppedInstanceOwner> keepers =
        instances.stream()
            .flatMap(instance -> SpawnerStoppedInstanceOwner.of(instance).stream())
            .collect(toImmutableSet());
    if (!keepers.isEmpty()) {
      String ends =
          keepers.stream().limit(3).map(SpawnerStoppedInstanceOwner::ending).collect(joining("; "));
      return "They are replaced when they are terminated, so first %s. Then terminate them."
          .formatted(ends);
    }
    return replaced
        ? "Terminate them. If they come back, something other than the group's servers starts them."
        : "Replace the servers that start them first, then terminate them; otherwise they come"
            + " back.";
  }

  /**
   * Returns when the fix became complete: the latest of the last launch and the last termination of
   * a strange instance, and the termination of the last server with a bad script. If EC2 does not
   * say when a strange instance was terminated, it is when Referee first saw none.
   */
  Optional<Instant> completeAt(
      List<SpawnerStoppedFleet> fleets,
      SpawnerStoppedUserDataCache readings,
      CheckContext context) {
    boolean undated =
        all()
            .anyMatch(
                instance ->
                    InstanceReads.isEnded(instance) && InstanceReads.endedAt(instance).isEmpty());
    Stream<Instant> clean = fleets.stream().flatMap(fleet -> fleet.cleanSince(readings).stream());
    Stream<Instant> seen = undated ? Stream.of(firstSeenGone(context)) : Stream.of();
    return Stream.of(times(), clean, seen).flatMap(each -> each).max(naturalOrder());
  }

  private Stream<Instant> times() {
    return all()
        .flatMap(
            instance ->
                Stream.concat(
                    Stream.of(instance.launchTime()), InstanceReads.endedAt(instance).stream()));
  }

  private Instant firstSeenGone(CheckContext context) {
    String key = "gone-since";
    if (all().anyMatch(instance -> !InstanceReads.isEnded(instance))) {
      context.memory().remove(key);
      return context.now();
    }
    Instant since = context.memory().get(key).orElse(context.now());
    context.memory().put(key, since);
    return since;
  }

  /**
   * Returns since when no strange instance has appeared, as far as that is known: EC2 lists
   * instances for an hour after their termination, and older ones are remembered between sweeps.
   *
   * @param completeAt when the fix became complete, according to EC2
   */
  Optional<Instant> quietSince(Optional<Instant> completeAt, CheckContext context) {
    Instant firstLook = context.memory().get("first-look").orElse(context.now());
    context.memory().put("first-look", firstLook);
    Optional<Instant> last =
        Stream.concat(times(), context.memory().get("last-strange").stream()).max(naturalOrder());
    last.ifPresent(time -> context.memory().put("last-strange", time));
    boolean seen = elsewhere.stream().allMatch(other -> other.unseen().isEmpty());
    return seen && all().allMatch(instance -> InstanceReads.state(instance).equals("terminated"))
        ? Stream.of(completeAt.stream(), last.stream(), Stream.of(firstLook.minus(LISTED)))
            .flatMap(each -> each)
            .max(naturalOrder())
        : Optional.empty();
  }

  /**
   * Step: none has come back.
   *
   * @param before an unsatisfied finding of the earlier steps about scripts, except unreadable
   *     ones: while there is one, the quiet period cannot begin
   */
  Finding quiet(Optional<Finding> before, Optional<Instant> completeAt, Instant now) {
    Duration period = arguments.get(SpawnerStopped.QUIET_PERIOD);
    String expected = "no strange instance for " + Facts.duration(period);
    if (before.isPresent() || completeAt.isEmpty()) {
      boolean failed = before.filter(open -> open.state() == Finding.State.UNSATISFIED).isPresent();
      return (failed ? QUIET.unsatisfied() : QUIET.pending())
          .after(before.map(Finding::code))
          .expected(expected)
          .seen(
              there(all().toList()).isEmpty()
                  ? "It begins when the earlier steps are done."
                  : "It begins when there are no more strange instances.")
          .build();
    }
    Instant until = completeAt.get().plus(period);
    Finding.Builder finding = now.isBefore(until) ? QUIET.pending(until) : QUIET.satisfied();
    return finding
        .expected(expected)
        .seen("No strange instance has appeared since " + Facts.time(completeAt.get()) + ".")
        .remedy("Wait: no strange instance may come back until " + Facts.time(until) + ".")
        .build();
  }
}

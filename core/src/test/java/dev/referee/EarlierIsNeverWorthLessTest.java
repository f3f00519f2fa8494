package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.reflect.ClassPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * A test that an earlier fix is never worth less. It plays one game twice, in the same world, with
 * a team that fixes things early and a team that fixes the same things later. A disaster may undo
 * fixes: who was seen to have solved the task before it leans back, who was not fixes it again. So
 * it goes, by every scoring policy that is shipped.
 */
class EarlierIsNeverWorthLessTest {
  private static final Instant TEN = Instant.parse("2026-11-22T10:00:00Z");
  private static final List<Method> FACTORIES = findFactories();
  private static final Expectation FIXED = Expectation.of("NotFixed", "part", "It is fixed");

  /** A task with several parts and the events during its game, with times in minutes. */
  record World(
      long points,
      List<Long> weights,
      List<Integer> sweeps,
      List<Integer> blindSweeps,
      List<Integer> hints,
      List<Integer> others,
      Optional<Integer> disaster,
      Optional<GameClock> clock,
      boolean fixTimesKnown,
      long seed) {

    /** Returns since when a part is fixed, as seen in a minute. */
    Optional<Integer> fixedSince(int fix, int now) {
      boolean undone = disaster.isPresent() && fix < disaster.get() && disaster.get() <= now;
      return fix <= now && !undone ? Optional.of(fix) : Optional.empty();
    }

    /**
     * Returns whether a team that has fixed everything by then is safe, because the fix was seen
     * and counts.
     */
    boolean sawSolvedBeforeTheDisaster(int fixed) {
      return sweeps.stream()
          .filter(sweep -> sweep >= fixed && sweep < disaster.orElse(Integer.MIN_VALUE))
          .filter(sweep -> !blindSweeps.contains(sweep))
          .map(EarlierIsNeverWorthLessTest::at)
          .anyMatch(
              at -> clock.map(each -> !at.isBefore(each.start()) && each.counts(at)).orElse(true));
    }

    Judgement judge(List<List<Integer>> fixes, int now) {
      List<Judgement.Part> parts = new ArrayList<>();
      for (int part = 0; part < weights.size(); part++) {
        Optional<Instant> since =
            fixes.get(part).stream()
                .flatMap(fix -> fixedSince(fix, now).stream())
                .min(Integer::compare)
                .map(EarlierIsNeverWorthLessTest::at);
        Finding finding =
            (blindSweeps.contains(now)
                    ? FIXED.unknown(Cause.THROTTLED)
                    : since.isPresent() ? FIXED.satisfied() : FIXED.unsatisfied())
                .build();
        Verdict verdict = Verdict.of(at(now), finding);
        parts.add(
            new Judgement.Part(
                "part-" + part,
                "It is fixed",
                weights.get(part),
                fixTimesKnown ? verdict.withFixedAt(since) : verdict));
      }
      return new Judgement("team-7", "task", parts, at(now));
    }

    /** Returns the final score of a team that fixes the parts at the given times. */
    Score play(ScoringPolicy policy, List<List<Integer>> fixes) {
      Task.Builder building = Task.builder("task", "Task").points(points).scoring(policy);
      weights.forEach(weight -> building.check(new ScoringPolicyTest.FixedCheck("part"), weight));
      hints.forEach(hint -> building.hint("Look closer", 10L * hint));
      Task task = building.build();
      Score earned = Score.ZERO;
      Optional<Instant> solvedAt = Optional.empty();
      for (int sweep : sweeps) {
        Judgement judgement = judge(fixes, sweep);
        Instant solved = solvedAt.orElse(judgement.countsAt());
        TaskHistory history =
            TaskHistory.builder()
                .earned(earned)
                .hintsTaken(hintsBy(sweep))
                .solvedBefore((int) others.stream().filter(at -> at(at).isBefore(solved)).count())
                .solvedAt(solvedAt)
                .clock(clock)
                .build();
        if (task.award(judgement, history) instanceof Award.Points award) {
          earned = award.earned();
          assertThat(award.total())
              .isEqualTo(task.total(history(earned, hintsBy(sweep))))
              .isLessThanOrEqualTo(earned);
          if (judgement.verdict().isPassed() && solvedAt.isEmpty()) {
            solvedAt = Optional.of(judgement.countsAt());
          }
        }
      }
      return task.total(history(earned, hints.size()));
    }

    private int hintsBy(int now) {
      return (int) hints.stream().filter(at -> at <= now).count();
    }

    private static TaskHistory history(Score earned, int hints) {
      return TaskHistory.builder().earned(earned).hintsTaken(hints).build();
    }
  }

  private static Instant at(int minute) {
    return TEN.plus(Duration.ofMinutes(minute));
  }

  @Provide
  Arbitrary<World> worlds() {
    Arbitrary<Integer> minutes = Arbitraries.integers().between(-20, 200);
    Arbitrary<List<Integer>> times =
        minutes.list().ofMaxSize(4).map(EarlierIsNeverWorthLessTest::sorted);
    Arbitrary<List<Integer>> sweeps =
        minutes.set().ofMinSize(3).ofMaxSize(12).map(EarlierIsNeverWorthLessTest::sorted);
    return Combinators.combine(
            Arbitraries.longs().between(0, 2_000),
            Arbitraries.longs().between(1, 5).list().ofMinSize(1).ofMaxSize(4),
            sweeps,
            times,
            minutes
                .filter(at -> at >= 0)
                .list()
                .ofMaxSize(3)
                .map(EarlierIsNeverWorthLessTest::sorted),
            times,
            minutes.optional(0.5),
            Combinators.combine(
                    clocks().optional(0.8), Arbitraries.of(true, false), Arbitraries.longs())
                .as((clock, known, seed) -> new Object[] {clock, known, seed}))
        .as(
            (points, weights, looks, blind, hints, others, disaster, rest) ->
                new World(
                    points,
                    weights,
                    looks,
                    blind,
                    hints,
                    others,
                    disaster,
                    clock(rest[0]),
                    (boolean) rest[1],
                    (long) rest[2]))
        .withoutEdgeCases();
  }

  private static Optional<GameClock> clock(Object clock) {
    return ((Optional<?>) clock).map(GameClock.class::cast);
  }

  private static List<Integer> sorted(java.util.Collection<Integer> times) {
    return times.stream().sorted().toList();
  }

  private static Arbitrary<GameClock> clocks() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 180),
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(0, 60))
        .as(
            (duration, pause, length) -> {
              GameClock clock = GameClock.of(TEN, Duration.ofMinutes(duration));
              return pause < duration ? clock.pause(at(pause)).resume(at(pause + length)) : clock;
            });
  }

  /** Returns every public factory of policies in the house, wherever it stands. */
  private static List<Method> findFactories() {
    return topLevelClasses()
        .flatMap(type -> Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses())))
        .flatMap(type -> Stream.of(type.getDeclaredMethods()))
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .filter(method -> ScoringPolicy.class.isAssignableFrom(method.getReturnType()))
        .toList();
  }

  private static Stream<Class<?>> topLevelClasses() {
    try {
      return ClassPath.from(ScoringPolicy.class.getClassLoader())
          .getTopLevelClassesRecursive("dev.referee")
          .stream()
          .map(ClassPath.ClassInfo::load);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls a factory with any valid argument. */
  private static ScoringPolicy make(Method factory, Random random) {
    int[] minute = {random.nextInt(100) - 20};
    Object[] arguments =
        Stream.of(factory.getParameterTypes())
            .map(
                type -> {
                  if (type == long.class) {
                    return (Object) (long) random.nextInt(1_500);
                  }
                  if (type == Instant.class) {
                    return at(minute[0] += 1 + random.nextInt(60));
                  }
                  throw new AssertionError("Teach this test to give a " + type + " to " + factory);
                })
            .toArray();
    try {
      return (ScoringPolicy) factory.invoke(null, arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(factory + " refuses what it is given", e);
    }
  }

  @Test
  void holdsForEveryShippedPolicy() {
    assertThat(FACTORIES.stream().map(Method::getName))
        .contains("allOrNothing", "proportional", "timeBonus", "decayByRank");
  }

  @Property(tries = 600)
  void underEveryShippedPolicy(@ForAll("worlds") World world) {
    Random random = new Random(world.seed());
    List<List<Integer>> late =
        IntStream.range(0, world.weights().size())
            .mapToObj(part -> List.of(random.nextInt(220) - 20))
            .toList();
    List<Integer> sooner = late.stream().map(fix -> fix.get(0) - random.nextInt(60)).toList();
    boolean done = world.sawSolvedBeforeTheDisaster(Collections.max(sooner));
    List<List<Integer>> early =
        IntStream.range(0, late.size())
            .mapToObj(
                part ->
                    done
                        ? List.of(sooner.get(part))
                        : List.of(sooner.get(part), late.get(part).get(0)))
            .toList();
    for (Method factory : FACTORIES) {
      long policy = random.nextLong();
      assertThat(world.play(make(factory, new Random(policy)), early))
          .as("%s: fixed at %s and not only at %s", factory.getName(), early, late)
          .isGreaterThanOrEqualTo(world.play(make(factory, new Random(policy)), late));
    }
  }
}

package dev.referee;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Comparator.comparing;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.referee.internal.Durations;
import dev.referee.spi.Memory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/** Factory methods for checks that combine or wrap other checks. */
public final class Checks {
  /** The step that {@link #sustainedFor} adds. */
  static final Expectation SUSTAINED =
      Expectation.of("NotSustainedYet", "stability", "It has stayed fixed long enough");

  private static final String SINCE = "sustained-since";
  private static final String BROKEN = "seen-broken";

  private Checks() {}

  /**
   * Returns a check that passes if all pass. Any unsatisfied finding makes it fail; else any
   * unknown finding makes it inconclusive; else any pending finding makes it pending.
   */
  public static Check allOf(String id, Check first, Check... more) {
    return new Combined(id, " and ", ImmutableList.<Check>builder().add(first).add(more).build()) {
      @Override
      Verdict verdict(List<Verdict> verdicts) {
        return Checks.allOf(verdicts);
      }
    };
  }

  /**
   * Returns a check of accepted alternatives: it passes if one of them does. Passed takes
   * precedence over pending, pending over inconclusive, and inconclusive over failed, so that
   * nobody loses because an alternative could not be read. Its findings are those of the
   * alternative that counts; among equal outcomes, of the one with the most progress, then of the
   * first.
   */
  public static Check anyOf(String id, Check first, Check... more) {
    return new Combined(id, " or ", ImmutableList.<Check>builder().add(first).add(more).build()) {
      @Override
      Verdict verdict(List<Verdict> verdicts) {
        return Checks.anyOf(verdicts);
      }
    };
  }

  /**
   * Returns a check that passes if the given one has been passing for some time, in every sweep.
   * Until then it is pending. A failed verdict restarts the time; a pending or inconclusive one
   * does not.
   *
   * <p>The time begins when the task was fixed, if that is known, and otherwise when the check
   * first passed, but never before it last failed. These times are stored in the {@link Memory
   * memory}.
   */
  public static Check sustainedFor(Duration duration, Check check) {
    checkArgument(
        !duration.isNegative() && !duration.isZero(),
        "The duration has to be positive, not %s",
        duration);
    return new Wrapped(
        check, check.claim() + ", and it stays that way for " + Durations.describe(duration)) {
      @Override
      public List<Expectation> expectations() {
        return ImmutableList.copyOf(Iterables.concat(check.expectations(), List.of(SUSTAINED)));
      }

      @Override
      public Verdict judge(CheckContext context) throws InterruptedException {
        Verdict verdict = CheckJudge.judge(check, new PartContext(context, "sustained"));
        return sustained(duration, verdict, context);
      }
    };
  }

  static Check because(Check check, String reason) {
    return new Wrapped(check, check.claim() + ", because " + reason) {
      @Override
      public Verdict judge(CheckContext context) throws Exception {
        return check.judge(context);
      }
    };
  }

  private static Verdict sustained(Duration duration, Verdict verdict, CheckContext context) {
    Memory memory = context.memory();
    if (verdict.outcome() == Outcome.FAILED) {
      memory.remove(SINCE);
      memory.put(BROKEN, context.now());
    }
    if (!verdict.isPassed()) {
      return verdict;
    }
    Instant fixed = verdict.fixedAt().or(() -> memory.get(SINCE)).orElse(context.now());
    Instant since = memory.get(BROKEN).filter(fixed::isBefore).orElse(fixed);
    memory.put(SINCE, since);
    Instant until = since.plus(duration);
    Finding.Builder finding =
        context.now().isBefore(until) ? SUSTAINED.pending(until) : SUSTAINED.satisfied();
    Finding sustained =
        finding
            .expected("fixed for " + Durations.describe(duration))
            .seen("fixed since " + since)
            .remedy("Nothing is left to do. Wait.")
            .build();
    return Verdict.of(
            verdict.observedAt(), Iterables.concat(verdict.findings(), List.of(sustained)))
        .withFixedAt(verdict.fixedAt())
        .withEvidence(verdict.evidence());
  }

  static Verdict allOf(List<Verdict> verdicts) {
    Instant observedAt =
        verdicts.stream()
            .map(Verdict::observedAt)
            .reduce(BinaryOperator.maxBy(Instant::compareTo))
            .orElseThrow();
    return Verdict.of(
            observedAt, Iterables.concat(verdicts.stream().map(Verdict::findings).toList()))
        .withFixedAt(Judgement.latest(verdicts.stream().map(Verdict::fixedAt).toList()))
        .withEvidence(
            verdicts.stream().flatMap(verdict -> verdict.evidence().stream()).distinct().toList());
  }

  static Verdict anyOf(List<Verdict> verdicts) {
    return Stream.of(Outcome.PASSED, Outcome.PENDING, Outcome.INCONCLUSIVE, Outcome.FAILED)
        .map(
            outcome ->
                verdicts.stream()
                    .filter(verdict -> verdict.outcome() == outcome)
                    .reduce((some, other) -> furthest(some, other)))
        .flatMap(java.util.Optional::stream)
        .findFirst()
        .orElseThrow();
  }

  private static Verdict furthest(Verdict first, Verdict second) {
    return comparing(Verdict::progress).compare(first, second) >= 0 ? first : second;
  }

  /** A check that delegates to another one, except for overridden methods. */
  private abstract static class Wrapped implements Check {
    private final Check check;
    private final String claim;

    Wrapped(Check check, String claim) {
      this.check = check;
      this.claim = claim;
    }

    @Override
    public String id() {
      return check.id();
    }

    @Override
    public String claim() {
      return claim;
    }

    @Override
    public List<Expectation> expectations() {
      return check.expectations();
    }

    @Override
    public Permissions permissions() {
      return check.permissions();
    }

    @Override
    public String toString() {
      return id() + ": " + claim;
    }
  }

  /** A check that judges several checks and combines their verdicts into one. */
  private abstract static class Combined implements Check {
    private final String id;
    private final String conjunction;
    private final ImmutableList<Check> checks;
    private final ImmutableList<String> parts;

    Combined(String id, String conjunction, ImmutableList<Check> checks) {
      Ids.require("check", id);
      this.id = id;
      this.conjunction = conjunction;
      this.checks = checks;
      this.parts = Ids.distinct(checks);
    }

    abstract Verdict verdict(List<Verdict> verdicts);

    @Override
    public String id() {
      return id;
    }

    @Override
    public String claim() {
      return String.join(conjunction, checks.stream().map(Check::claim).toList());
    }

    @Override
    public List<Expectation> expectations() {
      return checks.stream()
          .flatMap(check -> check.expectations().stream())
          .distinct()
          .collect(toImmutableList());
    }

    @Override
    public Permissions permissions() {
      return checks.stream().map(Check::permissions).reduce(Permissions.none(), Permissions::and);
    }

    @Override
    public Verdict judge(CheckContext context) throws InterruptedException {
      ImmutableList.Builder<Verdict> verdicts = ImmutableList.builder();
      for (int i = 0; i < checks.size(); i++) {
        CheckContext part = new PartContext(context, parts.get(i));
        verdicts.add(CheckJudge.judge(checks.get(i), part));
      }
      return verdict(verdicts.build());
    }

    @Override
    public String toString() {
      return id + ": " + claim();
    }
  }
}

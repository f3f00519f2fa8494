package dev.referee;

import static dev.referee.Fakes.FIXED;
import static dev.referee.Fakes.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Fakes.Place;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Tests checks that catch the exception of an inconclusive call. */
class UnseenTest {
  private static final String NEEDED = "ec2:DescribeInstances";
  private static final String OPTIONAL = "ec2:DescribeAddresses";

  private final AtomicReference<CheckExecution> run = new AtomicReference<>();
  private final Place place =
      new Place(
          "place",
          entered -> {
            run.set(entered);
            return CheckScope.NOTHING;
          });

  /** One question, and the result. */
  record Asked(String action, String question, Optional<Cause> failure) {}

  /** Calls AWS, catches any exception, and returns the given verdict. */
  private final class Catching implements Check {
    private final String id;
    private final List<Asked> asked;
    private final Finding.State state;

    Catching(String id, Finding.State state, Asked... asked) {
      this(id, state, List.of(asked));
    }

    Catching(String id, Finding.State state, List<Asked> asked) {
      this.id = id;
      this.asked = asked;
      this.state = state;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public String claim() {
      return "It is fixed";
    }

    @Override
    public Permissions permissions() {
      return Permissions.ofReads(NEEDED, OPTIONAL).withOptionals(OPTIONAL);
    }

    @Override
    public Verdict judge(CheckContext context) {
      context.target(Place.class);
      asked.forEach(
          each ->
              run.get()
                  .asked(
                      each.action(),
                      each.question(),
                      each.failure().map(cause -> new Inconclusive(cause, "as " + cause))));
      return context.verdict(
          switch (state) {
            case SATISFIED -> FIXED.satisfied().build();
            case UNSATISFIED -> FIXED.unsatisfied().build();
            case PENDING -> FIXED.pending().build();
            case UNKNOWN -> FIXED.unknown(Cause.NO_SUBJECT).build();
          });
    }
  }

  private static Asked denied(String action) {
    return new Asked(action, "of " + action, Optional.of(Cause.ACCESS_DENIED));
  }

  private Verdict judge(Check check) {
    return Referee.create().judge(check, place);
  }

  @Provide
  Arbitrary<List<Asked>> asked() {
    return Combinators.combine(
            Arbitraries.of(NEEDED, OPTIONAL),
            Arbitraries.of("one", "another"),
            Arbitraries.of(Cause.class).optional())
        .as((action, question, cause) -> new Asked(action, action + question, cause))
        .list()
        .ofMaxSize(5);
  }

  @Property(tries = 300)
  void nothingPassesOnWhatCouldNotBeSeenAndIsNeeded(
      @ForAll("asked") List<Asked> asked, @ForAll Finding.State state) {
    Map<String, Asked> last = new LinkedHashMap<>();
    asked.forEach(
        each -> {
          last.remove(each.question());
          last.put(each.question(), each);
        });
    Optional<Cause> unseen =
        last.values().stream()
            .filter(each -> each.action().equals(NEEDED))
            .flatMap(each -> each.failure().stream())
            .findFirst();
    Verdict said = Verdict.of(java.time.Instant.EPOCH, judge(new Catching("x", state)).findings());

    Verdict verdict = judge(new Catching("x", state, asked));

    if (said.isPassed() && unseen.isPresent()) {
      assertThat(verdict.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(verdict.cause()).isEqualTo(unseen);
      assertThat(verdict.findings()).hasSize(2).startsWith(said.findings().get(0));
    } else {
      assertThat(verdict.findings()).isEqualTo(said.findings());
    }
  }

  @Test
  void aSuccessfulRetryCounts() {
    Asked seen = new Asked(NEEDED, "of " + NEEDED, Optional.empty());

    assertThat(judge(new Catching("x", Finding.State.SATISFIED, denied(NEEDED), seen)).isPassed())
        .isTrue();
    assertThat(judge(new Catching("x", Finding.State.SATISFIED, seen, denied(NEEDED))).isPassed())
        .isFalse();
  }

  @Test
  void anAlternativeThatPassesIsNotTurnedByOneThatCouldNotBeSeen() {
    Check unseen = new Catching("unseen", Finding.State.SATISFIED, denied(NEEDED));
    Check passing = new Catching("passing", Finding.State.SATISFIED);

    assertThat(judge(Checks.anyOf("any", unseen, passing)).isPassed()).isTrue();
    assertThat(judge(Checks.anyOf("any", passing, unseen)).isPassed()).isTrue();
    assertThat(judge(Checks.allOf("all", passing, unseen)).cause()).contains(Cause.ACCESS_DENIED);
    assertThat(judge(unseen.because("we say so")).cause()).contains(Cause.ACCESS_DENIED);
  }

  @Test
  void whatIsThrownBecauseSomethingCouldNotBeSeenIsNotBroken() {
    Check wraps =
        Fakes.check(
            "wraps",
            context -> {
              throw new IllegalStateException(
                  "wrapped", new Inconclusive(Cause.THROTTLED, "slowly"));
            });

    Verdict verdict = judge(wraps);

    assertThat(verdict.cause()).contains(Cause.THROTTLED);
    assertThat(why(verdict)).isEqualTo("slowly");
  }

  @Test
  void whatIsThrownInACircleIsBroken() {
    Check circles =
        Fakes.check(
            "circles",
            context -> {
              Exception one = new Exception("one");
              one.initCause(new Exception("other", one));
              throw one;
            });

    assertThat(judge(circles).cause()).contains(Cause.INTERNAL);
  }
}

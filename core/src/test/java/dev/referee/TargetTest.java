package dev.referee;

import static dev.referee.Fakes.awaitStubbornly;
import static dev.referee.Fakes.cause;
import static dev.referee.Fakes.check;
import static dev.referee.Fakes.evidence;
import static dev.referee.Fakes.game;
import static dev.referee.Fakes.outcome;
import static dev.referee.Fakes.task;
import static dev.referee.Fakes.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Fakes.Place;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TargetTest {
  private final HandTimer timer = new HandTimer();
  private final Referee.Builder builder = Referee.builder().timer(timer);
  private final Check looks =
      check(
          "looks",
          context -> {
            context.target(Place.class);
            return Fakes.passed(context);
          });

  /** A target of another type. */
  private record Elsewhere(String name) implements Target {}

  @Nested
  class Finding {

    @Test
    void isByTypeAmongOthers() {
      assertThat(builder.build().judge(looks, new Elsewhere("x"), Place.of("y")).isPassed())
          .isTrue();
    }

    @Test
    void givesItToTheCheckWheneverItAsks() {
      Place place = Place.of("y");
      List<Place> given = new CopyOnWriteArrayList<>();
      Check asks =
          check(
              "asks",
              context -> {
                given.add(context.target(Place.class));
                given.add(context.target(Place.class));
                return Fakes.passed(context);
              });

      builder.build().judge(asks, place);

      assertThat(given).containsExactly(place, place);
    }

    @Test
    void reportsThatThereIsNone() {
      Verdict verdict = builder.build().judge(looks, new Elsewhere("x"));

      assertThat(verdict.cause()).contains(Cause.MISCONFIGURED);
      assertThat(why(verdict)).contains("looks", "Place", "none");
    }

    @Test
    void reportsThatThereAreSeveral() {
      Verdict verdict = builder.build().judge(looks, Place.of("one"), Place.of("two"));

      assertThat(verdict.cause()).contains(Cause.MISCONFIGURED);
      assertThat(why(verdict)).contains("[one, two]");
    }
  }

  @Nested
  class Entering {
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @Test
    void happensOnceForEachCheckAndEndsWithIt() {
      Check twice =
          check(
              "twice",
              context -> {
                context.target(Place.class);
                context.target(Place.class);
                heard.add("judge");
                return Fakes.passed(context);
              });
      Place place =
          new Place(
              "place",
              run -> {
                heard.add("enter " + run.check().id());
                return () -> heard.add("leave");
              });

      builder.build().judge(twice, place);

      assertThat(heard).containsExactly("enter twice", "judge", "leave");
    }

    @Test
    void endsInTheOtherOrderThanItBegan() {
      Check both =
          check(
              "both",
              context -> {
                context.target(Place.class);
                context.target(Second.class);
                return Fakes.passed(context);
              });

      builder
          .build()
          .judge(both, new Place("p", run -> () -> heard.add("first")), new Second(heard));

      assertThat(heard).containsExactly("second", "first");
    }

    @Test
    void mayThrowThatItCouldNotSee() {
      Place denied =
          new Place(
              "denied",
              run -> {
                throw new Inconclusive(Cause.ACCESS_DENIED, "no role");
              });

      assertThat(builder.build().judge(looks, denied).cause()).contains(Cause.ACCESS_DENIED);
    }

    @Test
    void mayBreak() {
      assertThat(builder.build().judge(looks, new Place("broken", run -> null)).cause())
          .contains(Cause.INTERNAL);
    }

    @Test
    void mayBreakWhenItEnds() {
      Place broken =
          new Place(
              "broken",
              run ->
                  () -> {
                    throw new IllegalStateException();
                  });
      Game game = game(task("a", looks), task("b", looks));

      Sweep sweep =
          builder.executor(Runnable::run).build().sweep(game, List.of(Team.of("red", broken)));

      assertThat(outcome(sweep, "red", "a")).isEqualTo(Outcome.PASSED);
      assertThat(outcome(sweep, "red", "b")).isEqualTo(Outcome.PASSED);
      assertThat(timer.alarms()).isZero();
    }

    @Test
    void mayHangWhenItEnds() {
      Place hangs =
          new Place(
              "hangs",
              run ->
                  () -> {
                    timer.advance(Duration.ofSeconds(30));
                    assertThat(Thread.interrupted()).isTrue();
                  });

      assertThat(builder.build().judge(looks, hangs).cause()).contains(Cause.TIMED_OUT);
    }

    @Test
    void hasTheNameOfTheTeam() {
      Place place =
          new Place(
              "place",
              run -> {
                heard.add(run.name());
                return CheckScope.NOTHING;
              });

      builder.build().judge(Team.of("red", place), task("spawner", looks));

      assertThat(heard).containsExactly("red/spawner/looks");
    }
  }

  private record Second(List<String> heard) implements Target {
    @Override
    public String name() {
      return "second";
    }

    @Override
    public CheckScope enter(CheckExecution run) {
      return () -> heard.add("second");
    }
  }

  @Nested
  class Answering {

    private Verdict judge(Check check) {
      return builder
          .build()
          .judge(
              check,
              new Place(
                  "place",
                  run -> {
                    run.evidence(evidence("DescribeInstances"));
                    run.evidence(evidence("DescribeVpcs"));
                    return CheckScope.NOTHING;
                  }));
    }

    @Test
    void isEvidenceOfTheVerdict() {
      assertThat(judge(looks).evidence())
          .containsExactly(evidence("DescribeInstances"), evidence("DescribeVpcs"));
    }

    @Test
    void isEvidenceOfAnInconclusiveVerdictToo() {
      Check broken =
          check(
              "broken",
              context -> {
                context.target(Place.class);
                throw new IllegalStateException();
              });

      assertThat(judge(broken).evidence()).hasSize(2);
    }
  }

  @Nested
  class Sharing {
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    /** A key of a shared value, with the same hash code as all other such keys. */
    private record Key(String name) {
      @Override
      public int hashCode() {
        return 1;
      }
    }

    private final class Thing implements AutoCloseable {
      private final int number = made.incrementAndGet();

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    }

    private Sweep sweep(Function<CheckExecution, Object> use, int tasks) {
      Place place =
          new Place(
              "place",
              run -> {
                Object unused = use.apply(run);
                return CheckScope.NOTHING;
              });
      Task[] all = new Task[tasks];
      for (int i = 0; i < tasks; i++) {
        all[i] = task("task-" + i, looks);
      }
      return builder.build().sweep(game(all), List.of(Team.of("red", place)));
    }

    @Test
    void makesItOnceForASweepAndClosesItThen() {
      List<Integer> open = new CopyOnWriteArrayList<>();

      sweep(
          run -> {
            Thing thing = run.shared(Thing.class, "key", Thing::new);
            open.add(closed.get());
            return open.add(thing.number);
          },
          8);

      assertThat(open).hasSize(16).containsOnly(0, 1);
      assertThat(made).hasValue(1);
      assertThat(closed).hasValue(1);
    }

    @Test
    void makesAnotherForAnotherSweepKeyAndType() {
      Function<CheckExecution, Object> use =
          run ->
              run.shared(Thing.class, "a", Thing::new).number
                  + run.shared(Thing.class, "b", Thing::new).number
                  + run.shared(AutoCloseable.class, "a", Thing::new).hashCode();

      sweep(use, 1);
      sweep(use, 1);

      assertThat(made).hasValue(6);
      assertThat(closed).hasValue(6);
    }

    @Test
    void triesAgainWhenItCouldNotBeMade() {
      Sweep sweep =
          sweep(
              run ->
                  run.shared(
                      Thing.class,
                      "key",
                      () -> {
                        Thing thing = new Thing();
                        if (thing.number == 1) {
                          throw new Inconclusive(Cause.THROTTLED, "slowly");
                        }
                        return thing;
                      }),
              4);

      assertThat(sweep.judgements())
          .extracting(judged -> judged.verdict().outcome())
          .containsExactlyInAnyOrder(
              Outcome.INCONCLUSIVE, Outcome.PASSED, Outcome.PASSED, Outcome.PASSED);
      assertThat(made).hasValue(2);
    }

    @Test
    void refusesToMakeItFromItself() {
      Sweep sweep = sweep(run -> recursive(run), 2);

      assertThat(cause(sweep, "red", "task-0")).contains(Cause.INTERNAL);
      assertThat(cause(sweep, "red", "task-1")).contains(Cause.INTERNAL);
      assertThat(why(sweep.judgement("red", "task-0").orElseThrow().verdict())).contains("itself");
    }

    private Thing recursive(CheckExecution run) {
      return run.shared(Thing.class, "key", () -> recursive(run));
    }

    @Test
    void doesNotBlockOtherChecks() {
      CountDownLatch otherIsMade = new CountDownLatch(1);
      CountDownLatch making = new CountDownLatch(1);
      Function<CheckExecution, Object> use =
          run ->
              run.name().contains("task-0")
                  ? run.shared(
                      Thing.class,
                      new Key("slow"),
                      () -> {
                        making.countDown();
                        awaitStubbornly(otherIsMade);
                        return new Thing();
                      })
                  : other(run, making, otherIsMade);

      Sweep sweep = sweep(use, 2);

      assertThat(sweep.judgements()).allMatch(judged -> judged.verdict().isPassed());
    }

    private Thing other(CheckExecution run, CountDownLatch making, CountDownLatch otherIsMade) {
      awaitStubbornly(making);
      Thing thing = run.shared(Thing.class, new Key("quick"), Thing::new);
      otherIsMade.countDown();
      return thing;
    }

    @Test
    void closesWhatIsMadeTooLate() {
      CountDownLatch swept = new CountDownLatch(1);
      CountDownLatch isClosed = new CountDownLatch(1);

      Sweep sweep =
          sweep(
              run ->
                  run.shared(
                      AutoCloseable.class,
                      "key",
                      () -> {
                        timer.advance(Duration.ofSeconds(30));
                        awaitStubbornly(swept);
                        return isClosed::countDown;
                      }),
              1);
      swept.countDown();

      assertThat(cause(sweep, "red", "task-0")).contains(Cause.TIMED_OUT);
      awaitStubbornly(isClosed);
    }

    @Test
    void mayBreakWhenItIsClosed() {
      AutoCloseable broken =
          () -> {
            throw new AssertionError();
          };

      sweep(
          run -> {
            run.shared(AutoCloseable.class, "broken", () -> broken);
            return run.shared(Thing.class, "thing", Thing::new);
          },
          1);

      assertThat(closed).hasValue(1);
    }
  }
}

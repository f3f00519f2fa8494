package dev.referee;

import static dev.referee.Fakes.cause;
import static dev.referee.Fakes.check;
import static dev.referee.Fakes.failing;
import static dev.referee.Fakes.game;
import static dev.referee.Fakes.outcome;
import static dev.referee.Fakes.passing;
import static dev.referee.Fakes.task;
import static dev.referee.Fakes.why;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Fakes.Body;
import dev.referee.Fakes.Place;
import dev.referee.report.Report;
import dev.referee.spi.Memory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefereeTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private static final Team RED = Team.of("red", Place.of("account red"));
  private static final Team BLUE = Team.of("blue", Place.of("account blue"));

  private final Referee.Builder builder =
      Referee.builder().timer(new HandTimer()).clock(Clock.fixed(NOW, ZoneOffset.UTC));

  /** The kinds of misbehaviour of a check. */
  enum Bad {
    THROWS(
        context -> {
          throw new IllegalStateException("broken");
        }),
    THROWS_CHECKED(
        context -> {
          throw new java.io.IOException("broken");
        }),
    ASSERTS(
        context -> {
          throw new AssertionError("broken");
        }),
    CANNOT_LOAD(
        context -> {
          throw new NoClassDefFoundError("broken");
        }),
    HAS_AN_ERROR_OF_ITS_OWN(
        context -> {
          throw new Error("broken");
        }),
    HAS_NO_MEMORY(
        context -> {
          throw new OutOfMemoryError("broken");
        }),
    RECURS_FOR_EVER(Bad::recur),
    THROWS_WHAT_CANNOT_BE_TOLD(
        context -> {
          throw new IllegalStateException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
              throw new IllegalStateException("not even that");
            }
          };
        }),
    RETURNS_NULL(context -> null);

    @SuppressWarnings("ImmutableEnumChecker")
    private final Body body;

    Bad(Body body) {
      this.body = body;
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Verdict recur(CheckContext context) {
      return recur(context);
    }
  }

  @Nested
  class OneBadCheck {

    @ParameterizedTest
    @EnumSource(Bad.class)
    void doesNotAffectOthers(Bad bad) {
      Game game = game(task("bad", check("bad", bad.body)), task("good", passing("good")));

      for (Executor executor : List.<Executor>of(Runnable::run, Executors.virtualOrDaemon())) {
        Sweep sweep = builder.executor(executor).build().sweep(game, List.of(RED, BLUE));

        assertThat(cause(sweep, "red", "bad")).contains(Cause.INTERNAL);
        assertThat(cause(sweep, "blue", "bad")).contains(Cause.INTERNAL);
        assertThat(outcome(sweep, "red", "good")).isEqualTo(Outcome.PASSED);
        assertThat(outcome(sweep, "blue", "good")).isEqualTo(Outcome.PASSED);
        assertThat(sweep.complete()).isTrue();
      }
    }

    @ParameterizedTest
    @EnumSource(Bad.class)
    void isNamedToTheOperatorOnly(Bad bad) {
      Verdict verdict = builder.build().judge(check("bad.check", bad.body));

      assertThat(why(verdict)).contains("bad.check");
      assertThat(Report.forPlayers(Disclosure.EXACT).text(verdict)).doesNotContain("bad.check");
    }

    @Test
    void isReportedWithWhatItThrewOrReturned() {
      assertThat(why(judged(Bad.THROWS_CHECKED))).endsWith("it threw java.io.IOException: broken");
      assertThat(why(judged(Bad.THROWS_WHAT_CANNOT_BE_TOLD)))
          .contains("it threw " + RefereeTest.class.getName());
      assertThat(why(judged(Bad.RETURNS_NULL))).endsWith("it returned no verdict");
    }

    private Verdict judged(Bad bad) {
      return builder.build().judge(check("bad", bad.body));
    }

    @Test
    void doesNotStopTheOthersOfItsTask() {
      Task task = task("task", check("bad", Bad.THROWS.body), passing("good"));

      Judgement judgement = builder.build().judge(RED, task);

      assertThat(judgement.parts())
          .extracting(part -> part.verdict().outcome())
          .containsExactly(Outcome.INCONCLUSIVE, Outcome.PASSED);
    }

    @Test
    void mayThrowThatItWasInterruptedThoughItWasNot() {
      Check odd =
          check(
              "odd",
              context -> {
                throw new InterruptedException();
              });
      Game game = game(task("odd", odd), task("good", passing("good")));

      Sweep sweep = builder.build().sweep(game, List.of(RED, BLUE));

      assertThat(cause(sweep, "red", "odd")).contains(Cause.TIMED_OUT);
      assertThat(outcome(sweep, "blue", "good")).isEqualTo(Outcome.PASSED);
      assertThat(sweep.complete()).isTrue();
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void reportsWhyItCouldNotSee() {
      Check blind =
          check(
              "blind",
              context -> {
                throw new Inconclusive(Cause.THROTTLED, "asked to slow down", "Ask later", null);
              });

      Verdict verdict = builder.build().judge(blind);

      assertThat(verdict.cause()).contains(Cause.THROTTLED);
      assertThat(why(verdict)).isEqualTo("asked to slow down");
      assertThat(verdict.findings().get(0).facts()).contains(new Fact("remedy", "Ask later", true));
      assertThat(verdict.observedAt()).isEqualTo(NOW);
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void reportsALateResponseOnlyIfItWasLate(Cause cause) {
      Check blind =
          check(
              "blind",
              context -> {
                throw new Inconclusive(cause, "why");
              });

      String seen = builder.build().judge(blind).findings().get(0).seen().orElseThrow();

      assertThat(seen.contains("in time")).isEqualTo(cause == Cause.TIMED_OUT);
    }
  }

  @Nested
  class Opening {
    private Body firstJudges = Fakes::passed;
    private final Task first = task("first", check("first", context -> firstJudges.judge(context)));
    private final Task second =
        Task.builder("second", "Second").need("first").check(passing("second")).build();
    private final Task third =
        Task.builder("third", "Third").need("second").check(failing("third")).build();
    private final Game game = game(third, second, first);

    @Test
    void judgesInTheSameSweepWhatOpens() {
      Sweep sweep = builder.build().sweep(game, List.of(RED));

      assertThat(outcome(sweep, "red", "first")).isEqualTo(Outcome.PASSED);
      assertThat(outcome(sweep, "red", "second")).isEqualTo(Outcome.PASSED);
      assertThat(outcome(sweep, "red", "third")).isEqualTo(Outcome.FAILED);
      assertThat(sweep.closed()).isEmpty();
    }

    @Test
    void leavesClosedWhatWaits() {
      firstJudges = Fakes::failed;

      Sweep sweep = builder.build().sweep(game, List.of(RED));

      assertThat(sweep.closed())
          .containsExactly(
              new Sweep.Closed("red", "third", java.util.Set.of("second")),
              new Sweep.Closed("red", "second", java.util.Set.of("first")));
      assertThat(sweep.judgement("red", "second")).isEmpty();
      assertThat(sweep.complete()).isTrue();
    }

    @Test
    void staysOpenWhenWhatOpenedItFailsLater() {
      Referee referee = builder.build();
      referee.sweep(game, List.of(RED));
      firstJudges = Fakes::failed;

      Sweep sweep = referee.sweep(game, List.of(RED, BLUE));

      assertThat(outcome(sweep, "red", "first")).isEqualTo(Outcome.FAILED);
      assertThat(outcome(sweep, "red", "second")).isEqualTo(Outcome.PASSED);
      assertThat(sweep.judgement("blue", "second")).isEmpty();
    }

    @Test
    void remembersWhenItWasSolvedFirst() {
      Memory memory = Memory.inMemory();
      Instant fixedAt = NOW.minusSeconds(100);
      firstJudges = context -> Fakes.passed(context).withFixedAt(Optional.of(fixedAt));
      Referee referee = builder.memory(memory).build();
      referee.sweep(game, List.of(RED));
      firstJudges = Fakes::passed;
      referee.sweep(game, List.of(RED));

      assertThat(memory.get("game/red/first/solved")).contains(fixedAt);
    }

    @Test
    void judgesATaskAloneDespiteItsDependencies() {
      assertThat(builder.build().judge(RED, third).verdict().outcome()).isEqualTo(Outcome.FAILED);
    }
  }

  @Nested
  class Limits {

    @Test
    void refuseTwoTeamsOfOneId() {
      assertThatThrownBy(
              () ->
                  builder
                      .build()
                      .sweep(game(task("a", passing("a"))), List.of(RED, Team.of("red"))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[red, red]");
    }

    @Test
    void areUsedFullyAndNeverExceeded() {
      CyclicBarrier three = new CyclicBarrier(3);
      AtomicInteger atATime = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      Check check =
          check(
              "check",
              context -> {
                most.accumulateAndGet(atATime.incrementAndGet(), Math::max);
                three.await(5, TimeUnit.MINUTES);
                atATime.decrementAndGet();
                return Fakes.passed(context);
              });
      Task[] tasks = new Task[9];
      for (int i = 0; i < tasks.length; i++) {
        tasks[i] = task("task-" + i, check);
      }

      Sweep sweep = builder.concurrency(3).build().sweep(game(tasks), List.of(RED));

      assertThat(sweep.judgements()).allMatch(judged -> judged.verdict().isPassed());
      assertThat(most).hasValue(3);
    }

    @Test
    void areForEachAccount() {
      CyclicBarrier both = new CyclicBarrier(2);
      Check check =
          check(
              "check",
              context -> {
                both.await(5, TimeUnit.MINUTES);
                return Fakes.passed(context);
              });

      Sweep sweep =
          builder.concurrency(1).build().sweep(game(task("a", check)), List.of(RED, BLUE));

      assertThat(sweep.judgements()).allMatch(judged -> judged.verdict().isPassed());
    }

    @Test
    void areSharedByTeamsInOneAccount() {
      AtomicInteger atATime = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      RefereeListener counts =
          new RefereeListener() {
            @Override
            public void checkStarted(Team team, Task task, Check check) {
              most.accumulateAndGet(atATime.incrementAndGet(), Math::max);
            }

            @Override
            public void checkFinished(
                Team team, Task task, Check check, Verdict verdict, Duration took) {
              atATime.decrementAndGet();
            }
          };
      List<Team> teams = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        teams.add(Team.of("team-" + i, Place.of("one account"), Place.of("another " + i)));
      }

      Sweep sweep =
          builder
              .concurrency(2)
              .listener(counts)
              .build()
              .sweep(game(task("a", passing("a"))), teams);

      assertThat(sweep.judgements()).hasSize(50).allMatch(judged -> judged.verdict().isPassed());
      assertThat(most).hasValue(2);
    }

    @Test
    void keepTheOrderOfTeamsAndTasksInTheResult() {
      Game game = game(task("a", passing("a")), task("b", passing("b")));

      Sweep sweep = builder.build().sweep(game, List.of(RED, BLUE));

      assertThat(sweep.judgements())
          .extracting(judged -> judged.teamId() + "/" + judged.taskId())
          .containsExactly("red/a", "red/b", "blue/a", "blue/b");
    }
  }

  @Nested
  class Listening {
    private final List<String> heard = new ArrayList<>();

    private final RefereeListener listener =
        new RefereeListener() {
          @Override
          public void sweepStarted(Game game, List<Team> teams) {
            heard.add("sweep of " + game.id());
          }

          @Override
          public void checkStarted(Team team, Task task, Check check) {
            heard.add("start " + check.id());
          }

          @Override
          public void checkFinished(
              Team team, Task task, Check check, Verdict verdict, Duration took) {
            heard.add("end " + check.id() + " " + verdict.outcome() + " " + took.toSeconds());
          }

          @Override
          public void judged(Team team, Task task, Judgement judgement) {
            heard.add("judged " + task.id() + " " + judgement.verdict().outcome());
          }

          @Override
          public void sweepFinished(Sweep sweep) {
            heard.add("finished");
          }
        };

    @Test
    void hearsEverythingOnceAndInOrder() {
      HandTimer timer = new HandTimer();
      Check slow =
          check(
              "slow",
              context -> {
                timer.advance(Duration.ofSeconds(7));
                return Fakes.passed(context);
              });
      Task two = task("two", slow, failing("second"));

      builder.timer(timer).listener(listener).executor(Runnable::run).build().judge(RED, two);

      assertThat(heard)
          .containsExactly(
              "sweep of game",
              "start slow",
              "start second",
              "end slow PASSED 7",
              "end second FAILED 0",
              "judged two FAILED",
              "finished");
    }

    @Test
    void mayThrow() {
      RefereeListener broken =
          new RefereeListener() {
            @Override
            public void sweepStarted(Game game, List<Team> teams) {
              throw new IllegalStateException();
            }

            @Override
            public void checkStarted(Team team, Task task, Check check) {
              throw new AssertionError();
            }

            @Override
            public void checkFinished(
                Team team, Task task, Check check, Verdict verdict, Duration took) {
              throw new NoClassDefFoundError();
            }

            @Override
            public void judged(Team team, Task task, Judgement judgement) {
              throw new IllegalStateException();
            }

            @Override
            public void sweepFinished(Sweep sweep) {
              throw new IllegalStateException();
            }
          };

      Verdict verdict = builder.listener(broken).build().judge(passing("good"));

      assertThat(verdict.isPassed()).isTrue();
    }
  }

  @Nested
  class Executing {

    @Test
    void survivesAnExecutorThatRefuses() {
      AtomicInteger asked = new AtomicInteger();
      Executor fussy =
          run -> {
            if (asked.getAndIncrement() == 0) {
              throw new RejectedExecutionException("full");
            }
            run.run();
          };
      Game game = game(task("a", passing("a")), task("b", passing("b")));

      Sweep sweep = builder.executor(fussy).build().sweep(game, List.of(RED));

      assertThat(cause(sweep, "red", "a")).contains(Cause.INTERNAL);
      assertThat(outcome(sweep, "red", "b")).isEqualTo(Outcome.PASSED);
    }

    @Test
    void survivesAnExecutorThatBreaks() {
      Executor broken =
          run -> {
            throw new OutOfMemoryError("unable to create native thread");
          };

      Verdict verdict = builder.executor(broken).build().judge(passing("a"));

      assertThat(verdict.cause()).contains(Cause.INTERNAL);
      assertThat(why(verdict)).contains("unable to create native thread");
    }

    @Test
    void letsTheProgramExit() {
      List<Boolean> daemon = new ArrayList<>();
      Check check =
          check(
              "check",
              context -> {
                daemon.add(Thread.currentThread().isDaemon());
                return Fakes.passed(context);
              });

      Referee.builder().build().judge(check);

      assertThat(daemon).containsExactly(true);
    }

    @Test
    void leavesNoAlarmBehind() {
      HandTimer timer = new HandTimer();
      AtomicInteger during = new AtomicInteger();
      Check check =
          check(
              "check",
              context -> {
                during.set(timer.alarms());
                return Fakes.passed(context);
              });

      builder.timer(timer).executor(Runnable::run).build().judge(check);

      assertThat(during).hasValue(2);
      assertThat(timer.alarms()).isZero();
    }
  }

  @Nested
  class Remembering {
    private final Check check =
        check(
            "check",
            context -> {
              Optional<Instant> seen = context.memory().get("seen");
              context.memory().put("seen", context.now());
              return seen.isPresent() ? Fakes.passed(context) : Fakes.failed(context);
            });

    @Test
    void isOfOneTeamAndTaskAndCheck() {
      Referee referee = builder.build();
      referee.judge(RED, task("a", check));

      assertThat(referee.judge(RED, task("a", check)).verdict().isPassed()).isTrue();
      assertThat(referee.judge(BLUE, task("a", check)).verdict().isPassed()).isFalse();
      assertThat(referee.judge(RED, task("b", check)).verdict().isPassed()).isFalse();
    }

    @Test
    void isOfOneGame() {
      Referee referee = builder.build();
      Module module = Module.of("module", "Module", task("a", check));
      Game first = Game.builder("first", "First").module(module).build();
      Game second = Game.builder("second", "Second").module(module).build();
      referee.sweep(first, List.of(RED));

      assertThat(outcome(referee.sweep(second, List.of(RED)), "red", "a"))
          .isEqualTo(Outcome.FAILED);
      assertThat(outcome(referee.sweep(first, List.of(RED)), "red", "a")).isEqualTo(Outcome.PASSED);
    }

    @Test
    void isSeparateForTwoChecksWithOneId() {
      Judgement judgement = builder.build().judge(RED, task("a", check, check));

      assertThat(judgement.parts()).noneMatch(part -> part.verdict().isPassed());
    }

    @Test
    void isOfTheTargetsIfThereIsNoTeam() {
      Referee referee = builder.build();
      referee.judge(check, Place.of("here"));

      assertThat(referee.judge(check, Place.of("there")).isPassed()).isFalse();
      assertThat(referee.judge(check, Place.of("here")).isPassed()).isTrue();
    }

    @Test
    void mayBreakWithoutLeavingChecksBehind() {
      Memory broken =
          new Memory() {
            @Override
            public Optional<Instant> get(String key) {
              if (key.endsWith("a/solved") && asked.getAndIncrement() > 0) {
                throw new IllegalStateException("no disk");
              }
              return Optional.empty();
            }

            @Override
            public void put(String key, Instant time) {}

            @Override
            public void remove(String key) {}

            private final AtomicInteger asked = new AtomicInteger();
          };
      CountDownLatch began = new CountDownLatch(1);
      CountDownLatch ended = new CountDownLatch(1);
      Check hangs =
          check(
              "hangs",
              context -> {
                try {
                  began.countDown();
                  return Fakes.hang();
                } finally {
                  ended.countDown();
                }
              });

      Check passes =
          check(
              "passes",
              context -> {
                Fakes.await(began);
                return Fakes.passed(context);
              });

      assertThatThrownBy(
              () ->
                  builder
                      .memory(broken)
                      .build()
                      .sweep(game(task("b", hangs), task("a", passes)), List.of(RED)))
          .hasMessage("no disk");
      Fakes.awaitStubbornly(ended);
    }
  }

  @Nested
  class Building {

    @Test
    void refusesWhatMakesNoSense() {
      assertThatThrownBy(() -> builder.concurrency(0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.checkBudget(Duration.ZERO))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> builder.sweepBudget(Duration.ofSeconds(-1)))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void passesTheWishForTheFullWayOn() {
      Check check =
          check(
              "check",
              context -> context.explainAll() ? Fakes.passed(context) : Fakes.failed(context));

      assertThat(builder.build().judge(check).isPassed()).isFalse();
      assertThat(builder.explainAll(true).build().judge(check).isPassed()).isTrue();
    }

    @Test
    void refusesChecksWhoseIdIsNone() {
      assertThatThrownBy(() -> task("task", passing("a/b")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("a/b");
    }
  }
}

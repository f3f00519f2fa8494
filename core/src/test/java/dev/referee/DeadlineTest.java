package dev.referee;

import static dev.referee.Fakes.awaitStubbornly;
import static dev.referee.Fakes.cause;
import static dev.referee.Fakes.check;
import static dev.referee.Fakes.game;
import static dev.referee.Fakes.hang;
import static dev.referee.Fakes.outcome;
import static dev.referee.Fakes.passing;
import static dev.referee.Fakes.task;
import static dev.referee.Fakes.why;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Fakes.Place;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  private static final Duration CHECK = Duration.ofSeconds(30);
  private static final Duration SWEEP = Duration.ofMinutes(10);
  private static final Team RED = Team.of("red", Place.of("account red"));

  private final HandTimer timer = new HandTimer();
  private final ExecutorService oneThread =
      java.util.concurrent.Executors.newSingleThreadExecutor();
  private final Referee.Builder builder =
      Referee.builder().timer(timer).checkBudget(CHECK).sweepBudget(SWEEP);

  @AfterEach
  void end() throws InterruptedException {
    oneThread.shutdownNow();
    assertThat(oneThread.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
  }

  /** Returns a target that does something with the run, and afterwards nothing. */
  private static Place place(java.util.function.Consumer<CheckExecution> onEnter) {
    return new Place(
        "place",
        run -> {
          onEnter.accept(run);
          return CheckScope.NOTHING;
        });
  }

  @Nested
  class OfACheck {
    private final Check hung =
        check(
            "hung",
            context -> {
              timer.advance(CHECK);
              return hang();
            });

    @Test
    void interruptsIt() {
      Verdict verdict = builder.build().judge(hung);

      assertThat(verdict.cause()).contains(Cause.TIMED_OUT);
      assertThat(why(verdict)).isEqualTo("The check's time budget of 30 s was used up");
    }

    @Test
    void doesNotComeEarly() {
      Check slow =
          check(
              "slow",
              context -> {
                timer.advance(CHECK.minusNanos(1));
                return Fakes.passed(context);
              });

      assertThat(builder.build().judge(slow).isPassed()).isTrue();
    }

    @Test
    void doesNotAffectOthers() {
      Game game = game(task("hung", hung), task("good", passing("good")));

      Sweep sweep = builder.executor(oneThread).build().sweep(game, List.of(RED, Team.of("blue")));

      assertThat(cause(sweep, "red", "hung")).contains(Cause.TIMED_OUT);
      assertThat(outcome(sweep, "red", "good")).isEqualTo(Outcome.PASSED);
      assertThat(outcome(sweep, "blue", "good")).isEqualTo(Outcome.PASSED);
      assertThat(sweep.complete()).isTrue();
    }

    @Test
    void dropsWhatComesLate() {
      CountDownLatch judged = new CountDownLatch(1);
      CountDownLatch left = new CountDownLatch(1);
      List<Verdict> heard = new ArrayList<>();
      Check stubborn =
          check(
              "stubborn",
              context -> {
                timer.advance(CHECK);
                awaitStubbornly(judged);
                left.countDown();
                return Fakes.passed(context);
              });
      RefereeListener listener =
          new RefereeListener() {
            @Override
            public void checkFinished(
                Team team, Task task, Check check, Verdict verdict, Duration took) {
              heard.add(verdict);
            }
          };

      Verdict verdict = builder.listener(listener).build().judge(stubborn);
      judged.countDown();
      awaitStubbornly(left);

      assertThat(verdict.cause()).contains(Cause.TIMED_OUT);
      assertThat(heard).containsExactly(verdict);
    }

    @Test
    void doesNotInterruptWhatTheThreadDoesNext() {
      AtomicBoolean leaked = new AtomicBoolean();
      Check deaf =
          check(
              "deaf",
              context -> {
                timer.advance(CHECK);
                return Fakes.passed(context);
              });
      Check next =
          check(
              "next",
              context -> {
                leaked.set(Thread.currentThread().isInterrupted());
                return Fakes.passed(context);
              });

      Sweep sweep =
          builder
              .executor(Runnable::run)
              .build()
              .sweep(game(task("deaf", deaf), task("next", next)), List.of(RED));

      assertThat(cause(sweep, "red", "deaf")).contains(Cause.TIMED_OUT);
      assertThat(outcome(sweep, "red", "next")).isEqualTo(Outcome.PASSED);
      assertThat(leaked).isFalse();
      assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void endsAnOverdueCheckAtItsNextTarget() {
      AtomicInteger entered = new AtomicInteger();
      CountDownLatch over = new CountDownLatch(1);
      Check goesOn =
          check(
              "goes-on",
              context -> {
                timer.advance(CHECK);
                try {
                  context.target(Place.class);
                  return Fakes.passed(context);
                } finally {
                  over.countDown();
                }
              });

      builder.build().judge(goesOn, place(run -> entered.incrementAndGet()));
      awaitStubbornly(over);

      assertThat(entered).hasValue(0);
    }
  }

  @Nested
  class OfASweep {

    @Test
    void endsWhatRunsAndWhatWaits() {
      Check endless =
          check(
              "endless",
              context -> {
                timer.advance(SWEEP);
                return hang();
              });
      Game game =
          game(task("good", passing("good")), task("endless", endless), task("never", endless));

      Sweep sweep =
          builder
              .checkBudget(SWEEP.multipliedBy(2))
              .concurrency(1)
              .build()
              .sweep(game, List.of(RED));

      assertThat(sweep.complete()).isFalse();
      assertThat(outcome(sweep, "red", "good")).isEqualTo(Outcome.PASSED);
      assertThat(cause(sweep, "red", "endless")).contains(Cause.TIMED_OUT);
      assertThat(cause(sweep, "red", "never")).contains(Cause.TIMED_OUT);
      assertThat(why(sweep.judgement("red", "never").orElseThrow().verdict()))
          .isEqualTo("The sweep's time budget of 10 min was used up before this was judged");
    }

    @Test
    void isKeptIfChecksRunInTheSweepingThread() {
      AtomicInteger judged = new AtomicInteger();
      Check slow =
          check(
              "slow",
              context -> {
                judged.incrementAndGet();
                timer.advance(SWEEP.dividedBy(2));
                return Fakes.passed(context);
              });
      Game game = game(task("a", slow), task("b", slow), task("c", slow), task("d", slow));

      Sweep sweep =
          builder.checkBudget(SWEEP).executor(Runnable::run).build().sweep(game, List.of(RED));

      assertThat(judged).hasValue(2);
      assertThat(outcome(sweep, "red", "b")).isEqualTo(Outcome.PASSED);
      assertThat(cause(sweep, "red", "c")).contains(Cause.TIMED_OUT);
      assertThat(sweep.complete()).isFalse();
    }

    @Test
    void isCompleteWhenEverythingWasJudgedJustThen() {
      Check slow =
          check(
              "slow",
              context -> {
                timer.advance(SWEEP);
                return Fakes.passed(context);
              });

      Sweep sweep =
          builder
              .checkBudget(SWEEP.multipliedBy(2))
              .executor(Runnable::run)
              .build()
              .sweep(game(task("a", slow)), List.of(RED));

      assertThat(outcome(sweep, "red", "a")).isEqualTo(Outcome.PASSED);
      assertThat(sweep.complete()).isTrue();
    }

    @Test
    void leavesTheChecksNoMoreThanItHas() {
      List<Duration> left = new ArrayList<>();
      Check check =
          check(
              "check",
              context -> {
                context.target(Place.class);
                return Fakes.passed(context);
              });
      Place place =
          place(
              run -> {
                left.add(run.timeLeft());
                timer.advance(Duration.ofSeconds(10));
                left.add(run.timeLeft());
                timer.advance(Duration.ofSeconds(25));
                left.add(run.timeLeft());
              });

      Referee.Builder referee = builder.executor(Runnable::run);
      referee.sweepBudget(Duration.ofSeconds(45)).build().judge(check, place);
      referee.sweepBudget(Duration.ofSeconds(15)).build().judge(check, place);

      assertThat(left).extracting(Duration::toSeconds).containsExactly(30L, 20L, 0L, 15L, 5L, 0L);
    }
  }

  @Nested
  class Interrupting {

    @Test
    void theSweepReturnsWhatItHas() {
      Thread sweeping = Thread.currentThread();
      Check interrupts =
          check(
              "interrupts",
              context -> {
                sweeping.interrupt();
                return hang();
              });
      Game game = game(task("good", passing("good")), task("slow", interrupts));

      Sweep sweep = builder.concurrency(1).build().sweep(game, List.of(RED));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(sweep.complete()).isFalse();
      assertThat(outcome(sweep, "red", "good")).isEqualTo(Outcome.PASSED);
      assertThat(cause(sweep, "red", "slow")).contains(Cause.TIMED_OUT);
      assertThat(why(sweep.judgement("red", "slow").orElseThrow().verdict()))
          .isEqualTo("The sweep was interrupted before this was judged");
    }

    @Test
    void theListenerIsCalledEvenIfItBlocks() {
      Thread sweeping = Thread.currentThread();
      List<Boolean> interrupted = new ArrayList<>();
      Check interrupts =
          check(
              "interrupts",
              context -> {
                sweeping.interrupt();
                return hang();
              });
      RefereeListener listener =
          new RefereeListener() {
            @Override
            public void judged(Team team, Task task, Judgement judgement) {
              interrupted.add(Thread.currentThread().isInterrupted());
            }
          };

      builder.listener(listener).build().judge(interrupts);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(interrupted).containsExactly(false);
    }

    @Test
    void aCheckThatRunsInTheSweepingThreadEndsTheSweep() {
      Thread sweeping = Thread.currentThread();
      Check interrupted =
          check(
              "interrupted",
              context -> {
                sweeping.interrupt();
                return hang();
              });
      Game game = game(task("slow", interrupted), task("never", passing("never")));

      Sweep sweep = builder.executor(Runnable::run).build().sweep(game, List.of(RED));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(cause(sweep, "red", "slow")).contains(Cause.TIMED_OUT);
      assertThat(cause(sweep, "red", "never")).contains(Cause.TIMED_OUT);
      assertThat(sweep.complete()).isFalse();
    }

    @Test
    void aClientThatThrowsItsOwnExceptionThenIsNoBug() {
      Check wraps =
          check(
              "wraps",
              context -> {
                timer.advance(CHECK.minusSeconds(1));
                Thread.currentThread().interrupt();
                throw new IllegalStateException("aborted");
              });

      Verdict verdict = builder.executor(oneThread).build().judge(wraps);

      assertThat(verdict.cause()).contains(Cause.TIMED_OUT);
    }
  }

  @Nested
  class Aborting {
    private final AtomicInteger aborted = new AtomicInteger();

    private final Check hung =
        check(
            "hung",
            context -> {
              context.target(Place.class);
              timer.advance(CHECK);
              return hang();
            });

    @Test
    void happensWhenTheTimeIsUp() {
      builder
          .executor(Runnable::run)
          .build()
          .judge(hung, place(run -> run.onCancel(aborted::incrementAndGet)));

      assertThat(aborted).hasValue(1);
    }

    @Test
    void doesNotHappenOtherwise() {
      Check quick =
          check(
              "quick",
              context -> {
                context.target(Place.class);
                return Fakes.passed(context);
              });

      builder.build().judge(quick, place(run -> run.onCancel(aborted::incrementAndGet)));

      assertThat(aborted).hasValue(0);
    }

    @Test
    void isForgottenWhenClosed() {
      Verdict verdict =
          builder
              .executor(Runnable::run)
              .build()
              .judge(hung, place(run -> run.onCancel(aborted::incrementAndGet).close()));

      assertThat(verdict.cause()).contains(Cause.TIMED_OUT);
      assertThat(aborted).hasValue(0);
    }

    @Test
    void happensAtOnceWhenItIsTooLate() {
      AtomicBoolean wentOn = new AtomicBoolean();
      Place late =
          place(
              run -> {
                timer.advance(CHECK);
                run.onCancel(aborted::incrementAndGet).close();
                wentOn.set(true);
              });

      builder.executor(Runnable::run).build().judge(hung, late);

      assertThat(aborted).hasValue(1);
      assertThat(wentOn).isTrue();
    }

    @Test
    void mayThrow() {
      Place place =
          place(
              run -> {
                run.onCancel(
                    () -> {
                      throw new IllegalStateException();
                    });
                run.onCancel(aborted::incrementAndGet);
              });

      Verdict verdict = builder.executor(Runnable::run).build().judge(hung, place);

      assertThat(verdict.cause()).contains(Cause.TIMED_OUT);
      assertThat(why(verdict)).contains("budget");
      assertThat(aborted).hasValue(1);
    }
  }
}

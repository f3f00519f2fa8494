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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OverdueRunsTest {
  private static final int SWEEPS = 5;
  private static final Duration CHECK = Duration.ofSeconds(30);

  /** One concurrency key, so that no check is running while another moves the timer. */
  private static final Place ACCOUNT = Place.of("account");

  private static final Team RED = Team.of("red", ACCOUNT);
  private static final Team BLUE = Team.of("blue", ACCOUNT);

  private final HandTimer timer = new HandTimer();
  private Instant now = Instant.parse("2026-03-01T10:03:00Z");
  private final List<Thread> started = new CopyOnWriteArrayList<>();
  private final Set<Thread> spinning = ConcurrentHashMap.newKeySet();
  private final CountDownLatch released = new CountDownLatch(1);

  /** Starts a thread for each check, so that each check that is started can be counted. */
  private final Referee referee =
      Referee.builder()
          .timer(timer)
          .checkBudget(CHECK)
          .clock(((InstantSource) () -> now).withZone(ZoneOffset.UTC))
          .concurrency(1)
          .executor(
              run -> {
                Thread thread = new Thread(run, "check " + started.size());
                started.add(thread);
                thread.start();
              })
          .build();

  /** Uses up its time, and continues until the test ends it. */
  private final Check spinsOn =
      check(
          "spins-on",
          context -> {
            if (released.getCount() > 0) {
              spinning.add(Thread.currentThread());
              timer.advance(CHECK);
              awaitStubbornly(released);
            }
            return Fakes.passed(context);
          });

  private final Check hangs =
      check(
          "hangs",
          context -> {
            timer.advance(CHECK);
            return hang();
          });

  @AfterEach
  void endThreads() throws InterruptedException {
    released.countDown();
    join(List.copyOf(started));
  }

  private static void join(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join(TimeUnit.MINUTES.toMillis(5));
      assertThat(thread.isAlive()).as(thread.getName()).isFalse();
    }
  }

  private Sweep sweep(Game game, Team... teams) {
    Sweep sweep = referee.sweep(game, List.of(teams));
    now = now.plus(Duration.ofMinutes(1));
    return sweep;
  }

  /** Returns how many threads there are, once all have ended that are not in the check. */
  private long threads() throws InterruptedException {
    join(started.stream().filter(each -> !spinning.contains(each)).toList());
    return started.stream().filter(Thread::isAlive).count();
  }

  @Test
  void keepOneThreadForEachTeamOverManySweeps() throws InterruptedException {
    Game game = game(task("spins", spinsOn), task("good", passing("good")));

    for (int n = 1; n <= SWEEPS; n++) {
      Sweep sweep = sweep(game, RED, BLUE);

      assertThat(threads()).as("threads after sweep %s", n).isEqualTo(2);
      for (Team team : List.of(RED, BLUE)) {
        assertThat(cause(sweep, team.id(), "spins")).contains(Cause.TIMED_OUT);
        assertThat(outcome(sweep, team.id(), "good")).isEqualTo(Outcome.PASSED);
      }
    }

    assertThat(started).as("2 that spin on, and 2 good ones a sweep").hasSize(2 + 2 * SWEEPS);
  }

  @Test
  void keepNoThreadIfTheCheckEndsWhenItsTimeIsUp() throws InterruptedException {
    Game game = game(task("hangs", hangs));

    for (int n = 1; n <= SWEEPS; n++) {
      assertThat(why(verdict(sweep(game, RED), "hangs"))).contains("budget of 30 s was used up");
      assertThat(threads()).isZero();
    }

    assertThat(started).as("started again in each sweep").hasSize(SWEEPS);
  }

  @Test
  void areReportedWithTheTimeOfTheirSweep() {
    Game game = game(task("spins", spinsOn));

    assertThat(why(verdict(sweep(game, RED), "spins"))).contains("budget of 30 s was used up");
    sweep(game, RED);

    assertThat(why(verdict(sweep(game, RED), "spins")))
        .isEqualTo(
            "The check is still running since the sweep at 2026-03-01T10:03:00Z. It was told to"
                + " stop when its time was up, and is not started again until it ends");
  }

  @Test
  void areForgottenWhenTheyEnd() throws InterruptedException {
    Game game = game(task("spins", spinsOn));
    sweep(game, RED);
    sweep(game, RED);

    released.countDown();
    join(List.copyOf(spinning));

    assertThat(outcome(sweep(game, RED), "red", "spins")).isEqualTo(Outcome.PASSED);
    assertThat(started).hasSize(2);
  }

  @Test
  void areOfOneCheckOfOneTeamInOneGame() {
    Game game = game(task("spins", spinsOn, spinsOn), task("others", spinsOn));
    sweep(game, RED);
    assertThat(started).hasSize(3);

    sweep(game, RED, BLUE);

    assertThat(started).hasSize(6);
  }

  private static Verdict verdict(Sweep sweep, String task) {
    return sweep.judgement("red", task).orElseThrow().verdict();
  }
}

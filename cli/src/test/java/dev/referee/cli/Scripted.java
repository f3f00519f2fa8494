package dev.referee.cli;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Judgement;
import dev.referee.Module;
import dev.referee.ScoringPolicy;
import dev.referee.Task;
import dev.referee.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * A check that returns the verdict given by the test.
 *
 * @param says makes the verdict
 */
record Scripted(Callable<Verdict> says) implements Check {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Expectation STEP = Expectation.of("StepMissing", "step", "It is done");

  /** Returns a game of three hours with one task, worth 1000 points, with two hints of 100. */
  static Game game(ScoringPolicy scoring, Check check) {
    return Game.builder("game", "Game")
        .clock(GameClock.of(START, Duration.ofHours(3)))
        .module(
            Module.of(
                "module",
                "Module",
                Task.builder("task", "Task")
                    .points(1000)
                    .hint("What?", 100)
                    .hint("Where?", 200)
                    .scoring(scoring)
                    .check(check)
                    .build()))
        .build();
  }

  static Judgement judged(String team, Verdict verdict) {
    return new Judgement(
        team,
        "task",
        List.of(new Judgement.Part("test.scripted", "It is done", 1, verdict)),
        verdict.observedAt());
  }

  static Verdict passed(Instant at) {
    return Verdict.of(at, STEP.satisfied().build());
  }

  static Verdict passed(Instant at, Instant fixedAt) {
    return passed(at).withFixedAt(Optional.of(fixedAt));
  }

  static Verdict failed(Instant at) {
    return Verdict.of(at, STEP.unsatisfied().build());
  }

  static Verdict pending(Instant at) {
    return Verdict.of(at, STEP.pending().build());
  }

  static Verdict unseen(Instant at, Cause cause) {
    Finding unknown = STEP.unknown(cause).build();
    return Verdict.of(at, unknown);
  }

  @Override
  public String id() {
    return "test.scripted";
  }

  @Override
  public String claim() {
    return STEP.claim();
  }

  @Override
  public List<Expectation> expectations() {
    return List.of(STEP);
  }

  @Override
  public Verdict judge(CheckContext context) throws Exception {
    return says.call();
  }
}

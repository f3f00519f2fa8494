package dev.referee;

import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** Fake checks, targets and games for tests of the runner. */
final class Fakes {
  static final Expectation FIXED = Expectation.of("NotFixed", "the fix", "It is fixed");

  private Fakes() {}

  /** The body of a check; it may throw anything. */
  interface Body {
    Verdict judge(CheckContext context) throws Throwable;
  }

  static Check check(String id, Body body) {
    return new Check() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public String claim() {
        return "Claim of " + id;
      }

      @Override
      public Verdict judge(CheckContext context) throws Exception {
        try {
          return body.judge(context);
        } catch (Throwable e) {
          throw Fakes.<RuntimeException>asIs(e);
        }
      }
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E asIs(Throwable e) throws E {
    throw (E) e;
  }

  static Verdict passed(CheckContext context) {
    return context.verdict(FIXED.satisfied().build());
  }

  static Verdict failed(CheckContext context) {
    return context.verdict(FIXED.unsatisfied().build());
  }

  static Check passing(String id) {
    return check(id, Fakes::passed);
  }

  static Check failing(String id) {
    return check(id, Fakes::failed);
  }

  static Task task(String id, Check... checks) {
    Task.Builder task = Task.builder(id, "Title of " + id);
    Stream.of(checks).forEach(task::check);
    return task.build();
  }

  static Game game(Task... tasks) {
    return Game.builder("game", "Game").module(Module.of("module", "Module", tasks)).build();
  }

  static Outcome outcome(Sweep sweep, String team, String task) {
    return sweep.judgement(team, task).orElseThrow().verdict().outcome();
  }

  static Optional<Cause> cause(Sweep sweep, String team, String task) {
    return sweep.judgement(team, task).orElseThrow().verdict().cause();
  }

  /** Returns the reason for an inconclusive result, as organisers read it. */
  static String why(Verdict verdict) {
    return verdict.findings().get(0).facts().stream()
        .filter(fact -> fact.name().equals("why") && fact.forOrganiser())
        .map(Fact::value)
        .findFirst()
        .orElse("");
  }

  /** Waits for what another thread does; fails instead of waiting for ever. */
  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(5, TimeUnit.MINUTES)) {
      throw new AssertionError("waited in vain");
    }
  }

  /** Waits for it, ignoring interrupts. */
  static void awaitStubbornly(CountDownLatch latch) {
    boolean came = false;
    while (!came) {
      try {
        await(latch);
        came = true;
      } catch (InterruptedException e) {
        // a stubborn check ignores interrupts
      }
    }
  }

  /** Waits until it is interrupted. */
  static Verdict hang() throws InterruptedException {
    await(new CountDownLatch(1));
    throw new AssertionError("nobody interrupted it");
  }

  static Evidence evidence(String operation) {
    return new Evidence(
        "ec2", operation, "111122223333", "eu-west-1", "host", 200, "id", Instant.EPOCH, "00");
  }

  /**
   * A target that reports when a check enters.
   *
   * @param name its name, also its concurrency key
   * @param onEnter what happens when a check enters
   */
  record Place(String name, Function<CheckExecution, CheckScope> onEnter) implements Target {
    static Place of(String name) {
      return new Place(name, run -> CheckScope.NOTHING);
    }

    @Override
    public CheckScope enter(CheckExecution run) {
      return onEnter.apply(run);
    }
  }
}

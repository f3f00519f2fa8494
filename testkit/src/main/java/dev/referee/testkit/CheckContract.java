package dev.referee.testkit;

import static java.util.Objects.requireNonNullElse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Disclosure;
import dev.referee.Finding;
import dev.referee.Report;
import dev.referee.Verdict;
import dev.referee.testkit.World.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Holds a check to what every check promises, in every world that its test supplies.
 *
 * <p>Extend it, tell how worlds are built and what the check says of each; the rest is here: in
 * each world the outcome and the first open step are as said, page by page too; judging again says
 * the same; nothing is asked that was not declared, and nothing is written; an action that is
 * denied or throttled makes the verdict inconclusive, or leaves it as it is, and never turns it
 * (each action has its turn in several worlds of a kind, not in all); an account that is denied,
 * throttled, unreachable, or talks garbage is inconclusive for that cause; and what players are
 * shown keeps secrets, and below {@link Disclosure#EXACT} keeps the answer.
 *
 * <p>That judges every world some twenty times. Where the same worlds run over and over, as under a
 * tool that mutates the check, the system property {@value #WORLDS} says {@value #OUTCOME}: each
 * world is then only judged as said, on the way to the first open step and on the full way. Leave
 * it unset to hold a check to the whole contract.
 *
 * @param <F> what the worlds' stories are told with, as in a fleet of servers
 */
public abstract class CheckContract<F> {
  private static final String WORLDS = "referee.worlds";
  private static final String OUTCOME = "outcome";

  /** For subclasses. */
  protected CheckContract() {}

  /** Prepares what all worlds begin with. */
  protected abstract F begin(Sandbox sandbox);

  /** Makes the check as it judges that world. */
  protected abstract Check check(F world);

  /** Returns the worlds, at least one of every {@link Kind kind}. */
  protected abstract Worlds<F> worlds();

  /**
   * Returns texts that stand in the worlds and must never be shown to a player; none by default.
   */
  protected List<String> secrets() {
    return List.of();
  }

  /** Returns the worlds to those who let them come about elsewhere, too. */
  public final List<World<F>> tried() {
    return worlds().all();
  }

  /**
   * Lets a world come about in a place, and returns the check as it judges that world: {@code
   * referee.judge(check, sandbox.account())}.
   *
   * <p>Every promise of this contract is held on the embedded account. The worlds themselves are
   * told by AWS's API and by time only, so that they come about wherever AWS is spoken.
   *
   * @param world one of those that are {@link #tried}
   * @param sandbox an account in which nothing has happened yet
   */
  public final Check comesAbout(World<F> world, Sandbox sandbox) {
    F begun = begin(sandbox);
    world.story().accept(begun);
    return check(begun);
  }

  /**
   * Each world is judged as it is, and keeps what is promised of every world; and of all of them
   * together, all kinds of worlds are there, every declared code is the next step somewhere, and
   * every declared action is asked somewhere.
   *
   * <p>Each world has an account of its own: they run side by side where JUnit's parallel execution
   * is on, and so a contract keeps nothing from one world for the next.
   */
  @TestFactory
  @Execution(ExecutionMode.CONCURRENT)
  public Stream<DynamicTest> worldsAreJudgedAsPromised() {
    if (OUTCOME.equals(System.getProperty(WORLDS))) {
      return worlds().all().stream()
          .map(world -> dynamicTest(world.toString(), () -> isOnlyJudgedRight(world)));
    }
    Seen seen = new Seen();
    List<World<F>> worlds = worlds().all();
    List<Life> lives =
        worlds.stream().map(world -> new Life(world, Turns.of(world, worlds), seen)).toList();
    return Stream.concat(
        lives.stream().map(life -> dynamicTest(life.world.toString(), life::keepsAllPromises)),
        Stream.of(
            together(
                "every kind of world is there",
                lives,
                () -> assertThat(seen.kinds).isEqualTo(EnumSet.allOf(Kind.class))),
            together(
                "every declared code is the next step somewhere",
                lives,
                () -> assertThat(seen.next).isEqualTo(seen.codes)),
            together(
                "every declared action is asked somewhere",
                lives,
                () -> assertThat(seen.asked).isEqualTo(seen.declared))));
  }

  private DynamicTest together(String what, List<Life> lives, Executable holds) {
    return dynamicTest(
        what,
        () -> {
          for (Life life : lives) {
            life.end(); // what is wrong with a world alone, its own test says
          }
          holds.execute();
        });
  }

  /** Is a world that is judged once, by whoever wants to know first. */
  private final class Life {
    final World<F> world;
    private final FutureTask<?> judging;

    Life(World<F> world, Turns turns, Seen seen) {
      this.world = world;
      judging =
          new FutureTask<>(() -> CheckContract.this.keepsAllPromises(world, turns, seen), null);
    }

    void keepsAllPromises() throws Throwable {
      Optional<Throwable> broken = end();
      if (broken.isPresent()) {
        throw broken.get();
      }
    }

    /** Waits until all is seen, and returns which promise was not kept. */
    Optional<Throwable> end() throws InterruptedException {
      judging.run();
      try {
        judging.get();
        return Optional.empty();
      } catch (ExecutionException e) {
        return Optional.of(requireNonNullElse(e.getCause(), e));
      }
    }
  }

  /**
   * Says which actions are denied and throttled in a world, so that each has its turn in some eight
   * worlds of a kind, or in all where there are few: what goes wrong there goes wrong for a kind.
   *
   * @param place the world's place among those of its kind
   * @param all after how many of them it is an action's turn again
   */
  private record Turns(int place, int all) {
    private static final int ENOUGH = 8;

    static <F> Turns of(World<F> world, List<World<F>> worlds) {
      List<World<F>> alike = worlds.stream().filter(it -> it.kind() == world.kind()).toList();
      return new Turns(
          alike.indexOf(world), alike.size() < ENOUGH / 2 ? 1 : Math.max(2, alike.size() / ENOUGH));
    }

    boolean denies(ReceivedCall call) {
      return turn(call) == 0;
    }

    boolean throttles(ReceivedCall call) {
      return turn(call) == all / 2;
    }

    private int turn(ReceivedCall call) {
      return Math.floorMod(place + call.operation().hashCode(), all);
    }
  }

  /** Is what came up in all worlds together. */
  private static final class Seen {
    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    final Set<String> next = new TreeSet<>();
    final Set<String> codes = new TreeSet<>();
    final Set<String> asked = new TreeSet<>();
    final Set<String> declared = new TreeSet<>();

    synchronized void add(Kind kind, Scene scene) {
      kinds.add(kind);
      if (!scene.next().isEmpty()) {
        next.add(scene.next());
      }
      scene.declared().forEach(codes::add);
      asked.addAll(scene.askedActions());
      declared.addAll(scene.check().permissions().all());
    }
  }

  private void isOnlyJudgedRight(World<F> world) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      Check check = comesAbout(world, sandbox);
      isJudgedRight(new Scene(sandbox, world.outcome(), world.next(), check));
    }
  }

  private void keepsAllPromises(World<F> world, Turns turns, Seen seen) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      Check check = comesAbout(world, sandbox);
      Scene scene = new Scene(sandbox, world.outcome(), world.next(), check);
      seen.add(world.kind(), scene);
      assertAll(
          () -> promise("is judged right", scene, this::isJudgedRight),
          () -> promise("is judged right page by page", scene, this::isJudgedRightPageByPage),
          () -> promise("is judged the same again", scene, this::isJudgedTheSameAgain),
          () -> promise("is only read, and as declared", scene, this::isOnlyRead),
          () -> promise("keeps secrets and answers", scene, this::keepsSecrets),
          () ->
              promise(
                  "is never turned by a denial or throttling", scene, it -> isNotTurned(it, turns)),
          () -> promise("waits when throttled once", scene, this::waitsWhenThrottledOnce),
          () -> promise("says what could not be seen", scene, this::saysWhatCouldNotBeSeen));
    }
  }

  private static void promise(String what, Scene scene, Consumer<Scene> promise) {
    try {
      promise.accept(scene);
    } catch (AssertionError e) {
      throw new AssertionError("This does not hold: " + what + ". " + e.getMessage(), e);
    } finally {
      scene.mend();
    }
  }

  private void isJudgedRight(Scene scene) {
    scene.isAsSaid(scene.verdict());
    scene.isAsSaid(scene.judge(true));
  }

  private void isJudgedRightPageByPage(Scene scene) {
    scene.sandbox().embedded().pageSize(1);
    scene.isAsSaid(scene.judge());
  }

  private void isJudgedTheSameAgain(Scene scene) {
    assertThat(scene.judge().findings()).isEqualTo(scene.verdict().findings());
  }

  private void isOnlyRead(Scene scene) {
    Set<String> asked = scene.askedActions();
    assertThat(asked).isNotEmpty().isSubsetOf(scene.check().permissions().all());
    assertThat(scene.check().permissions().reads())
        .allMatch(
            action ->
                action.matches(
                    "[a-z0-9-]+:(Describe|Get|List|Head|Lookup|Search|Simulate|Test).*"));
  }

  private void keepsSecrets(Scene scene) {
    Verdict verdict = scene.verdict();
    for (Disclosure disclosure : Disclosure.values()) {
      String text = Report.forPlayers(disclosure).text(verdict);
      secrets().forEach(secret -> assertThat(text).doesNotContain(secret));
      if (disclosure != Disclosure.EXACT) {
        for (Finding open : verdict.open()) {
          open.remedy().ifPresent(remedy -> assertThat(text).doesNotContain(remedy));
          open.expected().ifPresent(expected -> assertThat(text).doesNotContain(expected));
          open.subject().ifPresent(subject -> assertThat(text).doesNotContain(subject));
        }
      }
    }
    secrets()
        .forEach(secret -> assertThat(Report.forOperators().text(verdict)).doesNotContain(secret));
  }

  private void isNotTurned(Scene scene, Turns turns) {
    for (ReceivedCall call : scene.calls()) {
      if (turns.denies(call)) {
        scene.fault(Fault.deny().on(call.service(), call.operation()));
        scene.isUnturned(Cause.ACCESS_DENIED, call);
      }
      if (turns.throttles(call)) {
        scene.fault(Fault.throttle().on(call.service(), call.operation()));
        scene.isUnturned(Cause.THROTTLED, call);
      }
    }
  }

  private void waitsWhenThrottledOnce(Scene scene) {
    scene
        .calls()
        .forEach(
            call ->
                scene
                    .sandbox()
                    .embedded()
                    .inject(Fault.throttle().on(call.service(), call.operation()).times(1)));
    scene.isAsSaid(scene.judge());
  }

  private void saysWhatCouldNotBeSeen(Scene scene) {
    scene.fault(Fault.deny().on(scene.firstService()));
    scene.couldNotSee(Cause.ACCESS_DENIED);
    scene.fault(Fault.throttle());
    scene.couldNotSee(Cause.THROTTLED);
    scene.fault(Fault.hangUp());
    scene.couldNotSee(Cause.UNREACHABLE);
    scene.fault(Fault.breakOff());
    scene.couldNotSee(Cause.UNREACHABLE);
    scene.fault(Fault.garbage());
    scene.couldNotSee(Cause.UNREACHABLE);
    scene.fault(Fault.unavailable());
    scene.couldNotSee(Cause.UNREACHABLE);
    scene.fault(Fault.expiredToken());
    scene.couldNotSee(Cause.MISCONFIGURED);
  }
}

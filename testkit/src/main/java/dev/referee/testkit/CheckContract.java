package dev.referee.testkit;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Holds a check to what every check promises, in every world that its test supplies.
 *
 * <p>Extend it, tell how worlds are built and what the check says of each; the rest is here: in
 * each world the outcome and the first open step are as said, page by page too; judging again says
 * the same; nothing is asked that was not declared, and nothing is written; one denied or throttled
 * action makes the verdict inconclusive, or leaves it as it is, and never turns it; an account that
 * is denied, throttled, unreachable, or talks garbage is inconclusive for that cause; and what
 * players are shown keeps secrets, and below {@link Disclosure#EXACT} keeps the answer.
 *
 * @param <F> what the worlds' stories are told with, as in a fleet of servers
 */
public abstract class CheckContract<F> {

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

  /** Each world is judged as it is, and keeps what is promised of every world. */
  @TestFactory
  public Stream<DynamicContainer> everyWorld() {
    return worlds().all().stream()
        .map(
            world ->
                dynamicContainer(
                    world.toString(),
                    Stream.of(
                        in(world, "is judged right", this::isJudgedRight),
                        in(world, "is judged right page by page", this::isJudgedRightPageByPage),
                        in(world, "is judged the same again", this::isJudgedTheSameAgain),
                        in(world, "is only read, and as declared", this::isOnlyRead),
                        in(world, "keeps secrets and answers", this::keepsSecrets),
                        in(world, "is never turned by a denial", this::isNotTurnedByDenial),
                        in(world, "is never turned by throttling", this::isNotTurnedByThrottling),
                        in(world, "says what could not be seen", this::saysWhatCouldNotBeSeen))));
  }

  /** Every kind of world is there, so that no promise is kept for want of a world. */
  @Test
  public void everyKindOfWorldIsThere() {
    assertThat(
            worlds().all().stream()
                .map(World::kind)
                .collect(toCollection(() -> EnumSet.noneOf(Kind.class))))
        .containsExactlyElementsOf(EnumSet.allOf(Kind.class));
  }

  /** Every code that the check declares is the next step somewhere; none is dead. */
  @Test
  public void everyCodeIsTheNextStepSomewhere() {
    Set<String> next = new TreeSet<>();
    Set<String> declared = new TreeSet<>();
    for (World<F> world : worlds().all()) {
      next.add(world.next());
      judging(world, scene -> scene.declared().forEach(code -> declared.add(code)));
    }
    next.remove("");
    assertThat(next).isEqualTo(declared);
  }

  /** Every action that the check declares is asked somewhere; none is asked for nothing. */
  @Test
  public void everyDeclaredActionIsNeededSomewhere() {
    Set<String> asked = new TreeSet<>();
    Set<String> declared = new TreeSet<>();
    for (World<F> world : worlds().all()) {
      judging(
          world,
          scene -> {
            asked.addAll(scene.askedActions());
            declared.addAll(scene.check().permissions().all());
          });
    }
    assertThat(asked).isEqualTo(declared);
  }

  private void isJudgedRight(Scene scene) {
    scene.isAsSaid(scene.judge());
    scene.isAsSaid(scene.judge(true));
  }

  private void isJudgedRightPageByPage(Scene scene) {
    scene.sandbox().embedded().pageSize(1);
    scene.isAsSaid(scene.judge());
  }

  private void isJudgedTheSameAgain(Scene scene) {
    assertThat(scene.judge().findings()).isEqualTo(scene.judge().findings());
  }

  private void isOnlyRead(Scene scene) {
    Set<String> asked = scene.askedActions();
    assertThat(asked).isNotEmpty().isSubsetOf(scene.check().permissions().all());
    assertThat(scene.check().permissions().reads())
        .allMatch(
            action -> action.matches("[a-z0-9-]+:(Describe|Get|List|Head|Lookup|Simulate|Test).*"));
  }

  private void keepsSecrets(Scene scene) {
    Verdict verdict = scene.judge();
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

  private void isNotTurnedByDenial(Scene scene) {
    for (ReceivedCall call : scene.calls()) {
      scene.fault(Fault.deny().on(call.service(), call.operation()));
      scene.isUnturned(Cause.ACCESS_DENIED, call);
    }
  }

  private void isNotTurnedByThrottling(Scene scene) {
    for (ReceivedCall call : scene.calls()) {
      scene.fault(Fault.throttle().on(call.service(), call.operation()));
      scene.isUnturned(Cause.THROTTLED, call);
      scene.fault(Fault.throttle().on(call.service(), call.operation()).times(1));
      scene.isAsSaid(scene.judge());
    }
  }

  private void saysWhatCouldNotBeSeen(Scene scene) {
    scene.fault(Fault.deny().on(scene.firstService()));
    scene.couldNotSee(Cause.ACCESS_DENIED);
    scene.fault(Fault.throttle());
    scene.couldNotSee(Cause.THROTTLED);
    scene.fault(Fault.reset());
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

  private interface Act {
    void on(Scene scene);
  }

  private DynamicTest in(World<F> world, String what, Act act) {
    return dynamicTest(what, () -> judging(world, act));
  }

  private void judging(World<F> world, Act act) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      F begun = begin(sandbox);
      world.story().accept(begun);
      act.on(new Scene(sandbox, world.outcome(), world.next(), check(begun)));
    }
  }
}

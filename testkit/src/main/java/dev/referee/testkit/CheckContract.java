package dev.referee.testkit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.referee.Check;
import dev.referee.testkit.World.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test base class with the contract of every check, tested in every scenario that a test
 * supplies.
 *
 * <p>Extend it, tell how worlds are built and what the check says of each; the rest is here. In
 * each world:
 *
 * <ul>
 *   <li>The outcome and the first open step are as said, page by page too, and again.
 *   <li>Nothing is asked that was not declared, and nothing is written.
 *   <li>No fault turns the verdict: it stays as it is, or is inconclusive for the fault's cause and
 *       never for {@link dev.referee.Cause#INTERNAL}. Each operation is denied, throttled and
 *       answered unreadably in each {@link Kind kind} of world that asks it; and once for each
 *       outcome, it answers with each error that its model names, with one that nobody knows, and
 *       with everything that is no answer of AWS's (see {@link Fault}).
 *   <li>No answer that lacks a member turns the verdict, of each operation in each kind of world
 *       that asks it. The members are drawn at random; the system property {@code referee.seed}
 *       sets how.
 *   <li>An account that is denied, throttled, unreachable, or talks garbage is inconclusive for
 *       that cause.
 *   <li>What players are shown keeps secrets, and below {@link dev.referee.Disclosure#EXACT} keeps
 *       the answer.
 * </ul>
 *
 * <p>An error by which AWS says that something does not exist, and what a test calls {@link
 * #answerCodes}, is an answer: the verdict may follow it.
 *
 * <p>That judges every world some forty times. Where the same worlds run over and over, as under a
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
   * Returns texts that stand in the worlds and must never be shown to a player: what the user data
   * of an instance holds, a token. A world without any secret proves nothing about secrets.
   */
  protected abstract List<String> secrets();

  /**
   * Returns the error codes that are an answer about what is judged, besides those by which AWS
   * says that something does not exist; none by default. Any other error leaves the verdict as it
   * is, or makes it inconclusive.
   */
  protected Set<String> answerCodes() {
    return Set.of();
  }

  /** Returns the worlds to those who let them come about elsewhere, too. */
  public final List<World<F>> tried() {
    return worlds().all();
  }

  /**
   * Returns the faults that hit an operation while the check is judged; holes, which are drawn, not
   * among them.
   *
   * @param action the operation, as IAM names the action: {@code ec2:DescribeInstances}
   */
  public final List<Fault> faults(String action) {
    int colon = action.indexOf(':');
    ReceivedCall call =
        new ReceivedCall("", "", action.substring(0, colon), action.substring(colon + 1));
    return Stream.of(
            Stream.of(Injection.denied(call), Injection.throttled(call)),
            Injection.unreadable(call).stream(),
            Injection.errors(call, answerCodes()).stream())
        .flatMap(injections -> injections)
        .map(Injection::fault)
        .toList();
  }

  /**
   * Builds a scenario in the given sandbox and returns the check configured for it: {@code
   * referee.judge(check, sandbox.account())}.
   *
   * <p>This contract is tested on the embedded account. The scenarios are built by AWS API calls
   * and by moving time only, so they can be built on any endpoint that speaks AWS.
   *
   * @param world one of those that are {@link #tried}
   * @param sandbox an account in which nothing has happened yet
   */
  public final Check setUp(World<F> world, Sandbox sandbox) {
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
    return new ContractRun<>(this).tests();
  }

  private void isOnlyJudgedRight(World<F> world) {
    try (PreparedWorld scene = PreparedWorld.of(this, world)) {
      Promises.isJudgedRight(scene);
    }
  }
}

package dev.referee.testkit;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.referee.Check;
import dev.referee.Target;
import dev.referee.aws.Account;
import dev.referee.aws.AccountTargets;
import dev.referee.testkit.World.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jetbrains.annotations.ApiStatus;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A test base class with the contract of every check, tested in every scenario that a test
 * supplies.
 *
 * <p>A subclass supplies the worlds and the verdict expected in each. The contract asserts in each
 * world:
 *
 * <ul>
 *   <li>The outcome and the first open step are the expected ones, also with short pages, and when
 *       judged again.
 *   <li>Only declared actions are called, and nothing is written.
 *   <li>No fault changes the verdict into a wrong one: it stays the same, or is inconclusive with
 *       the cause of the fault, never {@link dev.referee.Cause#INTERNAL}. Each operation is denied,
 *       throttled and answered with unreadable bytes in each {@link Kind kind} of world that calls
 *       it. Once for each outcome, it returns each error of its model, an unknown error, and every
 *       response that is not in AWS's format (see {@link Fault}).
 *   <li>No response without a member changes the verdict into a wrong one, for each operation in
 *       each kind of world that calls it. The members are chosen at random; the system property
 *       {@code referee.seed} sets the seed.
 *   <li>An account whose calls are all denied, throttled, unanswered or answered with garbage is
 *       inconclusive with that cause.
 *   <li>The text for players contains no secret, and below {@link dev.referee.Disclosure#EXACT} not
 *       the solution either.
 * </ul>
 *
 * <p>The verdict may follow an error by which AWS says that something does not exist, and the
 * errors in {@link #answerCodes}.
 *
 * <p>This judges every world some forty times. If the same worlds run again and again, for example
 * under mutation testing, set the system property {@value #WORLDS} to {@value #OUTCOME}: only the
 * expected outcome and step of each world are then asserted, with and without all findings. Leave
 * it unset to assert the whole contract.
 *
 * @param <F> the type of the scenario builder that sets up the worlds, for example {@link
 *     SpawningFleet}
 */
public abstract class CheckContract<F> {
  private static final String WORLDS = "referee.worlds";
  private static final String OUTCOME = "outcome";

  /** For subclasses. */
  protected CheckContract() {}

  /** Prepares the state in which all worlds begin. */
  protected abstract F begin(Sandbox sandbox);

  /** Builds a world. */
  @ApiStatus.Internal
  protected void build(World<F> world, F begun) {
    world.setUp().accept(begun);
  }

  /**
   * Returns the targets that the check judges in a world; the account by default.
   *
   * @param account the account of the world, as the contract reads it
   */
  protected List<Target> targets(F world, Account account) {
    return AccountTargets.of(account, Optional.empty());
  }

  /** Returns the API that the check reads in addition to AWS; none by default. */
  @ApiStatus.Internal
  protected Optional<AdditionalApi> additionalApi(F world) {
    return Optional.empty();
  }

  /** Returns the check that judges a world. */
  protected abstract Check check(F world);

  /** Returns the worlds, at least one of each of the {@link #kinds kinds}. */
  protected abstract Worlds<F> worlds();

  /**
   * Returns the codes of steps that are open only if something changes between two reads of the
   * check, so that no world shows them; none by default.
   */
  protected Set<String> codesOfRaces() {
    return Set.of();
  }

  /**
   * Returns the declared actions that the check calls only in cases that no world shows, for
   * example to find a target that is not named; none by default.
   */
  protected Set<String> actionsOfNoWorld() {
    return Set.of();
  }

  /** Returns the kinds of worlds that the check has; all by default. */
  protected Set<Kind> kinds() {
    return EnumSet.allOf(Kind.class);
  }

  /**
   * Returns texts that the worlds contain and no player may see, for example a token in user data.
   * A world without any secret proves nothing about secrets.
   */
  protected abstract List<String> secrets();

  /**
   * Returns the error codes that the verdict may follow, in addition to those by which AWS says
   * that something does not exist; none by default. Any other error leaves the verdict the same, or
   * makes it inconclusive.
   */
  protected Set<String> answerCodes() {
    return Set.of();
  }

  /** Returns the worlds, for callers that set them up elsewhere. */
  public final List<World<F>> tried() {
    return worlds().all();
  }

  /**
   * Returns the faults that are injected into an operation while the check runs, without the
   * randomly chosen missing members.
   *
   * @param action the operation, as IAM names the action: {@code ec2:DescribeInstances}
   */
  public final List<Fault> faults(String action) {
    int colon = action.indexOf(':');
    ReceivedCall call =
        new ReceivedCall("", "", action.substring(0, colon), action.substring(colon + 1));
    return Stream.of(
            Stream.of(AwsInjection.denied(call), AwsInjection.throttled(call)),
            AwsInjection.unreadable(call).stream(),
            AwsInjection.errors(call, answerCodes()).stream())
        .flatMap(injections -> injections)
        .map(AwsInjection::fault)
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
    F prepared = begin(sandbox);
    build(world, prepared);
    return check(prepared);
  }

  /**
   * Each world has the expected verdict and satisfies the assertions for every world. Over all
   * worlds: every kind is present, every declared code is the next step in some world, and every
   * declared action is called in some world.
   *
   * <p>Each world has its own account, so worlds run in parallel if JUnit's parallel execution is
   * on.
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
    try (PreparedWorld prepared = PreparedWorld.of(this, world)) {
      Promises.isJudgedRight(prepared);
    }
  }
}

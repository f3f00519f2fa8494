package dev.referee.testkit;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.Outcome;
import dev.referee.Target;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.aws.AccountTargets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/** A scenario that has been built, with the check that judges it. */
final class PreparedWorld implements AutoCloseable {
  private static final Optional<Cause> BROKEN_CHECK = Optional.of(Cause.INTERNAL);

  /** Keeps its threads, because the SDK makes a new XML parser factory in each new thread. */
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("contract-%d").build());

  private final EmbeddedSandbox sandbox;
  private final Outcome outcome;
  private final String next;
  private final Check check;
  private final Function<Account, List<Target>> targets;
  private final Optional<AdditionalApi> api;
  private final Account direct;
  private final Verdict verdict;
  private final Set<ReceivedCall> calls;
  private final int requests;

  PreparedWorld(EmbeddedSandbox sandbox, Outcome outcome, String next, Check check) {
    this(
        sandbox,
        outcome,
        next,
        check,
        account -> AccountTargets.of(account, Optional.empty()),
        Optional.empty());
  }

  private PreparedWorld(
      EmbeddedSandbox sandbox,
      Outcome outcome,
      String next,
      Check check,
      Function<Account, List<Target>> targets,
      Optional<AdditionalApi> api) {
    this.sandbox = sandbox;
    this.outcome = outcome;
    this.next = next;
    this.check = check;
    this.targets = targets;
    this.api = api;
    this.direct = sandbox.embedded().judgedDirectly();
    int before = sandbox.embedded().calls().size();
    int requestsBefore = api.map(it -> it.operations().size()).orElse(0);
    this.verdict = judge();
    List<ReceivedCall> received = sandbox.embedded().calls();
    this.requests = api.map(it -> it.operations().size()).orElse(0) - requestsBefore;
    this.calls =
        Stream.concat(
                received.subList(before, received.size()).stream()
                    .filter(call -> !call.service().equals("sts")),
                api.stream().flatMap(it -> requests(it, requestsBefore)))
            .collect(toCollection(LinkedHashSet::new));
  }

  private static Stream<ReceivedCall> requests(AdditionalApi api, int before) {
    return api.operations().stream()
        .skip(before)
        .map(operation -> new ReceivedCall("", "", api.service(), operation));
  }

  /** Builds a world in its own account. */
  static <F> PreparedWorld of(CheckContract<F> contract, World<F> world) {
    EmbeddedSandbox sandbox = EmbeddedSandbox.startDirect();
    Optional<AdditionalApi> api = Optional.empty();
    try {
      F begun = contract.begin(sandbox);
      try {
        contract.build(world, begun);
      } finally {
        api = contract.additionalApi(begun);
      }
      return new PreparedWorld(
          sandbox,
          world.outcome(),
          world.next(),
          contract.check(begun),
          account -> contract.targets(begun, account),
          api);
    } catch (RuntimeException | Error e) {
      api.ifPresent(AdditionalApi::close);
      sandbox.close();
      throw e;
    }
  }

  /** Closes the account of the world. */
  @Override
  public void close() {
    api.ifPresent(AdditionalApi::close);
    sandbox.close();
  }

  /** Returns the API that receives a call, unless it is AWS. */
  Optional<AdditionalApi> apiOf(ReceivedCall call) {
    return api.filter(it -> it.service().equals(call.service()));
  }

  /** Returns the API that the check reads in addition to AWS. */
  Optional<AdditionalApi> api() {
    return api;
  }

  EmbeddedSandbox sandbox() {
    return sandbox;
  }

  Outcome outcome() {
    return outcome;
  }

  String next() {
    return next;
  }

  Check check() {
    return check;
  }

  /** Returns the verdict on this world without faults. */
  Verdict verdict() {
    return verdict;
  }

  /** Returns the codes that the check declares. */
  Stream<String> declared() {
    return check.expectations().stream().map(Expectation::code);
  }

  Verdict judge() {
    return judge(false, sandbox.account());
  }

  /** Judges without a network connection, which takes less time; the bytes are the same. */
  Verdict judgeDirectly() {
    return judge(false, direct);
  }

  /** Judges without a network connection, and asks for all findings. */
  Verdict explainDirectly() {
    return judge(true, direct);
  }

  private Verdict judge(boolean explainAll, Account account) {
    return sandbox
        .referee()
        .executor(THREADS)
        .explainAll(explainAll)
        .build()
        .judge(check, targets.apply(account).toArray(Target[]::new));
  }

  /**
   * Returns the operations that the check calls in this world, each once, without the lookup of the
   * caller's identity.
   */
  Set<ReceivedCall> calls() {
    return calls;
  }

  /**
   * Returns how many operations of the additional API the check calls, each as often as it does.
   */
  int requests() {
    return requests;
  }

  Set<String> askedActions() {
    return calls.stream()
        .map(call -> call.service() + ":" + call.operation())
        .collect(toCollection(TreeSet::new));
  }

  String firstService() {
    return calls.iterator().next().service();
  }

  /** Injects a fault, and removes all others. */
  void fault(Fault fault) {
    sandbox.embedded().clearFaults();
    api.ifPresent(AdditionalApi::clearFaults);
    sandbox.embedded().inject(fault);
  }

  /** Sets the largest number of items in a page of any response. */
  void pageSize(int items) {
    sandbox.embedded().pageSize(items);
    api.ifPresent(it -> it.pageSize(items));
  }

  /** Removes all faults. */
  void mend() {
    sandbox.embedded().clearFaults();
    api.ifPresent(AdditionalApi::clearFaults);
    pageSize(Integer.MAX_VALUE);
  }

  void isAsSaid(Verdict verdict) {
    VerdictAssert assertion = RefereeAssertions.assertThat(verdict).hasOutcome(outcome);
    if (next.isEmpty()) {
      assertThat(verdict.next()).isEmpty();
    } else {
      assertion.hasNext(next);
    }
  }

  /** Asserts that the verdict is the same as without the fault, or inconclusive. */
  void isUnturned(Injection injection) {
    injection.inject(this);
    Verdict verdict = judgeDirectly();
    VerdictAssert assertion = RefereeAssertions.assertThat(verdict).as("with %s", injection);
    assertThat(verdict.cause()).as("the cause with %s", injection).isNotEqualTo(BROKEN_CHECK);
    if (injection.answer()) {
      return;
    }
    if (api.isPresent() && outcome == Outcome.PASSED && verdict.outcome() == Outcome.PENDING) {
      return; // of several accepted designs, one is pending and another could not be seen
    }
    if (verdict.outcome() != Outcome.INCONCLUSIVE || outcome == Outcome.INCONCLUSIVE) {
      assertion.hasOutcome(outcome);
    } else {
      injection.expectedCause().ifPresent(assertion::isInconclusive);
    }
  }

  void couldNotSee(Cause cause) {
    RefereeAssertions.assertThat(judgeDirectly()).isInconclusive(cause);
  }

  /** Asserts the cause of a fault that only a network connection can have. */
  void couldNotConnect() {
    RefereeAssertions.assertThat(judge()).isInconclusive(Cause.UNREACHABLE);
  }
}

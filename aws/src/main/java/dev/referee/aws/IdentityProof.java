package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import dev.referee.spi.CheckExecution;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The verification of an account in a sweep, which its checks share: the call that confirmed the
 * account, or why nobody answered. Thread-safe.
 */
final class IdentityProof {
  private static final Set<Cause> NOBODY_ANSWERS = Set.of(Cause.TIMED_OUT, Cause.UNREACHABLE);

  private volatile @Nullable Inconclusive why;
  private volatile @Nullable Confirmed confirmed;

  /**
   * A call that confirmed the account.
   *
   * @param accountId the account
   * @param call the call, which has ended
   * @param evidence its response as evidence
   */
  record Confirmed(String accountId, SdkCall call, Evidence evidence) {}

  /** Returns why nobody answered another check; empty if that did not happen. */
  Optional<Inconclusive> failure() {
    return Optional.ofNullable(why);
  }

  /** Returns the call of another check that confirmed the account, if there was one. */
  Optional<Confirmed> confirmed() {
    return Optional.ofNullable(confirmed);
  }

  /** Keeps a call that confirmed the account, for the other checks. */
  void confirm(Confirmed by) {
    confirmed = by;
  }

  /** Verifies the account, and keeps the reason if nobody answers. */
  String rememberIfNobodyAnswers(CheckExecution run, Supplier<String> proof) {
    try {
      return proof.get();
    } catch (Inconclusive e) {
      if (NOBODY_ANSWERS.contains(e.cause()) && !run.timeLeft().isZero()) {
        why = e;
      }
      throw e;
    }
  }
}

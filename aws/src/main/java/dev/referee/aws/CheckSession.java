package dev.referee.aws;

import dev.referee.spi.CheckExecution;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The session of one check with one account. Only for the thread that judges. */
final class CheckSession {
  private final CheckExecution run;
  private final CallGuard guard;
  private @Nullable String account;
  private boolean proving;
  private @Nullable SdkCall call;
  private @Nullable ResponseCache memory;
  private @Nullable SdkCall held;

  CheckSession(CheckExecution run) {
    this.run = run;
    this.guard = new CallGuard(run.check());
  }

  /** Makes one that goes on for an ending, with what is known of the account. */
  CheckSession(CheckExecution ending, CheckSession before) {
    this.run = ending;
    this.guard = new CallGuard(ending.check());
    this.account = before.account;
  }

  CheckExecution run() {
    return run;
  }

  /** Returns what is known in this sweep to those who see the same: always this account's. */
  ResponseCache memory(Object login) {
    if (memory == null) {
      memory = run.shared(ResponseCache.class, login, ResponseCache::new);
    }
    return memory;
  }

  /** Makes sure, before the first call, that the account is the one that it should be. */
  void prove(Supplier<String> proof) {
    if (account == null && !proving) {
      proving = true;
      try {
        account = proof.get();
      } finally {
        proving = false;
      }
    }
  }

  /** Begins a call that the check has declared; refuses any other before anything leaves. */
  void begin(Operation operation) {
    boolean proof = proving && operation.isProof();
    call = new SdkCall(operation, guard.isActive(operation, proof));
  }

  /** Lets calls that come now be part of the one that goes on, until it is {@link #resume}d. */
  SdkCall hold() {
    held = call();
    return held;
  }

  /** Goes on with a call after those that were part of it. */
  void resume(SdkCall before) {
    held = null;
    call = before;
  }

  /** Returns the call that goes on. */
  SdkCall call() {
    if (call == null) {
      throw new IllegalStateException("A request came that belongs to no call of " + run.name());
    }
    return call;
  }

  /** Ends the call; its last answer is what the verdict will stand on. Tells whether it is new. */
  boolean end(String requestId, String ofAccount) {
    if (held != null || !call().end()) {
      return false;
    }
    call().evidence(requestId, ofAccount).ifPresent(run::evidence);
    return true;
  }

  /** Returns the account's id, as it was proven. */
  String account() {
    return account == null ? "unproven" : account;
  }
}

package dev.referee.aws;

import dev.referee.Evidence;
import dev.referee.spi.CheckExecution;
import java.util.Optional;
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
  private @Nullable Evidence evidence;

  CheckSession(CheckExecution run) {
    this.run = run;
    this.guard = new CallGuard(run.check());
  }

  /** Creates a session for clean-up, with the known identity of the account. */
  CheckSession(CheckExecution ending, CheckSession before) {
    this.run = ending;
    this.guard = new CallGuard(ending.check());
    this.account = before.account;
  }

  CheckExecution run() {
    return run;
  }

  /** Returns the sweep's cache of those who see the same account. */
  ResponseCache memory(Object login) {
    if (memory == null) {
      memory = run.shared(ResponseCache.class, login, ResponseCache::new);
    }
    return memory;
  }

  /** Verifies the account before the first call. */
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

  /** Begins a call that the check has declared; refuses any other call before it is sent. */
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
      throw new IllegalStateException("A request belongs to no call of " + run.name());
    }
    return call;
  }

  /** Ends the call; its last response becomes evidence. Returns whether that is new. */
  boolean end(String requestId, String ofAccount) {
    if (held != null || !call().end()) {
      return false;
    }
    evidence = call().evidence(requestId, ofAccount).orElse(null);
    if (evidence != null) {
      run.evidence(evidence);
    }
    return true;
  }

  /** Returns the evidence of the call that ended last; empty if it had no response. */
  Optional<Evidence> evidence() {
    return Optional.ofNullable(evidence);
  }

  /** Ends the call that has begun with the response of another check to the same call. */
  void repeat(IdentityProof.Confirmed other) {
    call().repeats(other.call());
    run.evidence(other.evidence());
  }

  /** Returns the verified account id. */
  String account() {
    return account == null ? "unproven" : account;
  }
}

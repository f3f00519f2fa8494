package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.internal.ReadingRules;
import dev.referee.spi.CheckExecution;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The session of one check with one account. Only for the thread that judges. */
final class CheckSession {
  private final CheckExecution run;
  private @Nullable Permissions permissions;
  private @Nullable String account;
  private boolean proving;
  private @Nullable Call call;
  private @Nullable ResponseCache memory;
  private @Nullable Call held;

  /** One call of an SDK client, with all its attempts. */
  static final class Call {
    private final Operation operation;
    private final boolean active;
    private @Nullable RequestAttempt question;
    private @Nullable BufferedResponse answer;
    private @Nullable String requestId;
    private boolean ended;

    Call(Operation operation, boolean active) {
      this.operation = operation;
      this.active = active;
    }

    Operation operation() {
      return operation;
    }

    boolean isActive() {
      return active;
    }

    void asks(RequestAttempt now) {
      question = now;
      answer = null;
    }

    void isAnswered(BufferedResponse given) {
      answer = given;
    }

    /** Takes an answer of which it is known already that it cannot be understood. */
    void isAnswered(BufferedResponse given, String itsRequestId) {
      answer = given;
      requestId = itsRequestId;
    }

    Optional<String> requestId() {
      return Optional.ofNullable(requestId);
    }

    @Nullable RequestAttempt question() {
      return question;
    }

    /** Returns what the last attempt brought; with it the call ends, unless there is another. */
    @Nullable BufferedResponse answer() {
      return answer;
    }
  }

  CheckSession(CheckExecution run) {
    this.run = run;
  }

  /** Makes one that goes on for an ending, with what is known of the account. */
  CheckSession(CheckExecution ending, CheckSession before) {
    this.run = ending;
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
    String action = operation.action();
    boolean active = permissions().actives().contains(action);
    boolean proof = proving && operation.isProof();
    if (!active && !proof && !permissions().reads().contains(action)) {
      throw new Inconclusive(
          Cause.INTERNAL,
          "The check %s tried to call %s, which its permissions do not declare; nothing was sent"
              .formatted(run.check().id(), action),
          "If the check may do that, declare %s in its permissions.".formatted(action),
          null);
    }
    call = new Call(operation, active);
  }

  /**
   * Asks the check once: what it declared must not change while it judges, and what it declared as
   * reading must read.
   */
  private Permissions permissions() {
    if (permissions == null) {
      Permissions declared = run.check().permissions();
      List<String> problems = ReadingRules.problems(declared);
      if (!problems.isEmpty()) {
        throw new Inconclusive(
            Cause.INTERNAL,
            "The check %s is refused, and nothing was sent: %s"
                .formatted(run.check().id(), String.join(". ", problems)),
            "Declare actions that do more than read with Permissions.acting.",
            null);
      }
      permissions = declared;
    }
    return permissions;
  }

  /** Lets calls that come now be part of the one that goes on, until it is {@link #resume}d. */
  Call hold() {
    held = call();
    return held;
  }

  /** Goes on with a call after those that were part of it. */
  void resume(Call before) {
    held = null;
    call = before;
  }

  /** Returns the call that goes on. */
  Call call() {
    if (call == null) {
      throw new IllegalStateException("A request belongs to no call of " + run.name());
    }
    return call;
  }

  /** Ends the call; its last answer is what the verdict will stand on. Tells whether it is new. */
  boolean end(String requestId, String ofAccount) {
    if (call().ended || held != null) {
      return false;
    }
    call().ended = true;
    BufferedResponse answer = call().answer();
    if (answer != null) {
      Operation operation = call().operation();
      run.evidence(
          new Evidence(
              operation.service(),
              operation.name(),
              ofAccount,
              operation.region(),
              answer.host(),
              answer.status(),
              requestId,
              answer.at(),
              answer.digest()));
    }
    return true;
  }

  /** Returns the account's id, as it was proven. */
  String account() {
    return account == null ? "unproven" : account;
  }
}

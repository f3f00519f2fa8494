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

    /** Accepts a response that is known to be unreadable. */
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

    /**
     * Returns the result of the last attempt, which ends the call unless there is another attempt.
     */
    @Nullable BufferedResponse answer() {
      return answer;
    }
  }

  CheckSession(CheckExecution run) {
    this.run = run;
  }

  /** Creates a session for clean-up, with the known identity of the account. */
  CheckSession(CheckExecution ending, CheckSession before) {
    this.run = ending;
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
   * Reads the check's permissions once, because they must not change while it judges, and because
   * actions declared as reading must read.
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

  /** Makes the following calls part of the current one, until it is {@link #resume}d. */
  Call hold() {
    held = call();
    return held;
  }

  /** Continues a call after those that were part of it. */
  void resume(Call before) {
    held = null;
    call = before;
  }

  /** Returns the current call. */
  Call call() {
    if (call == null) {
      throw new IllegalStateException("A request belongs to no call of " + run.name());
    }
    return call;
  }

  /** Ends the call; its last response becomes evidence. Returns whether that is new. */
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

  /** Returns the verified account id. */
  String account() {
    return account == null ? "unproven" : account;
  }
}

package dev.referee.aws;

import com.google.common.collect.MapMaker;
import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.internal.ReadingRules;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A guard that lets a check call what it declared and nothing else. Only for the thread that
 * judges.
 */
final class CallGuard {
  /** Permissions whose reads have been found to read; compared by identity. */
  private static final Set<Permissions> READING =
      Collections.newSetFromMap(new MapMaker().weakKeys().makeMap());

  private final Check check;
  private @Nullable Permissions permissions;

  CallGuard(Check check) {
    this.check = check;
  }

  /**
   * Returns whether an operation does more than read.
   *
   * @param proof whether the call verifies the account, which no check declares
   * @throws Inconclusive when the check did not declare it
   */
  boolean isActive(Operation operation, boolean proof) {
    String action = operation.action();
    boolean active = permissions().actives().contains(action);
    if (!active && !proof && !permissions().reads().contains(action)) {
      throw new Inconclusive(
          Cause.INTERNAL,
          "The check %s tried to call %s, which its permissions do not declare; nothing was sent"
              .formatted(check.id(), action),
          "If the check may do that, declare %s in its permissions.".formatted(action),
          null);
    }
    return active;
  }

  /**
   * Reads the check's permissions once, because they must not change while it judges, and because
   * actions declared as reading must read.
   */
  private Permissions permissions() {
    if (permissions == null) {
      Permissions declared = check.permissions();
      requireReading(declared);
      permissions = declared;
    }
    return permissions;
  }

  /** Examines permissions once, because all judgements of a check have the same. */
  private void requireReading(Permissions declared) {
    if (READING.contains(declared)) {
      return;
    }
    List<String> problems = ReadingRules.problems(declared);
    if (!problems.isEmpty()) {
      throw new Inconclusive(
          Cause.INTERNAL,
          "The check %s is refused, and nothing was sent: %s"
              .formatted(check.id(), String.join(". ", problems)),
          "Declare actions that do more than read with Permissions.withActives.",
          null);
    }
    READING.add(declared);
  }
}

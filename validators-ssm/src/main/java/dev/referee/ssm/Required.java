package dev.referee.ssm;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The members that AWS always sends with a response. A response without one of them is unreadable:
 * it proves neither that something is there nor that it is missing.
 */
final class Required {
  private Required() {}

  /**
   * Returns a member of a response.
   *
   * @param operation the operation, for example {@code ssm:StartSession}
   * @param name the member, as AWS calls it
   * @param member its value; null or empty if the response lacks it
   * @throws Inconclusive if the response lacks it
   */
  static <T> T member(String operation, String name, @Nullable T member) {
    T present = present(operation, name, member);
    if (present.toString().isEmpty()) {
      throw unreadable(operation, "has an empty " + name);
    }
    return present;
  }

  /** Returns a member of a response, which may be empty. */
  static <T> T present(String operation, String name, @Nullable T member) {
    if (member == null) {
      throw unreadable(operation, "lacks " + name);
    }
    return member;
  }

  /**
   * Returns a list of a response, which may be empty.
   *
   * @param present whether the response has the list
   * @throws Inconclusive if it does not
   */
  static <T extends Collection<?>> T list(String operation, String name, boolean present, T list) {
    if (!present) {
      throw unreadable(operation, "lacks " + name);
    }
    return list;
  }

  /**
   * Returns the exception for an unreadable response.
   *
   * @param operation the operation that was answered
   * @param why completes "The response to the operation cannot be read: it .."
   */
  static Inconclusive unreadable(String operation, String why) {
    return new Inconclusive(
        Cause.UNREACHABLE,
        "The response to %s cannot be read: it %s".formatted(operation, why),
        "Referee will retry in the next sweep. If this persists, find out what answers at the"
            + " endpoint.",
        null);
  }
}

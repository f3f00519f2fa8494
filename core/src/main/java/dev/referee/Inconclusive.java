package dev.referee;

import java.util.Optional;

/**
 * An exception thrown when something could not be seen, with the cause.
 *
 * <p>It becomes a verdict {@link Outcome#INCONCLUSIVE}, and never means that a fix is missing.
 */
public final class Inconclusive extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Cause cause;
  private final String remedy;

  /**
   * Creates an exception.
   *
   * @param cause why
   * @param message what could not be seen, for the organiser
   */
  public Inconclusive(Cause cause, String message) {
    this(cause, message, "", null);
  }

  /**
   * Creates an exception with a remedy.
   *
   * @param cause why
   * @param message what could not be seen, for the organiser
   * @param remedy what to do about it; may be empty
   * @param thrown the original exception; may be null
   */
  public Inconclusive(
      Cause cause,
      String message,
      String remedy,
      @org.jspecify.annotations.Nullable Throwable thrown) {
    super(message, thrown);
    this.cause = cause;
    this.remedy = remedy;
  }

  /** Returns why it could not be seen. */
  public Cause cause() {
    return cause;
  }

  /** Returns what to do about it. */
  public Optional<String> remedy() {
    return remedy.isEmpty() ? Optional.empty() : Optional.of(remedy);
  }
}

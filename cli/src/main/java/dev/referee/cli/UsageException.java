package dev.referee.cli;

/** An exception for wrong use of the command, with a message for the user. */
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}

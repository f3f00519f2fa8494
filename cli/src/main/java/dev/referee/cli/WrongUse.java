package dev.referee.cli;

/** Thrown when the command is used wrongly; its message is for whoever used it. */
final class WrongUse extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongUse(String message) {
    super(message);
  }
}

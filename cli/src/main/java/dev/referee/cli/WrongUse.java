package dev.referee.cli;

/** Is thrown where the command is told what cannot be; its message is for who told it. */
final class WrongUse extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongUse(String message) {
    super(message);
  }
}

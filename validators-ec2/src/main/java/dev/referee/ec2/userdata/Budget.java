package dev.referee.ec2.userdata;

import java.util.concurrent.CancellationException;

/**
 * A limit on all work on one user data: unpacked bytes, parts, nesting depth, and steps of readers.
 *
 * <p>Every loop of a reader takes its steps from here. A step that is not there any more throws
 * {@link Exhausted}; an interruption of the thread ends the work as well. For one thread.
 */
final class Budget {
  /** EC2 takes 16 KB of user data; this is for what they unpack to. */
  static final int BYTES = 1 << 20;

  static final int PARTS = 512;
  static final int DEPTH = 12;

  /** Steps are about characters; a character is read a few times. */
  static final int STEPS = 6 * BYTES;

  private int bytes = BYTES;
  private int parts = PARTS;
  private int steps = STEPS;

  /**
   * An exception that is thrown when the budget is used up. Caught by {@link UserDataReader}, never
   * by a reader.
   */
  static final class Exhausted extends RuntimeException {
    Exhausted(String message) {
      super(message, null, false, false);
    }
  }

  /** Takes one step. */
  void step() {
    steps(1);
  }

  /** Takes steps, such as one per character that is looked at; before they are taken. */
  void steps(int count) {
    if (count > steps) {
      steps = 0;
      throw new Exhausted("is longer than the limit for user data");
    }
    int before = steps;
    steps -= count;
    if ((before >> 12) != (steps >> 12) && Thread.currentThread().isInterrupted()) {
      throw new CancellationException("Interrupted while user data was read");
    }
  }

  /** Takes bytes that were unpacked, or characters of a program within a program. */
  void bytes(int count) {
    bytes -= count;
    if (bytes < 0) {
      throw new Exhausted("unpacks to more than " + (BYTES >> 20) + " MiB");
    }
    steps(count);
  }

  int bytesLeft() {
    return bytes;
  }

  /** Takes one part: of MIME, of an archive, or a program within a program. */
  void part() {
    if (--parts < 0) {
      throw new Exhausted("has more than " + PARTS + " parts");
    }
    step();
  }

  /** Checks how deep parts and programs are nested in one another. */
  void depth(int depth) {
    if (depth > DEPTH) {
      throw new Exhausted("is nested more than " + DEPTH + " deep");
    }
  }

  /** Returns the steps that were taken, for tests that bound the work. */
  int stepsTaken() {
    return STEPS - steps;
  }
}

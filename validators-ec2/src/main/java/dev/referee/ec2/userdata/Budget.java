package dev.referee.ec2.userdata;

import java.util.concurrent.CancellationException;

/**
 * A limit on all work for one user data: unpacked bytes, parts, nesting depth, and steps of
 * readers.
 *
 * <p>Every loop of a reader takes its steps from here. A step beyond the budget throws {@link
 * Exhausted}; an interrupt of the thread also ends the work. For one thread.
 */
final class Budget {
  /** EC2 accepts 16 KB of user data; this limits the unpacked size. */
  static final int BYTES = 1 << 20;

  static final int PARTS = 512;
  static final int DEPTH = 12;

  /** A step is about one character; each character is read a few times. */
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

  /** Takes steps before the work, for example one per character. */
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

  /** Takes unpacked bytes, or characters of a nested program. */
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

  /** Takes one part: of MIME, of an archive, or a nested program. */
  void part() {
    if (--parts < 0) {
      throw new Exhausted("has more than " + PARTS + " parts");
    }
    step();
  }

  /** Checks the nesting depth of parts and programs. */
  void depth(int depth) {
    if (depth > DEPTH) {
      throw new Exhausted("is nested more than " + DEPTH + " deep");
    }
  }

  /** Returns the number of steps taken, for tests that limit the work. */
  int stepsTaken() {
    return STEPS - steps;
  }
}

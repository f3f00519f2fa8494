package dev.referee.ec2.userdata;

/**
 * A reader of the programs of one language.
 *
 * <p>Takes its steps from {@link Findings#budget}, which limits its work: each character is read a
 * few times, and derived texts cost their length. Whatever the source contains, it throws only
 * {@link Budget.Exhausted} if the budget is used up; unreadable code is reported with {@link
 * Findings#cannotTell}. Immutable and thread-safe.
 */
@FunctionalInterface
interface ProgramReader {

  /**
   * Reads a program.
   *
   * @param source the program, with its original line ends
   * @param to the receiver of the findings, with offsets in the source
   */
  void read(String source, Findings to);
}

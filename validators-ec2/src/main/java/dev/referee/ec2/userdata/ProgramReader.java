package dev.referee.ec2.userdata;

/**
 * A reader of the programs of one language.
 *
 * <p>Takes its steps from {@link Findings#budget}, which bounds its work: one character is looked
 * at a few times, and texts that a program makes of other texts cost their length. For what the
 * source holds it throws nothing but {@link Budget.Exhausted}, when the budget is used up: what it
 * cannot read is {@link Findings#cannotTell}. Immutable and thread-safe.
 */
@FunctionalInterface
interface ProgramReader {

  /**
   * Reads a program.
   *
   * @param source the program, with its line ends as they are
   * @param to where everything of interest is reported, with offsets in the source
   */
  void read(String source, Findings to);
}

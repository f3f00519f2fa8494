package dev.referee.ec2.userdata;

/**
 * A reader of the programs of one language.
 *
 * <p>Works in time linear in the source, takes every step from {@link Findings#budget}, and never
 * throws for what the source holds: what it cannot read is {@link Findings#cannotTell}. Immutable
 * and thread-safe.
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

package dev.referee.cli;

import com.google.common.collect.ImmutableList;
import dev.referee.Outcome;
import dev.referee.Sweep;
import java.util.Collection;
import java.util.stream.IntStream;

/** The exit codes of the command, ordered by severity. */
final class ExitCode {
  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int INCONCLUSIVE = 2;
  static final int PENDING = 3;
  static final int WRONG_USE = 64;

  /** Says that the command ended in a way that nobody expected; nothing is proven by it. */
  static final int UNEXPECTED = 70;

  /** Says that a result could not be written: to stdout, or to a file that was asked for. */
  static final int CANNOT_WRITE = 74;

  private static final ImmutableList<Integer> WORST_FIRST =
      ImmutableList.of(UNEXPECTED, WRONG_USE, CANNOT_WRITE, INCONCLUSIVE, FAILED, PENDING, PASSED);

  private ExitCode() {}

  /** Returns the code of one outcome. */
  static int of(Outcome outcome) {
    return switch (outcome) {
      case PASSED -> PASSED;
      case FAILED -> FAILED;
      case INCONCLUSIVE -> INCONCLUSIVE;
      case PENDING -> PENDING;
    };
  }

  /**
   * Returns the code of a sweep: the worst of what was judged; a sweep that is not complete, or in
   * which nothing was judged, has proven nothing.
   */
  static int of(Sweep sweep) {
    IntStream judged = sweep.judgements().stream().mapToInt(each -> of(each.verdict().outcome()));
    boolean proven = sweep.complete() && !sweep.judgements().isEmpty();
    return worst(
        IntStream.concat(judged, IntStream.of(proven ? PASSED : INCONCLUSIVE)).boxed().toList());
  }

  /** Returns the worst of some codes; {@link #PASSED} when there is none. */
  static int worst(Collection<Integer> codes) {
    return WORST_FIRST.stream().filter(codes::contains).findFirst().orElse(PASSED);
  }
}

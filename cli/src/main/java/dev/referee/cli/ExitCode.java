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

  /** The command ended unexpectedly; no result was recorded. */
  static final int UNEXPECTED = 70;

  /** A result could not be written: to stdout, or to a requested file. */
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
   * Returns the code of a sweep: the most severe one of the judgements; a sweep that is incomplete,
   * or in which nothing was judged, is inconclusive.
   */
  static int of(Sweep sweep) {
    IntStream judged =
        sweep.judgements().stream().mapToInt(judgement -> of(judgement.verdict().outcome()));
    boolean proven = sweep.complete() && !sweep.judgements().isEmpty();
    return worst(
        IntStream.concat(judged, IntStream.of(proven ? PASSED : INCONCLUSIVE)).boxed().toList());
  }

  /** Returns the most severe code; {@link #PASSED} if there is none. */
  static int worst(Collection<Integer> codes) {
    return WORST_FIRST.stream().filter(codes::contains).findFirst().orElse(PASSED);
  }
}

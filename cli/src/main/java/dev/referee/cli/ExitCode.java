package dev.referee.cli;

import com.google.common.collect.ImmutableList;
import dev.referee.Outcome;
import dev.referee.Sweep;
import java.util.Collection;
import java.util.stream.IntStream;

/** Knows the exit codes, and which of them is worse. */
final class ExitCode {
  static final int PASSED = 0;
  static final int FAILED = 1;
  static final int INCONCLUSIVE = 2;
  static final int PENDING = 3;
  static final int WRONG_USE = 64;

  private static final ImmutableList<Integer> WORST_FIRST =
      ImmutableList.of(WRONG_USE, INCONCLUSIVE, FAILED, PENDING, PASSED);

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

package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Sweep;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitCodeTest {
  @ParameterizedTest
  @CsvSource({
    "0 0, 0",
    "3 0, 3",
    "0 3 1, 1",
    "1 2 3, 2",
    "2 1 64 0, 64",
    "1 74 2, 74",
    "64 70 74, 70"
  })
  void theWorstWins(String codes, int worst) {
    assertThat(ExitCode.worst(List.of(codes.split(" ")).stream().map(Integer::valueOf).toList()))
        .isEqualTo(worst);
  }

  @Test
  void aSweepInWhichNothingWasJudgedHasProvenNothing() {
    Sweep empty = new Sweep("game", Instant.EPOCH, Instant.EPOCH, true, List.of(), List.of());

    assertThat(ExitCode.of(empty)).isEqualTo(ExitCode.INCONCLUSIVE);
  }
}

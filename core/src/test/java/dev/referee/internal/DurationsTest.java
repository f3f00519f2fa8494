package dev.referee.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({"5m, PT5M", "1h30m, PT1H30M", "30S, PT30S", "PT90M, PT1H30M", "p1d, PT24H"})
  void areReadAsPeopleAndAsIsoWriteThem(String text, Duration meant) {
    assertThat(Durations.parse(text)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "soon", "5 m"})
  void areNothingElse(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(DateTimeException.class);
  }

  @Test
  void areWrittenInWholeSeconds() {
    assertThat(Durations.words(Duration.ofMillis(5_430_999))).isEqualTo("1h30m30s");
    assertThat(Durations.words(Duration.ZERO)).isEqualTo("0s");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT59S, 59 s",
    "PT1M, 1 min",
    "PT2M30S, 2 min 30 s",
    "PT90M, 1 h 30 min",
    "PT25H0M1S, 25 h 1 s",
  })
  void areDescribedByTheirUnits(Duration duration, String words) {
    assertThat(Durations.describe(duration)).isEqualTo(words);
  }
}

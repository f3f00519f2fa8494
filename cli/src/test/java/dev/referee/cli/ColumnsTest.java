package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
  @Test
  void putsRowsUnderOneAnother() {
    Columns columns = new Columns().row("team", "points", "").row("\ud300", "1,000", "solved");

    assertThat(columns).hasToString("team  points\n\ud300    1,000   solved");
  }

  @Test
  void writesNothingToATerminalButText() {
    String hostile = "\033[31mred\r\n\u202eevil\u0007\u009b2J" + "x".repeat(100_000);

    String text = new Columns().row(hostile, "next").toString();

    assertThat(text)
        .hasSizeLessThan(1_000)
        .doesNotContainPattern("[\\p{Cntrl}\\p{Cf}]")
        .contains("red", "next");
  }
}

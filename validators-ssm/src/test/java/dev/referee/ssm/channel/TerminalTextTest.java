package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
  private static final String ESC = "\u001b";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[0m",
        "[38;5;196m",
        "[?2004h",
        "[0K",
        "]0;a title\u0007",
        "]133;C\u001b\\",
        "(B",
        "=",
        "[?25l"
      })
  void losesItsControlSequences(String sequence) {
    assertThat(TerminalText.withoutControls("non" + ESC + sequence + "ce\r\n"))
        .isEqualTo("nonce\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[5;1H", "[12d", "[2;3f", "[1E"})
  void endsALineWhereTheCursorGoesToAnother(String move) {
    assertThat(TerminalText.withoutControls("PS C:\\>" + ESC + move + "nonce"))
        .isEqualTo("PS C:\\>\nnonce");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[", "[12;", "]0;title", "]0;title\u001b", "("})
  void endsWithASequenceThatIsCutOff(String begun) {
    assertThat(TerminalText.withoutControls("nonce" + ESC + begun)).isEqualTo("nonce");
  }

  @Test
  void staysAsItIsWithoutAny() {
    assertThat(TerminalText.withoutControls("a\tb\r\nÖ [0m\n")).isEqualTo("a\tb\r\nÖ [0m\n");
  }
}

package dev.referee.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTextTest {

  @ParameterizedTest
  @CsvSource({
    "2026-12-05 06:30:12 UTC",
    "2026-12-05 06:30:12.345 UTC",
    "2026-12-05T06:30:12Z",
    "2026-12-05T06:30:12.345678901Z"
  })
  void marksTimesAndDropsFractions(String time) {
    assertThat(HtmlText.content("at <b> " + time + ", in 2 min"))
        .isEqualTo(
            "at &lt;b&gt; <time datetime=\"2026-12-05T06:30:12Z\">2026-12-05 06:30:12 UTC</time>,"
                + " in 2 min");
  }

  @Test
  void marksSeveralTimes() {
    String time = "2026-12-05 06:30:12 UTC";

    assertThat(HtmlText.content(time + time + "/" + time))
        .containsPattern("(<time.*?</time>/?){3}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-12-05",
        "2026-12-05 06:30:12",
        "2026-12-05 06:30:12.",
        "2026-12-05 06:30:12.123",
        "2026-12-05 06:30:12 U",
        "2026-12-05x06:30:12 UTC",
        "x026-12-05 06:30:12 UTC"
      })
  void leavesWhatIsNoTimeAsItIs(String text) {
    assertThat(HtmlText.content(text)).isEqualTo(text);
  }

  @Test
  void leavesDigitsOfOtherScriptsAlone() {
    assertThat(HtmlText.content("٢٠٢٦-12-05 06:30:12 UTC")).doesNotContain("<time");
  }

  @Test
  void isolatesWhatIsWrittenFromRightToLeft() {
    assertThat(HtmlText.content("a שלום b")).isEqualTo("a <bdi>שלום</bdi> b");
  }

  @Test
  void marksNothingInAttributes() {
    assertThat(HtmlText.attribute("\"2026-12-05T06:30:12Z\""))
        .isEqualTo("&quot;2026-12-05T06:30:12Z&quot;");
  }
}

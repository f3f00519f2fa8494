package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.referee.internal.Text;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTest {

  /** Returns any text, with many dangerous characters. */
  static String anyText(Random random, int most) {
    int[] nasty = {'\n', '\t', 0x1b, 0x202e, 0x2066, 0x200b, 0xd800, 0x85, 0x9b, ' ', 0x3000, 0xad};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> text.appendCodePoint(nasty[random.nextInt(nasty.length)]);
        case 1 -> text.appendCodePoint(0xac00 + random.nextInt(1000));
        case 2 -> text.appendCodePoint(random.nextInt(0x110000));
        default -> text.appendCodePoint('a' + random.nextInt(26));
      }
    }
    return text.toString();
  }

  @Nested
  class Harmless {

    @Test
    void spellsOutWhatControlsATerminal() {
      assertThat(Text.harmless("web\u001b[31m\r\nPASSED\u009b2J\u0007\tx"))
          .isEqualTo("web\\u001b[31m\\r\\nPASSED\\u009b2J\\u0007\\tx");
    }

    @Test
    void spellsOutWhatTurnsTheDirectionOrHides() {
      assertThat(Text.harmless("a\u202eb\u2066c\u200bd\u2028e\ufefff"))
          .isEqualTo("a\\u202eb\\u2066c\\u200bd\\u2028e\\ufefff");
    }

    @Test
    void spellsOutHalfCharactersAndThoseBeyondSixteenBits() {
      assertThat(Text.harmless("a\ud800b" + Character.toString(0xe0041)))
          .isEqualTo("a\\ud800b\\u{e0041}");
    }

    @Test
    void leavesLanguagesAlone() {
      assertThat(Text.harmless("무너진 서버 - İstanbul é ✔ 😀")).isEqualTo("무너진 서버 - İstanbul é ✔ 😀");
    }

    @Test
    void makesEverySpaceASpace() {
      assertThat(Text.harmless("\u00a0a\u3000b\u2003c ")).isEqualTo("a b c");
    }

    @Test
    void keepsWhatIsLongButNotVeryLong() {
      assertThat(Text.harmless("x".repeat(400))).hasSize(400);
    }

    @Test
    void cutsWhatIsVeryLongInTheMiddleAndSaysHowLongItWas() {
      String text = Text.harmless("a".repeat(160) + "😀".repeat(1000) + "z".repeat(160));

      assertThat(text)
          .isEqualTo("a".repeat(160) + " ... (1,320 characters) ... " + "z".repeat(160));
    }

    @Test
    void jsonHasTheSameTextEscaped() throws Exception {
      String text = "a\u009b2J\u202eb\u007f\u2028\ud800c\uffff 셋 😀" + Character.toString(0xe0041);
      String json = new ObjectMapper().writeValueAsString(text);

      String harmless = Text.harmlessJson(json);

      assertThat(harmless)
          .contains("a\\u009b2J\\u202eb", "셋 😀", "\\udb40\\udc41")
          .isEqualTo(Text.harmless(harmless));
      assertThat(new ObjectMapper().readValue(harmless, String.class)).isEqualTo(text);
    }

    @RepeatedTest(200)
    void nothingDangerousIsLeftOfAnyText() {
      long seed = new Random().nextLong();

      String text = Text.harmless(anyText(new Random(seed), 600));

      assertThat(text.codePoints())
          .as("seed %s", seed)
          .noneMatch(Character::isISOControl)
          .noneMatch(point -> Character.getType(point) == Character.FORMAT)
          .noneMatch(point -> Character.getType(point) == Character.SURROGATE);
    }
  }

  @Nested
  class Width {

    @ParameterizedTest
    @CsvSource({
      "abc, 3", "서버, 4", "日本, 4", "ひら, 4", "ｱ, 1", "Ａ, 2", "é, 1", "é, 1", "✔, 1", "😀, 2", "가, 2",
      "İ, 1", "、, 2",
    })
    void isThatOfTheTerminal(String text, int columns) {
      assertThat(Text.width(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({
      "115f, 2", "1160, 0", "11ff, 0", "1200, 1", "2fff, 1", "3000, 2", "303e, 2", "303f, 1",
      "ff00, 1", "ff01, 2", "ff60, 2", "ff61, 1", "ffdc, 1", "ffe0, 2", "ffe6, 2", "ffe7, 1",
      "1f2ff, 1", "1f300, 2", "1faff, 2", "1fb00, 1",
    })
    void isKnownToTheEdgeOfEachBlock(String point, int columns) {
      assertThat(Text.width(Character.toString(Integer.parseInt(point, 16)))).isEqualTo(columns);
    }

    @Test
    void padsByColumnsAndNotByCharacters() {
      assertThat(Text.pad("서버", 6)).isEqualTo("서버  ");
      assertThat(Text.pad("abc", 2)).isEqualTo("abc");
    }
  }

  @Nested
  class Wrap {

    @Test
    void breaksBetweenWords() {
      assertThat(Text.wrap("start an instance refresh", 10))
          .containsExactly("start an", "instance", "refresh");
    }

    @Test
    void breaksWordsThatAreTooLong() {
      assertThat(Text.wrap("the arn:aws:iam::1 is", 8))
          .containsExactly("the", "arn:aws:", "iam::1", "is");
    }

    @Test
    void fillsALineToItsLastColumn() {
      assertThat(Text.wrap("abc def gh", 7)).containsExactly("abc def", "gh");
    }

    @Test
    void leavesAsItIsWhatFits() {
      assertThat(Text.wrap("a  bc", 5)).containsExactly("a  bc");
      assertThat(Text.wrap("ab cdef", 4)).containsExactly("ab", "cdef");
    }

    @Test
    void neverBreaksAWideCharacter() {
      assertThat(Text.wrap("무너진서버", 5)).containsExactly("무너", "진서", "버");
    }

    @Test
    void hasALineForNothing() {
      assertThat(Text.wrap("", 10)).containsExactly("");
    }

    @RepeatedTest(200)
    void keepsEveryLetterAndTheWidth() {
      long seed = new Random().nextLong();
      Random random = new Random(seed);
      String text = Text.harmless(anyText(random, 300));
      int width = 2 + random.nextInt(60);

      assertThat(Text.wrap(text, width))
          .as("seed %s", seed)
          .allMatch(line -> Text.width(line) <= width)
          .allMatch(line -> line.equals(line.strip()));
      assertThat(String.join("", Text.wrap(text, width)).replace(" ", ""))
          .as("seed %s", seed)
          .isEqualTo(text.replace(" ", ""));
    }
  }
}

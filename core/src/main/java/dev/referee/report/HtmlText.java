package dev.referee.report;

import com.google.common.base.CharMatcher;
import com.google.common.html.HtmlEscapers;
import dev.referee.internal.Text;
import java.text.Bidi;

/**
 * The only conversion of text to HTML, which escapes it. Times are marked up, so that the page can
 * also show them in the reader's time zone.
 */
final class HtmlText {
  private static final String SECONDS = "dddd-dd-dd dd:dd:dd";
  private static final int DAY = 10;
  private static final CharMatcher DIGIT = CharMatcher.inRange('0', '9');

  private HtmlText() {}

  /** Returns text for the value of an attribute, in double quotes, or for a title. */
  static String attribute(String text) {
    return HtmlEscapers.htmlEscaper().escape(Text.harmless(text));
  }

  /** Returns text for the content of an element. */
  static String content(String text) {
    String harmless = Text.harmless(text);
    StringBuilder html = new StringBuilder();
    int from = 0;
    for (int i = 0; i + SECONDS.length() < harmless.length(); i++) {
      int end = endOfTime(harmless, i);
      if (end > i) {
        html.append(isolated(harmless.substring(from, i))).append(time(harmless.substring(i, end)));
        from = end;
        i = end - 1;
      }
    }
    return html.append(isolated(harmless.substring(from))).toString();
  }

  /** Escapes text, and isolates right-to-left text from the text around it. */
  private static String isolated(String text) {
    Bidi bidi = new Bidi(text, Bidi.DIRECTION_LEFT_TO_RIGHT);
    StringBuilder html = new StringBuilder();
    int to;
    for (int from = 0; from < text.length(); from = to) {
      boolean leftToRight = bidi.getLevelAt(from) == 0;
      to = from;
      while (to < text.length() && (bidi.getLevelAt(to) == 0) == leftToRight) {
        to++;
      }
      String part = HtmlEscapers.htmlEscaper().escape(text.substring(from, to));
      html.append(leftToRight ? part : "<bdi>" + part + "</bdi>");
    }
    return html.toString();
  }

  /** Returns the end of a time in UTC that begins here; the same position if there is none. */
  private static int endOfTime(String text, int begin) {
    for (int i = 0; i < SECONDS.length(); i++) {
      char expected = SECONDS.charAt(i);
      char is = text.charAt(begin + i);
      boolean fits =
          switch (expected) {
            case 'd' -> DIGIT.matches(is);
            case ' ' -> is == ' ' || is == 'T';
            default -> is == expected;
          };
      if (!fits) {
        return begin;
      }
    }
    int end = begin + SECONDS.length();
    if (text.charAt(end) == '.') {
      int digits = DIGIT.negate().indexIn(text, end + 1);
      end = digits < 0 ? end : digits;
    }
    return text.startsWith("Z", end)
        ? end + 1
        : text.startsWith(" UTC", end) ? end + " UTC".length() : begin;
  }

  /** Returns a time with digits only; for people without fractions of a second. */
  private static String time(String time) {
    String day = time.substring(0, DAY);
    String ofDay = time.substring(DAY + 1, SECONDS.length());
    return "<time datetime=\"%sT%sZ\">%s %s UTC</time>".formatted(day, ofDay, day, ofDay);
  }
}

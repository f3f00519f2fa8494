package dev.referee.internal;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import java.lang.Character.UnicodeScript;
import java.util.List;
import java.util.Locale;

/** Utilities for text on a terminal: dangerous characters, width and line breaks. */
public final class Text {
  private static final int LONG = 400;
  private static final int KEPT_AT_EACH_END = 160;

  private Text() {}

  /**
   * Returns untrusted text in a harmless form: one line in which control characters, escape
   * sequences and changes of direction are visible but have no effect, shortened in the middle if
   * it is very long.
   */
  public static String harmless(String text) {
    StringBuilder harmless = new StringBuilder();
    cut(text).codePoints().forEach(point -> append(harmless, point));
    return harmless.toString().strip();
  }

  /**
   * Returns equivalent JSON that is harmless on a terminal: control characters, and characters that
   * change the writing direction, are escaped.
   */
  public static String harmlessJson(String json) {
    StringBuilder harmless = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            point -> {
              if (point < 0x7f || !isHarmful(point)) {
                harmless.appendCodePoint(point);
              } else {
                for (char each : Character.toChars(point)) {
                  harmless.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
                }
              }
            });
    return harmless.toString();
  }

  private static String cut(String text) {
    int length = text.codePointCount(0, text.length());
    if (length <= LONG) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, KEPT_AT_EACH_END))
        + " ... ("
        + number(length)
        + " characters) ... "
        + text.substring(text.offsetByCodePoints(text.length(), -KEPT_AT_EACH_END));
  }

  private static void append(StringBuilder to, int point) {
    if (Character.getType(point) == Character.SPACE_SEPARATOR) {
      to.append(' ');
    } else if (isHarmful(point)) {
      to.append(escaped(point));
    } else {
      to.appendCodePoint(point);
    }
  }

  private static boolean isHarmful(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String escaped(int point) {
    return switch (point) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(Locale.ROOT, point < 0x10000 ? "\\u%04x" : "\\u{%x}", point);
    };
  }

  /** Returns a whole number with separators: {@code 1,000}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Returns a number with a noun: {@code 1 task}, {@code 1,000 tasks}. */
  public static String count(long number, String noun) {
    return number(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns the width of a harmless text in columns. */
  public static int width(String text) {
    return text.codePoints().map(Text::width).sum();
  }

  private static int width(int point) {
    int type = Character.getType(point);
    boolean joins = point >= 0x1160 && point <= 0x11ff; // the parts of Hangul syllables
    if (joins || type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    return isWide(point) ? 2 : 1;
  }

  private static boolean isWide(int point) {
    if (point >= 0xff61 && point <= 0xffdc) {
      return false; // the half-width forms
    }
    return switch (UnicodeScript.of(point)) {
      case HAN, HANGUL, HIRAGANA, KATAKANA, BOPOMOFO, YI -> true;
      default ->
          (point >= 0x3000 && point <= 0x303e)
              || (point >= 0xff01 && point <= 0xffe6)
              || (point >= 0x1f300 && point <= 0x1faff);
    };
  }

  /** Returns the text padded with spaces to a width. */
  public static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - width(text)));
  }

  /** Breaks a text into lines, between words where that is possible; at least one line. */
  public static List<String> wrap(String text, int width) {
    if (width(text) <= width) {
      return List.of(text.stripTrailing());
    }
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    StringBuilder line = new StringBuilder();
    int used = 0;
    for (String word : Splitter.on(' ').omitEmptyStrings().split(text)) {
      String rest = word;
      if (used > 0 && used + 1 + width(rest) > width) {
        lines.add(line.toString());
        line.setLength(0);
        used = 0;
      }
      while (width(rest) > width) {
        int end = fitting(rest, width);
        lines.add(rest.substring(0, end));
        rest = rest.substring(end);
      }
      line.append(used > 0 ? " " : "").append(rest);
      used = width(line.toString());
    }
    return lines.add(line.toString()).build();
  }

  private static int fitting(String word, int width) {
    int end = 0;
    int used = 0;
    while (end < word.length() && used + width(word.codePointAt(end)) <= width) {
      used += width(word.codePointAt(end));
      end = word.offsetByCodePoints(end, 1);
    }
    return Math.max(end, Character.charCount(word.codePointAt(0)));
  }
}

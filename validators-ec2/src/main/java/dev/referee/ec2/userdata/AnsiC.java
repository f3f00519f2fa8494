package dev.referee.ec2.userdata;

/**
 * A decoder of C escape sequences, as used by {@code $'..'}, {@code printf} and {@code echo -e}.
 */
final class AnsiC {
  private AnsiC() {}

  static String decode(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\' || i == text.length()) {
        decoded.append(c);
        continue;
      }
      char escape = text.charAt(i++);
      switch (escape) {
        case 'n' -> decoded.append('\n');
        case 't' -> decoded.append('\t');
        case 'r' -> decoded.append('\r');
        case 'a', 'b', 'f', 'v', 'e' -> decoded.append(' ');
        case 'x' -> i = number(text, i, 16, 2, decoded);
        case 'u' -> i = number(text, i, 16, 4, decoded);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = number(text, i - 1, 8, 4, decoded);
        default -> decoded.append(escape);
      }
    }
    return decoded.toString();
  }

  private static int number(String text, int from, int radix, int most, StringBuilder to) {
    int value = 0;
    int i = from;
    while (i < text.length() && i - from < most && Character.digit(text.charAt(i), radix) >= 0) {
      value = value * radix + Character.digit(text.charAt(i), radix);
      i++;
    }
    to.append((char) value);
    return i;
  }
}

package dev.referee.aws;

import java.nio.charset.StandardCharsets;

/**
 * The outline of an XML text: its root, and how deeply its elements are nested. It is determined in
 * one pass over the bytes, before a recursive parser sees them. Immutable.
 *
 * @param root the root's name without its prefix; empty if there is no root
 * @param depth the nesting depth; one more than the limit if it is exceeded
 * @param typed whether it declares a document type, which no response of AWS does
 */
record XmlOutline(String root, int depth, boolean typed) {
  private static final int LONGEST_NAME = 200;

  /** Reads the text, and stops if it is nested deeper than a limit. */
  static XmlOutline of(byte[] text, int limit) {
    return new Reader(text).read(limit);
  }

  /** A reader of the bytes in one pass. */
  private static final class Reader {
    private final byte[] text;
    private int at;

    Reader(byte[] text) {
      this.text = text;
    }

    XmlOutline read(int limit) {
      String root = "";
      int open = 0;
      int deepest = 0;
      while (find('<') && deepest <= limit) {
        if (skips("<!--", "-->") || skips("<![CDATA[", "]]>") || skips("<?", "?>")) {
          continue;
        }
        if (startsWith("<!")) {
          return new XmlOutline(root, deepest, true);
        }
        if (startsWith("</")) {
          open--;
          at++;
          continue;
        }
        open++;
        deepest = Math.max(deepest, open);
        if (root.isEmpty()) {
          root = name();
        }
        if (endsTag()) {
          open--;
        }
      }
      return new XmlOutline(root, deepest, false);
    }

    private boolean find(char wanted) {
      while (at < text.length && text[at] != wanted) {
        at++;
      }
      return at < text.length;
    }

    private boolean startsWith(String wanted) {
      if (at + wanted.length() > text.length) {
        return false;
      }
      for (int i = 0; i < wanted.length(); i++) {
        if (text[at + i] != wanted.charAt(i)) {
          return false;
        }
      }
      return true;
    }

    private boolean skips(String begin, String end) {
      if (!startsWith(begin)) {
        return false;
      }
      at += begin.length();
      while (at < text.length && !startsWith(end)) {
        at++;
      }
      return true;
    }

    private String name() {
      int from = at + 1;
      int to = from;
      while (to < text.length && to - from < LONGEST_NAME && isOfName(text[to])) {
        if (text[to] == ':') {
          from = to + 1;
        }
        to++;
      }
      return new String(text, from, to - from, StandardCharsets.US_ASCII);
    }

    private static boolean isOfName(byte each) {
      return Character.isLetterOrDigit(each) || "_-.:".indexOf(each) >= 0;
    }

    /** Moves to the end of a start tag, and returns whether the tag also ends its element. */
    private boolean endsTag() {
      byte quote = 0;
      for (at++; at < text.length; at++) {
        byte each = text[at];
        if (quote != 0) {
          quote = each == quote ? 0 : quote;
        } else if (each == '"' || each == '\'') {
          quote = each;
        } else if (each == '>') {
          return text[at - 1] == '/';
        }
      }
      return false;
    }
  }
}

package dev.referee.aws;

import java.util.regex.Pattern;

/**
 * Takes tokens and keys out of what is kept: by the names that AWS gives to members and variables,
 * in XML, in JSON and in plain text. What it finds is replaced by a text that is none.
 */
final class Secrets {
  static final String REPLACED = "not-kept-by-Referee";

  private static final String NAMES =
      "token_?value|aws_session_token|session_?token|(?:aws_)?secret_?access_?key";

  private static final Pattern ASSIGNED =
      Pattern.compile(
          "((?:" + NAMES + ")(?:\\\\?[\"'])?\\s{0,8}[=:]\\s{0,8}(?:\\\\?[\"'])?)[\\w/+=.-]{8,}+",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern ELEMENT =
      Pattern.compile("(<(?:" + NAMES + ")>)[^<]++", Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** Returns a text without its tokens and keys; the same text where it has none. */
  static String without(String text) {
    String kept = ASSIGNED.matcher(text).replaceAll("$1" + REPLACED);
    return ELEMENT.matcher(kept).replaceAll("$1" + REPLACED);
  }
}

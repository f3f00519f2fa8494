package dev.referee.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter that replaces tokens and keys in recorded responses. It finds them by AWS's names of
 * members and variables, in XML, JSON and plain text. User data and the output of commands are
 * searched for all {@link SecretPatterns patterns} of secrets.
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

  private static final Pattern OUTPUT =
      Pattern.compile("\"Standard(?:Output|Error)Content\"\\s{0,8}:\\s{0,8}\"");

  private Secrets() {}

  /** Returns a text without its tokens and keys; the same text if it has none. */
  static String without(String text) {
    String kept = ASSIGNED.matcher(text).replaceAll("$1" + REPLACED);
    kept = ELEMENT.matcher(kept).replaceAll("$1" + REPLACED);
    return UserDataSecrets.without(withoutOutput(kept));
  }

  /** Masks the output of a command, which may be JSON within JSON. */
  private static String withoutOutput(String text) {
    StringBuilder kept = new StringBuilder();
    int end = 0;
    Matcher output = OUTPUT.matcher(text);
    while (output.find(end)) {
      int close = output.end();
      while (close < text.length() && text.charAt(close) != '"') {
        close += text.charAt(close) == '\\' ? 2 : 1;
      }
      close = Math.min(close, text.length());
      kept.append(text, end, output.end()).append(masked(text.substring(output.end(), close)));
      end = close;
    }
    return end == 0 ? text : kept.append(text, end, text.length()).toString();
  }

  private static String masked(String quoted) {
    try {
      String output = TapeLine.JSON.readValue('"' + quoted + '"', String.class);
      String masked = SecretPatterns.masked(output);
      String written = TapeLine.JSON.writeValueAsString(masked);
      return masked.equals(output) ? quoted : written.substring(1, written.length() - 1);
    } catch (JsonProcessingException e) {
      return SecretPatterns.masked(quoted);
    }
  }
}

package dev.referee.aws;

import com.google.common.base.CharMatcher;
import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.List;
import java.util.stream.Stream;

/**
 * The patterns of secrets in scripts, configurations and output. Masked text is replaced by the
 * same number of x characters, so that lines, quotes and lengths stay. Matching takes linear time,
 * because teams write these texts.
 */
final class SecretPatterns {
  private static final String NAME =
      "(?i)[\\w.-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credential"
          + "|(?:api|access|private)[_-]?key)[\\w.-]*";

  /** A value without quotes that is not an option, a variable or a command. */
  private static final String BARE =
      "([^\\s\"'$`(){}\\[\\];&|<>=\\\\,-][^\\s\"'$`(){}\\[\\];&|<>\\\\]*)";

  private static final List<Pattern> SHAPES =
      Stream.of(
              NAME + "(?:\\\\?[\"'])?\\s{0,8}[=:]\\s{0,8}\\\\?\"([^\"$`\\\\\\n]+)",
              NAME + "(?:\\\\?[\"'])?\\s{0,8}[=:]\\s{0,8}'([^'\\n]+)",
              NAME + "[\"']?\\s{0,8}(?:=\\s{0,8}|:\\s{1,8})" + BARE,
              "(?i)--[\\w-]*(?:passw(?:or)?d|passphrase|secret|token|api-key)[\\w-]*\\s{1,8}[\"']?"
                  + BARE,
              "(?i)(?:secret_access_key|session_token)\\s{1,8}[\"']?" + BARE,
              "(?i)authorization[\"']?\\s{0,8}[:=]\\s{0,8}[\"']?(?:[a-z]+\\s+)?([^\\s\"'$`\\\\]{6,})",
              "(?i)\\bbearer\\s+([\\w+/=.~-]{8,})",
              "(?i)ConvertTo-SecureString\\s+(?:-String\\s+)?[\"']([^\"'$\\n]+)",
              "(?:AKIA|ASIA)([A-Z0-9]{12,})",
              "(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-)([\\w-]{10,})",
              "eyJ([\\w-]{8,}\\.[\\w-]{4,}\\.[\\w-]*)",
              "\\$(?:1|2[aby]|5|6|7|y)\\$([\\w./$=,-]{20,})",
              "://[^\\s/:@\"'$]*:([^\\s/@\"'$`]+)@",
              "[\\w.-]+:([^\\s\"'$`:|]+)[\"']?\\s*\\|\\s*(?:sudo\\s+)?chpasswd",
              "(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY[A-Z ]*-----(.*?)(?:-----END|\\z)")
          .map(Pattern::compile)
          .toList();

  /** Calls that decide a verdict, in any spelling. */
  private static final Pattern CALL =
      Pattern.compile(
          "(?i)ec2|(?:run|start)-?instances|create-?fleet|request-?spot|desired-?capacity"
              + "|auto-?scaling-?group|create-?stack");

  private SecretPatterns() {}

  /** Returns the text with its secrets masked, in the same length. */
  static String masked(String text) {
    StringBuilder masked = new StringBuilder(text);
    for (Pattern shape : SHAPES) {
      Matcher found = shape.matcher(text);
      while (found.find()) {
        if (isSecret(text, found)) {
          mask(masked, found.start(1), found.end(1));
        }
      }
    }
    return masked.toString();
  }

  private static boolean isSecret(String text, Matcher found) {
    String value = found.group(1);
    boolean called = found.end(1) < text.length() && "([".indexOf(text.charAt(found.end(1))) >= 0;
    boolean switchedOff = found.group().startsWith("--no-");
    return !called
        && !switchedOff
        && !value.equals(Secrets.REPLACED)
        && !CALL.matcher(value).find();
  }

  private static void mask(StringBuilder text, int from, int to) {
    int end = to;
    while (end > from && text.charAt(end - 1) == ',') {
      end--;
    }
    for (int i = from; i < end; i++) {
      if (!CharMatcher.whitespace().matches(text.charAt(i))) {
        text.setCharAt(i, 'x');
      }
    }
  }
}

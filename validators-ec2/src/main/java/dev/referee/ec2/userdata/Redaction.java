package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;

/**
 * A masker of possible secrets in a line of a program: keys, passwords, long tokens, parts of URLs.
 */
final class Redaction {
  private static final String MASK = "***";
  private static final int LONGEST_LINE = 200;
  private static final int LONGEST_TOKEN = 20;

  private static final CharMatcher TOKEN =
      CharMatcher.inRange('a', 'z')
          .or(CharMatcher.inRange('A', 'Z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("+/=_-.~%"));
  private static final CharMatcher DIGIT = CharMatcher.inRange('0', '9');
  private static final CharMatcher HEXADECIMAL = DIGIT.or(CharMatcher.inRange('a', 'f'));

  private static final ImmutableList<String> SECRETS =
      ImmutableList.of(
          "passw",
          "pwd",
          "secret",
          "token",
          "apikey",
          "api_key",
          "api-key",
          "access_key",
          "access-key",
          "accesskey",
          "credential",
          "authorization",
          "bearer",
          "signature",
          "private",
          "passphrase",
          "--user ",
          "-u ",
          "webhook");

  private Redaction() {}

  /** Returns a line with possible secrets masked. */
  static String of(String line) {
    String cut = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + " ..." : line;
    return Marks.ANY.replaceFrom(tokens(named(urls(cut))), '?');
  }

  /** Masks the users and queries of URLs. */
  private static String urls(String line) {
    StringBuilder masked = new StringBuilder();
    int done = 0;
    for (int at = line.indexOf("://"); at >= 0; at = line.indexOf("://", done)) {
      int end = at + 3;
      while (end < line.length() && " \t\"'`)>|;".indexOf(line.charAt(end)) < 0) {
        end++;
      }
      String rest = line.substring(at + 3, end);
      int path = CharMatcher.anyOf("/?#").indexIn(rest);
      int user = rest.lastIndexOf('@', path < 0 ? rest.length() : path);
      int query = CharMatcher.anyOf("?#").indexIn(rest);
      masked.append(line, done, at + 3).append(user < 0 ? "" : MASK + "@");
      masked.append(rest, user + 1, query < 0 ? rest.length() : query);
      masked.append(query < 0 ? "" : "?" + MASK);
      done = end;
    }
    return masked.append(line, done, line.length()).toString();
  }

  /** Masks the words that follow a name of secrets. */
  private static String named(String line) {
    StringBuilder masked = new StringBuilder();
    String lower = Ascii.toLowerCase(line);
    int at = 0;
    while (at < line.length()) {
      int name = nameAt(lower, at);
      if (name < 0) {
        masked.append(line.charAt(at++));
        continue;
      }
      int end = name;
      while (end < line.length()
          && (Character.isLetterOrDigit(line.charAt(end)) || "_-".indexOf(line.charAt(end)) >= 0)) {
        end++;
      }
      int value = end;
      while (value < line.length() && "=: \t\"'".indexOf(line.charAt(value)) >= 0) {
        value++;
      }
      masked.append(line, at, value);
      int stop = value;
      String ends = lower.startsWith("authorization", at) ? "\"'" : " \t\"'&;|";
      while (stop < line.length() && ends.indexOf(line.charAt(stop)) < 0) {
        stop++;
      }
      boolean operation = line.startsWith("run-", value) || line.startsWith("aws", value);
      boolean option = line.startsWith("-", value);
      masked.append(stop > value && !operation && !option ? MASK : line.substring(value, stop));
      at = stop;
    }
    return masked.toString();
  }

  /** Returns the end of a name of secrets that begins here; negative for none. */
  private static int nameAt(String lower, int at) {
    for (String name : SECRETS) {
      boolean option = name.startsWith("-");
      if (lower.startsWith(name, at)
          && (!option || at == 0 || Character.isWhitespace(lower.charAt(at - 1)))) {
        return at + name.length();
      }
    }
    return -1;
  }

  /** Masks long words with letters and digits, such as keys. */
  private static String tokens(String line) {
    StringBuilder masked = new StringBuilder();
    int at = 0;
    while (at < line.length()) {
      int end = at;
      while (end < line.length() && TOKEN.matches(line.charAt(end))) {
        end++;
      }
      if (end == at) {
        masked.append(line.charAt(at++));
        continue;
      }
      String word = line.substring(at, end);
      masked.append(isSecret(word) ? MASK : word);
      at = end;
    }
    return masked.toString();
  }

  private static boolean isSecret(String word) {
    if (word.contains("AKIA") || word.contains("ASIA")) {
      return true;
    }
    int run = 0;
    boolean digits = false;
    boolean letters = false;
    for (int i = 0; i <= word.length(); i++) {
      char c = i < word.length() ? word.charAt(i) : '-';
      if (c == '-' || c == '.' || c == '_' || c == '/' || c == '=') {
        boolean resource = HEXADECIMAL.matchesAllOf(word.substring(i - run, i)) && run == 17;
        if (run >= LONGEST_TOKEN && digits && letters && !resource) {
          return true;
        }
        run = 0;
        digits = false;
        letters = false;
      } else {
        run++;
        digits |= DIGIT.matches(c);
        letters |= !DIGIT.matches(c);
      }
    }
    boolean mixed =
        DIGIT.matchesAnyOf(word)
            && CharMatcher.inRange('A', 'Z').matchesAnyOf(word)
            && CharMatcher.inRange('a', 'z').matchesAnyOf(word);
    return word.length() >= 32 && mixed;
  }
}

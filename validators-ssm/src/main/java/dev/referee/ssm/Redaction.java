package dev.referee.ssm;

import static java.util.stream.Collectors.joining;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/**
 * A redactor of secrets in text from instances: values named like secrets, AWS keys and tokens. It
 * takes one pass over the text.
 */
final class Redaction {
  static final String REPLACED = "(redacted)";

  private static final ImmutableList<String> NAMES =
      ImmutableList.of("password", "passwd", "secret", "token", "credential", "apikey", "api_key");

  /** The prefixes of AWS's access keys and session tokens. */
  private static final ImmutableList<String> BEGINNINGS =
      ImmutableList.of("AKIA", "ASIA", "AAEAA", "IQoJb3JpZ2luX2Vj");

  private static final int SHORTEST_KEY = 16;
  private static final CharMatcher QUOTES = CharMatcher.anyOf("\"'`,;()[]{}<>");
  private static final CharMatcher ASSIGNS = CharMatcher.anyOf("=:");

  private Redaction() {}

  static String of(String text) {
    boolean secret = false;
    ImmutableList.Builder<String> words = ImmutableList.builder();
    for (String word : Splitter.on(CharMatcher.whitespace()).omitEmptyStrings().split(text)) {
      words.add(secret ? REPLACED : word(word));
      secret = ASSIGNS.matches(word.charAt(word.length() - 1)) && isSecret(word);
    }
    return words.build().stream().collect(joining(" "));
  }

  private static String word(String word) {
    int at = ASSIGNS.indexIn(word);
    if (at >= 0 && at < word.length() - 1 && isSecret(word.substring(0, at))) {
      return word.substring(0, at + 1) + REPLACED;
    }
    String bare = QUOTES.trimFrom(word);
    return bare.length() >= SHORTEST_KEY && BEGINNINGS.stream().anyMatch(bare::startsWith)
        ? REPLACED
        : word;
  }

  private static boolean isSecret(String name) {
    String lower = Ascii.toLowerCase(name);
    return NAMES.stream().anyMatch(lower::contains);
  }
}

package dev.referee.testkit.embedded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is one page of an answer.
 *
 * @param items what stands on it
 * @param next the token of the page that follows, null on the last
 */
record Page<T>(List<T> items, @Nullable String next) {

  /** Returns the page that a token asks for; the first without a token, all without a size. */
  static <T> Page<T> of(List<T> all, @Nullable Integer size, @Nullable String token, Call call) {
    int from = token == null || token.isEmpty() ? 0 : start(token, all.size());
    int limit = size == null || size <= 0 ? all.size() : size;
    int to = Math.min(all.size(), from + limit);
    return new Page<>(
        all.subList(from, to),
        to == all.size()
            ? null
            : Base64.getEncoder().encodeToString(("start=" + to).getBytes(US_ASCII)));
  }

  private static int start(String token, int size) {
    try {
      String plain = new String(Base64.getDecoder().decode(token), US_ASCII);
      return Math.min(size, Integer.parseInt(plain.replaceFirst("^start=", "")));
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "InvalidNextToken", "The specified token is not valid: " + token);
    }
  }
}

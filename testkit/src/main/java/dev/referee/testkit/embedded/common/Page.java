package dev.referee.testkit.embedded.common;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.primitives.Ints;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a response.
 *
 * @param items what stands on it
 * @param next the token of the page that follows, null on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

  /** Returns the page that a token asks for; the first without one. */
  public static <T> Page<T> of(
      List<T> all, @Nullable Integer size, @Nullable String token, Call call) {
    int from = token == null ? 0 : start(token, all.size());
    int to = Math.min(all.size() - from, call.pageLimit(size)) + from;
    return new Page<>(all.subList(from, to), to == all.size() ? null : token(to));
  }

  private static String token(int start) {
    return Base64.getEncoder().encodeToString(("start=" + start).getBytes(US_ASCII));
  }

  private static int start(String token, int size) {
    Integer start = null;
    try {
      String plain = new String(Base64.getDecoder().decode(token), US_ASCII);
      start = plain.startsWith("start=") ? Ints.tryParse(plain.substring(6)) : null;
    } catch (IllegalArgumentException notOurs) {
      // Answered below, as every other token that is not one.
    }
    if (start == null) {
      throw new AwsError(400, "InvalidNextToken", "The specified token is not valid: " + token);
    }
    return Math.min(size, start);
  }

  public boolean truncated() {
    return next != null;
  }
}

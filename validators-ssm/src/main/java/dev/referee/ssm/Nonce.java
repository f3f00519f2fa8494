package dev.referee.ssm;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A text that an instance has to return as proof of a fresh response.
 *
 * <p>It differs from sweep to sweep and from instance to instance, so that no old answer is taken
 * for a new one; and within a sweep it is always the same, so that a tape can be played.
 *
 * @param text letters and digits only
 */
record Nonce(String text) {
  static Nonce of(Instant now, String instanceId) {
    return new Nonce(
        "referee"
            + Hashing.sha256()
                .hashString(now + " " + instanceId, StandardCharsets.UTF_8)
                .toString()
                .substring(0, 24));
  }

  /** Returns what every shell answers with it. */
  String command() {
    return "echo " + text;
  }

  boolean isIn(String output) {
    return output.lines().anyMatch(line -> line.strip().equals(text));
  }
}

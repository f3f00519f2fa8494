package dev.referee.ssm;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A text that an instance has to return as proof of a fresh response.
 *
 * <p>It differs between sweeps and instances, so that an old response is not mistaken for a new
 * one. Within a sweep it is always the same, so that a tape can be replayed.
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

  /** Returns the output of every shell. */
  String command() {
    return "echo " + text;
  }

  boolean isIn(String output) {
    return output.lines().anyMatch(line -> line.strip().equals(text));
  }
}

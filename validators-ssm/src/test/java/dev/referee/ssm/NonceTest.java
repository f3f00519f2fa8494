package dev.referee.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NonceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void differsFromSweepToSweepSoThatNoOldAnswerCounts() {
    Nonce before = Nonce.of(NOW, "i-1");
    Nonce after = Nonce.of(NOW.plusMillis(1), "i-1");

    assertThat(after).isNotEqualTo(before);
    assertThat(after.isIn(before.text() + "\n")).isFalse();
  }

  @Test
  void differsFromInstanceToInstance() {
    assertThat(Nonce.of(NOW, "i-2")).isNotEqualTo(Nonce.of(NOW, "i-1"));
  }

  @Test
  void isTheSameWithinASweepSoThatATapeCanBePlayed() {
    assertThat(Nonce.of(NOW, "i-1")).isEqualTo(Nonce.of(NOW, "i-1"));
  }

  @Test
  void countsOnlyAsALineOfItsOwn() {
    Nonce nonce = Nonce.of(NOW, "i-1");

    assertThat(nonce.isIn("sh-5.2$ \r\n " + nonce.text() + "\r\n")).isTrue();
    assertThat(nonce.isIn(nonce.command())).isFalse();
    assertThat(nonce.isIn("")).isFalse();
  }
}

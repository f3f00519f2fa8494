package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

class RoleSessionTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private Instant ofAws = now;
  private int assumed;
  private final RoleSession session =
      new RoleSession(this::assume, ((InstantSource) () -> now).withZone(ZoneOffset.UTC));

  /** Assumes the role at the first use, as the SDK's provider does. */
  private AwsCredentialsProvider assume() {
    AwsSessionCredentials[] kept = new AwsSessionCredentials[1];
    return () -> {
      if (kept[0] == null) {
        assumed++;
        kept[0] =
            AwsSessionCredentials.builder()
                .accessKeyId("ASIA" + assumed)
                .secretAccessKey("secret")
                .sessionToken("token")
                .expirationTime(ofAws.plus(HOUR))
                .build();
      }
      return kept[0];
    };
  }

  private void pass(Duration time) {
    now = now.plus(time);
    ofAws = ofAws.plus(time);
  }

  @Test
  void isKeptUntilShortlyBeforeItIsOver() {
    String first = session.resolveCredentials().accessKeyId();
    pass(HOUR.minusSeconds(61));
    assertThat(session.resolveCredentials().accessKeyId()).isEqualTo(first);
    pass(Duration.ofSeconds(2));

    assertThat(session.resolveCredentials().accessKeyId()).isNotEqualTo(first);
    assertThat(assumed).isEqualTo(2);
  }

  @Test
  void isRenewedWhenTimeWasMoved() {
    for (int i = 1; i <= 3; i++) {
      assertThat(session.resolveCredentials().accessKeyId()).isEqualTo("ASIA" + i);
      pass(Duration.ofHours(5));
    }
  }

  @Test
  void isRenewedOnceAfterItWasRefused() {
    session.resolveCredentials();
    session.isRefused();
    assertThat(session.resolveCredentials().accessKeyId()).isEqualTo("ASIA2");
    assertThat(session.resolveCredentials().accessKeyId()).isEqualTo("ASIA2");

    session.isRefused();
    assertThat(session.resolveCredentials().accessKeyId()).as("not at once").isEqualTo("ASIA2");
    pass(Duration.ofMinutes(1));
    assertThat(session.resolveCredentials().accessKeyId()).isEqualTo("ASIA3");
  }

  @Test
  void isNotRenewedRepeatedlyIfTheClockIsWrong() {
    now = now.plus(Duration.ofDays(1));
    for (int i = 0; i < 100; i++) {
      assertThat(session.resolveCredentials()).isNotNull();
    }
    assertThat(assumed).isEqualTo(2);
    pass(Duration.ofMinutes(1));
    assertThat(session.resolveCredentials().accessKeyId()).isEqualTo("ASIA3");
  }
}

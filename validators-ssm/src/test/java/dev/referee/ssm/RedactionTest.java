package dev.referee.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource({
    "DB_PASSWORD=correct-horse is not set, DB_PASSWORD=(redacted) is not set",
    "the token: abc was refused, the token: (redacted) was refused",
    "key `AKIAIOSFODNN7EXAMPLE` is disabled, key (redacted) is disabled",
    "AAEAAabcdef0123456789 has expired, (redacted) has expired",
  })
  void takesOutWhatLooksLikeASecret(String text, String redacted) {
    assertThat(Redaction.of(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @CsvSource({
    "Unable to start shell: failed to start pty since RunAs user unicorn does not exist",
    "Error: AccessDenied: Access Denied status code: 403",
    "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab is disabled",
  })
  void leavesWhatExplainsARefusal(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }
}

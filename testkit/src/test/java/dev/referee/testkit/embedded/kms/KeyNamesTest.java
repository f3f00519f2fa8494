package dev.referee.testkit.embedded.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.NotFoundException;

/** Tests how KMS refuses the name of a key that is not there. */
class KeyNamesTest {
  private static final String KEYS = "arn:aws:kms:us-east-1:111111111111:key/";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final KmsClient kms = cloud.account("111111111111").client(KmsClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      textBlock =
          """
          134f2428-cec1-4b25-a1ae-9048164dba47, "Key '%s134f2428-cec1-4b25-a1ae-9048164dba47' does not exist"
          mrk-d3b95762d3b95762d3b95762d3b95762, "Key '%smrk-d3b95762d3b95762d3b95762d3b95762' does not exist"
          134f2428cec14b25a1ae9048164dba47, "Invalid keyId '134f2428cec14b25a1ae9048164dba47'"
          mrk-fake-key-id, "Invalid keyId 'mrk-fake-key-id'"
          arn:aws:kms:eu-west-1:111111111111:key/134f2428-cec1-4b25-a1ae-9048164dba47, Invalid arn eu-west-1
          """)
  void reportsWhatIsWrongWithTheName(String name, String words) {
    assertThatThrownBy(() -> kms.describeKey(request -> request.keyId(name)))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            refusal ->
                assertThat(refusal.awsErrorDetails().errorMessage())
                    .isEqualTo(words.formatted(KEYS)));
  }

  @Test
  void findsAKeyByItsArn() {
    String arn = kms.createKey().keyMetadata().arn();
    assertThat(
            kms.describeKey(request -> request.keyId(arn))
                .keyMetadata()
                .getValueForField("CustomerMasterKeySpec", String.class))
        .contains("SYMMETRIC_DEFAULT");
  }
}

package dev.referee.testkit.embedded.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedCloud;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.InvalidCiphertextException;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Tests encryption and decryption with KMS. */
class EncryptionTest {
  private static final Map<String, String> CONTEXT = Map.of("team", "red");

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final KmsClient kms = cloud.account("111111111111").client(KmsClient::builder);
  private String key = "";

  @BeforeEach
  void createKey() {
    key = kms.createKey().keyMetadata().arn();
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private SdkBytes encrypt(SdkBytes plain) {
    return kms.encrypt(request -> request.keyId(key).plaintext(plain).encryptionContext(CONTEXT))
        .ciphertextBlob();
  }

  private SdkBytes decrypt(SdkBytes blob, Map<String, String> context) {
    return kms.decrypt(request -> request.ciphertextBlob(blob).encryptionContext(context))
        .plaintext();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 200, 4096})
  void returnsWhatWasEncrypted(int length) {
    SdkBytes plain = SdkBytes.fromByteArray(new byte[length]);
    SdkBytes blob = encrypt(plain);
    assertThat(decrypt(blob, CONTEXT)).isEqualTo(plain);
    assertThat(encrypt(plain)).isNotEqualTo(blob);
  }

  @Test
  void refusesAnotherContextAndAChangedBlob() {
    byte[] blob = encrypt(SdkBytes.fromUtf8String("secret")).asByteArray();
    SdkBytes good = SdkBytes.fromByteArray(blob);
    assertThatThrownBy(() -> decrypt(good, Map.of("team", "blue")))
        .isInstanceOf(InvalidCiphertextException.class);
    blob[blob.length - 1] ^= 1;
    assertThatThrownBy(() -> decrypt(SdkBytes.fromByteArray(blob), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
    assertThatThrownBy(() -> decrypt(SdkBytes.fromUtf8String("short"), CONTEXT))
        .isInstanceOf(InvalidCiphertextException.class);
  }

  @Test
  void refusesADisabledKey() {
    kms.disableKey(request -> request.keyId(key));
    assertThatThrownBy(() -> encrypt(SdkBytes.fromUtf8String("secret")))
        .isInstanceOf(DisabledException.class);
  }

  @ParameterizedTest
  @CsvSource({"0, greater than or equal to 1", "4097, less than or equal to 4096"})
  void refusesWhatIsTooShortOrTooLong(int length, String words) {
    assertThatThrownBy(() -> encrypt(SdkBytes.fromByteArray(new byte[length])))
        .isInstanceOfSatisfying(
            KmsException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
              assertThat(refusal.awsErrorDetails().errorMessage())
                  .isEqualTo(
                      "1 validation error detected: Value at 'plaintext' failed to satisfy"
                          + " constraint: Member must have length "
                          + words);
            });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 127, 128, 255, 256, 1024})
  void generatesADataKeyOfSoManyBytes(int length) {
    GenerateDataKeyResponse made =
        kms.generateDataKey(request -> request.keyId(key).numberOfBytes(length));
    assertThat(made.plaintext().asByteArray()).hasSize(length);
    assertThat(decrypt(made.ciphertextBlob(), Map.of())).isEqualTo(made.plaintext());
  }

  @ParameterizedTest
  @CsvSource({"AES_128, 16", "AES_256, 32"})
  void generatesADataKeyOfASpecification(DataKeySpec specification, int length) {
    assertThat(
            kms.generateDataKey(request -> request.keyId(key).keySpec(specification))
                .plaintext()
                .asByteArray())
        .hasSize(length);
  }
}

package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.kms.Kms;
import java.util.Base64;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/**
 * The encryption of parameters by KMS, with the permissions of who puts and reads them.
 *
 * @param call who calls Parameter Store
 * @param parameterArn the parameter, to which its ciphertexts are bound
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html">AWS
 *     KMS encryption for SecureString parameters</a>
 */
record SecureStrings(Call call, String parameterArn) {
  static final String TYPE = "SecureString";
  static final String DEFAULT_KEY = "alias/aws/ssm";

  String encrypt(String value, String keyId) {
    Kms kms = Kms.of(call);
    if (keyId.equals(DEFAULT_KEY)) {
      kms.ensureManaged("ssm");
    }
    try {
      SdkBytes ciphertext =
          kms.encryptVia("ssm", keyId, SdkBytes.fromUtf8String(value), context(), call);
      return Base64.getEncoder().encodeToString(ciphertext.asByteArray());
    } catch (AwsError error) {
      throw passedOn(error, error.message());
    }
  }

  String decrypt(String ciphertext) {
    SdkBytes blob = SdkBytes.fromByteArray(Base64.getDecoder().decode(ciphertext));
    try {
      return Kms.of(call).decryptVia("ssm", blob, context(), call).asUtf8String();
    } catch (AwsError error) {
      throw passedOn(error, isDenial(error) ? Kms.NO_CIPHERTEXT_KEY : error.message());
    }
  }

  private Map<String, String> context() {
    return Map.of("PARAMETER_ARN", parameterArn);
  }

  private static boolean isDenial(AwsError error) {
    return error.code().equals("AccessDeniedException");
  }

  /** Returns an error of KMS as Parameter Store passes it on. */
  private AwsError passedOn(AwsError error, String message) {
    return Ssm.error(
        isDenial(error) ? error.code() : "InvalidKeyId",
        "%s (Service: AWSKMS; Status Code: 400; Error Code: %s; Request ID: %s; Proxy: null)"
            .formatted(message, error.code(), Ids.of(call).uuid()));
  }
}

package dev.referee.testkit.embedded;

import java.util.Base64;
import java.util.Map;
import java.util.function.Supplier;
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
  static final String DEFAULT_KEY = KmsAliases.MANAGED + "ssm";

  String encrypt(String value, String keyId) {
    Kms kms = Kms.of(call);
    if (keyId.equals(DEFAULT_KEY)) {
      kms.ensureManaged("ssm");
    }
    SdkBytes ciphertext = byKms(() -> kms.encrypt(keyId, SdkBytes.fromUtf8String(value), use()));
    return Base64.getEncoder().encodeToString(ciphertext.asByteArray());
  }

  String decrypt(String ciphertext) {
    SdkBytes blob = SdkBytes.fromByteArray(Base64.getDecoder().decode(ciphertext));
    return byKms(() -> Kms.of(call).decrypt(blob, use())).asUtf8String();
  }

  private KmsUse use() {
    return new KmsUse(call, Map.of("PARAMETER_ARN", parameterArn), "ssm");
  }

  /** Returns what KMS answers; passes its errors on as Parameter Store does. */
  private SdkBytes byKms(Supplier<SdkBytes> answer) {
    try {
      return answer.get();
    } catch (AwsError error) {
      boolean denied = error.code().equals("AccessDeniedException");
      boolean decrypt = error.message().contains("kms:Decrypt");
      throw Ssm.error(
          denied ? error.code() : "InvalidKeyId",
          "%s (Service: AWSKMS; Status Code: 400; Error Code: %s; Request ID: %s; Proxy: null)"
              .formatted(
                  denied && decrypt ? Kms.NO_CIPHERTEXT_KEY : error.message(),
                  error.code(),
                  Ids.of(call).uuid()));
    }
  }
}

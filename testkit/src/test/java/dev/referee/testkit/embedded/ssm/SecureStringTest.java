package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.PolicyCaller;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Tests the parameters of Parameter Store that are encrypted. */
class SecureStringTest {
  private static final String NAME = "/game/secret";
  private static final String ARN = "arn:aws:ssm:us-east-1:111111111111:parameter/game/secret";

  private final PolicyCaller caller = new PolicyCaller();
  private final SsmClient owner = caller.account.client(SsmClient::builder);
  private final KmsClient kms = caller.account.client(KmsClient::builder);
  private final SsmClient judge = caller.client(SsmClient::builder);

  @AfterEach
  void close() {
    caller.close();
  }

  private static void put(SsmClient ssm, @Nullable String keyId) {
    ssm.putParameter(
        r ->
            r.name(NAME)
                .value("swordfish")
                .type(ParameterType.SECURE_STRING)
                .keyId(keyId)
                .overwrite(true));
  }

  private static String read(SsmClient ssm, boolean decrypted) {
    return ssm.getParameter(r -> r.name(NAME).withDecryption(decrypted)).parameter().value();
  }

  private String ownKey() {
    return kms.createKey().keyMetadata().keyId();
  }

  private static void refused(ThrowingCallable call, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SsmException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.awsErrorDetails().errorMessage()).startsWith(message);
            });
  }

  @Test
  void areCiphertextUnlessDecryptionIsAskedFor() {
    put(owner, null);
    String stored = read(owner, false);
    assertThat(stored).isNotEqualTo("swordfish");
    assertThat(Base64.getDecoder().decode(stored)).isNotEmpty();
    assertThat(read(owner, true)).isEqualTo("swordfish");
    assertThat(owner.getParameters(r -> r.names(NAME)).parameters().get(0).value())
        .isEqualTo(stored);
    assertThat(
            owner
                .getParameters(r -> r.names(NAME).withDecryption(true))
                .parameters()
                .get(0)
                .value())
        .isEqualTo("swordfish");
    assertThat(owner.getParametersByPath(r -> r.path("/game")).parameters().get(0).value())
        .isEqualTo(stored);
    assertThat(
            owner
                .getParametersByPath(r -> r.path("/game").withDecryption(true))
                .parameters()
                .get(0)
                .value())
        .isEqualTo("swordfish");
    assertThat(owner.getParameterHistory(r -> r.name(NAME)).parameters())
        .extracting(ParameterHistory::value)
        .containsExactly(stored);
    assertThat(owner.getParameterHistory(r -> r.name(NAME).withDecryption(true)).parameters())
        .extracting(ParameterHistory::value)
        .containsExactly("swordfish");
  }

  @Test
  void areBoundToTheArnOfTheParameter() {
    put(owner, ownKey());
    SdkBytes blob = SdkBytes.fromByteArray(Base64.getDecoder().decode(read(owner, false)));
    assertThat(
            kms.decrypt(r -> r.ciphertextBlob(blob).encryptionContext(Map.of("PARAMETER_ARN", ARN)))
                .plaintext()
                .asUtf8String())
        .isEqualTo("swordfish");
  }

  @Test
  void needDecryptForAKeyOfTheAccountsOwn() {
    String key = ownKey();
    put(owner, key);
    caller.may(PolicyCaller.allow("ssm:GetParameter*", "*"));
    assertThatCode(() -> read(judge, false)).doesNotThrowAnyException();
    String words =
        "The ciphertext refers to a customer master key that does not exist, does not exist in this"
            + " region, or you are not allowed to access. (Service: AWSKMS; Status Code: 400; Error"
            + " Code: AccessDeniedException; Request ID: ";
    refused(() -> read(judge, true), "AccessDeniedException", words);
    refused(
        () -> judge.getParameters(r -> r.names(NAME).withDecryption(true)),
        "AccessDeniedException",
        words);
    caller.may(
        PolicyCaller.allow("ssm:GetParameter", "*"),
        PolicyCaller.allow("kms:Decrypt", "arn:aws:kms:us-east-1:111111111111:key/" + key));
    assertThat(read(judge, true)).isEqualTo("swordfish");
  }

  @Test
  void canBeDecryptedByAGrantAndThroughTheServiceAlone() {
    String key = ownKey();
    put(owner, key);
    caller.may(
        PolicyCaller.allow("ssm:GetParameter", "*"),
        PolicyCaller.allowIf(
            "kms:Decrypt", "StringEquals", "kms:ViaService", "ssm.us-east-1.amazonaws.com"));
    assertThat(read(judge, true)).isEqualTo("swordfish");
    caller.may(PolicyCaller.allow("ssm:GetParameter", "*"));
    kms.createGrant(
        r ->
            r.keyId(key)
                .granteePrincipal(PolicyCaller.ROLE)
                .operations(GrantOperation.DECRYPT)
                .constraints(c -> c.encryptionContextEquals(Map.of("PARAMETER_ARN", ARN))));
    assertThat(read(judge, true)).isEqualTo("swordfish");
  }

  @Test
  void needNoPermissionForTheKeyThatAwsManages() {
    caller.may(PolicyCaller.allow("ssm:*", "*"));
    put(judge, null);
    assertThat(read(judge, true)).isEqualTo("swordfish");
    AliasListEntry alias = kms.listAliases().aliases().get(0);
    assertThat(alias.aliasName()).isEqualTo("alias/aws/ssm");
    assertThat(kms.describeKey(r -> r.keyId("alias/aws/ssm")).keyMetadata().keyManager())
        .isEqualTo(KeyManagerType.AWS);
    caller.may(
        PolicyCaller.allow("ssm:*", "*"),
        "{\"Effect\": \"Deny\", \"Action\": \"kms:Decrypt\", \"Resource\": \"*\"}");
    assertThatThrownBy(() -> read(judge, true))
        .hasMessageContaining("The ciphertext refers to a customer master key");
  }

  @Test
  void needEncryptToBePut() {
    String key = ownKey();
    caller.may(PolicyCaller.allow("ssm:*", "*"));
    refused(
        () -> put(judge, key),
        "AccessDeniedException",
        "User: arn:aws:sts::111111111111:assumed-role/judge/game is not authorized to perform:"
            + " kms:Encrypt on resource: arn:aws:kms:us-east-1:111111111111:key/"
            + key);
  }

  @Test
  void areRefusedForKeysThatAreNotThereOrNotEnabled() {
    refused(
        () -> put(owner, "alias/none"),
        "InvalidKeyId",
        "Alias arn:aws:kms:us-east-1:111111111111:alias/none is not found. (Service: AWSKMS;"
            + " Status Code: 400; Error Code: NotFoundException; Request ID: ");
    String key = ownKey();
    put(owner, key);
    kms.disableKey(r -> r.keyId(key));
    refused(
        () -> read(owner, true),
        "InvalidKeyId",
        "arn:aws:kms:us-east-1:111111111111:key/" + key + " is disabled. (Service: AWSKMS;");
  }
}

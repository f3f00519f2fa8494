package dev.referee.testkit.embedded.kms;

import static dev.referee.testkit.embedded.kms.KmsAliasesAndTagsTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.PolicyCaller;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantResponse;
import software.amazon.awssdk.services.kms.model.DisabledException;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.KmsException;

/** Tests the grants of KMS keys: storing them, and the operations that they allow. */
class KmsGrantsTest {
  private static final SdkBytes SECRET = SdkBytes.fromUtf8String("secret");

  private final PolicyCaller caller = new PolicyCaller();
  private final KmsClient owner = caller.account.client(KmsClient::builder);
  private final KmsClient judge = caller.client(KmsClient::builder);
  private String key = "";

  @BeforeEach
  void createKey() {
    key = owner.createKey().keyMetadata().keyId();
  }

  @AfterEach
  void close() {
    caller.close();
  }

  private CreateGrantResponse grant(Consumer<CreateGrantRequest.Builder> more) {
    return owner.createGrant(
        r ->
            r.keyId(key)
                .granteePrincipal(PolicyCaller.ROLE)
                .operations(GrantOperation.ENCRYPT)
                .applyMutation(more));
  }

  private static void denied(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KmsException.class,
            refusal ->
                assertThat(refusal.awsErrorDetails().errorCode())
                    .isEqualTo("AccessDeniedException"));
  }

  @Nested
  class Kept {
    @Test
    void areListedWithAllTheyWereMadeWith() {
      CreateGrantResponse made =
          grant(
              r ->
                  r.name("game")
                      .retiringPrincipal("arn:aws:iam::111111111111:root")
                      .constraints(c -> c.encryptionContextSubset(Map.of("team", "red"))));
      assertThat(made.grantId()).matches("[0-9a-f]{64}");
      assertThat(made.grantToken()).isNotBlank();
      assertThat(owner.listGrantsPaginator(r -> r.keyId(key)).grants())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.grantId()).isEqualTo(made.grantId());
                assertThat(one.keyId()).endsWith(":key/" + key);
                assertThat(one.name()).isEqualTo("game");
                assertThat(one.granteePrincipal()).isEqualTo(PolicyCaller.ROLE);
                assertThat(one.retiringPrincipal()).isEqualTo("arn:aws:iam::111111111111:root");
                assertThat(one.issuingAccount()).isEqualTo("arn:aws:iam::111111111111:root");
                assertThat(one.operations()).containsExactly(GrantOperation.ENCRYPT);
                assertThat(one.constraints())
                    .isEqualTo(
                        GrantConstraints.builder()
                            .encryptionContextSubset(Map.of("team", "red"))
                            .build());
                assertThat(one.creationDate()).isNotNull();
              });
      assertThat(
              owner
                  .listRetirableGrants(r -> r.retiringPrincipal("arn:aws:iam::111111111111:root"))
                  .grants())
          .extracting(GrantListEntry::grantId)
          .containsExactly(made.grantId());
    }

    @Test
    void areTheSameForTheSameNameAndAnswersOnly() {
      String first = grant(r -> r.name("game")).grantId();
      assertThat(grant(r -> r.name("game")).grantId()).isEqualTo(first);
      assertThat(grant(r -> r.name("game").operations(GrantOperation.DECRYPT)).grantId())
          .isNotEqualTo(first);
      assertThat(grant(r -> {}).grantId()).isNotEqualTo(grant(r -> {}).grantId());
      assertThat(owner.listGrants(r -> r.keyId(key)).grants()).hasSize(4);
      assertThat(owner.listGrants(r -> r.keyId(key).grantId(first)).grants()).hasSize(1);
      assertThat(
              owner
                  .listGrants(r -> r.keyId(key).granteePrincipal("arn:aws:iam::111111111111:root"))
                  .grants())
          .isEmpty();
    }

    @Test
    void areRefusedForPrincipalsAndKeysThatAreNotThere() {
      refused(
          () -> grant(r -> r.granteePrincipal("arn:aws:iam::111111111111:role/nobody")),
          "InvalidArnException",
          "ARN does not refer to a valid principal: arn:aws:iam::111111111111:role/nobody");
      owner.createAlias(r -> r.aliasName("alias/game").targetKeyId(key));
      refused(
          () -> grant(r -> r.keyId("alias/game")),
          "InvalidArnException",
          "Key Aliases are not supported for this operation.");
      owner.disableKey(r -> r.keyId(key));
      assertThatThrownBy(() -> grant(r -> {})).isInstanceOf(DisabledException.class);
    }

    @Test
    void areGoneWhenRevoked() {
      String id = grant(r -> {}).grantId();
      owner.revokeGrant(r -> r.keyId(key).grantId(id));
      assertThat(owner.listGrants(r -> r.keyId(key)).grants()).isEmpty();
      refused(
          () -> owner.revokeGrant(r -> r.keyId(key).grantId(id)),
          "NotFoundException",
          "Grant ID " + id + " not found");
    }
  }

  @Nested
  class Allow {
    private SdkBytes encrypt(Map<String, String> context) {
      return judge
          .encrypt(r -> r.keyId(key).plaintext(SECRET).encryptionContext(context))
          .ciphertextBlob();
    }

    @Test
    void whatTheyNameWithoutAnyPolicy() {
      denied(() -> encrypt(Map.of()));
      grant(r -> {});
      SdkBytes blob = encrypt(Map.of());
      denied(() -> judge.decrypt(r -> r.ciphertextBlob(blob)));
      denied(() -> judge.describeKey(r -> r.keyId(key)));
      grant(r -> r.operations(GrantOperation.DECRYPT, GrantOperation.DESCRIBE_KEY));
      assertThat(judge.decrypt(r -> r.ciphertextBlob(blob)).plaintext()).isEqualTo(SECRET);
      assertThat(judge.describeKey(r -> r.keyId(key)).keyMetadata().keyId()).isEqualTo(key);
    }

    @Test
    void nothingMoreOnceRevoked() {
      String id = grant(r -> {}).grantId();
      assertThatCode(() -> encrypt(Map.of())).doesNotThrowAnyException();
      owner.revokeGrant(r -> r.keyId(key).grantId(id));
      denied(() -> encrypt(Map.of()));
    }

    @Test
    void onlyTheEncryptionContextsThatTheyAreConstrainedTo() {
      grant(r -> r.constraints(c -> c.encryptionContextSubset(Map.of("team", "red"))));
      assertThatCode(() -> encrypt(Map.of("team", "red", "task", "1"))).doesNotThrowAnyException();
      denied(() -> encrypt(Map.of("team", "blue")));
      denied(() -> encrypt(Map.of()));
    }

    @Test
    void onlyTheVeryEncryptionContextIfThatIsTheConstraint() {
      grant(r -> r.constraints(c -> c.encryptionContextEquals(Map.of("team", "red"))));
      assertThatCode(() -> encrypt(Map.of("team", "red"))).doesNotThrowAnyException();
      denied(() -> encrypt(Map.of("team", "red", "task", "1")));
    }

    @Test
    void nothingThatAPolicyDenies() {
      grant(r -> {});
      caller.may(
          """
          {"Effect": "Deny", "Action": "kms:Encrypt", "Resource": "*"}\
          """);
      denied(() -> encrypt(Map.of()));
    }
  }

  @Nested
  class Retired {
    @Test
    void byTheRetiringPrincipalWithTheToken() {
      String token = grant(r -> r.retiringPrincipal(PolicyCaller.ROLE)).grantToken();
      judge.retireGrant(r -> r.grantToken(token));
      assertThat(owner.listGrants(r -> r.keyId(key)).grants()).isEmpty();
    }

    @Test
    void byTheGranteeIfTheGrantSaysSo() {
      String bare = grant(r -> {}).grantId();
      String arn = owner.describeKey(r -> r.keyId(key)).keyMetadata().arn();
      denied(() -> judge.retireGrant(r -> r.keyId(arn).grantId(bare)));
      String id = grant(r -> r.operations(GrantOperation.RETIRE_GRANT)).grantId();
      judge.retireGrant(r -> r.keyId(arn).grantId(id));
      assertThat(owner.listGrants(r -> r.keyId(key)).grants())
          .extracting(GrantListEntry::grantId)
          .containsExactly(bare);
    }
  }
}

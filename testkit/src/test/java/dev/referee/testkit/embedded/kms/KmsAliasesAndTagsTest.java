package dev.referee.testkit.embedded.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.referee.testkit.embedded.PolicyCaller;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KmsException;
import software.amazon.awssdk.services.kms.model.Tag;

/** Tests how KMS keys are listed, named and tagged. */
class KmsAliasesAndTagsTest {
  private final PolicyCaller caller = new PolicyCaller();
  private final KmsClient kms = caller.account.client(KmsClient::builder);
  private String key = "";

  @BeforeEach
  void createKey() {
    key = kms.createKey().keyMetadata().keyId();
  }

  @AfterEach
  void close() {
    caller.close();
  }

  /** Asserts that KMS refuses a call with exactly this code and message. */
  static void refused(ThrowingCallable call, String code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            KmsException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
              assertThat(refusal.statusCode()).isEqualTo(400);
            });
  }

  private static Tag tag(String key, String value) {
    return Tag.builder().tagKey(key).tagValue(value).build();
  }

  @Test
  void listsAllKeysPageByPage() {
    String other = kms.createKey().keyMetadata().keyId();
    assertThat(kms.listKeysPaginator(r -> r.limit(1)).keys())
        .extracting(KeyListEntry::keyId)
        .containsExactlyInAnyOrder(key, other);
    assertThat(kms.listKeys().keys().get(0).keyArn()).startsWith("arn:aws:kms:us-east-1:");
  }

  @Nested
  class Aliases {
    @ParameterizedTest
    @CsvSource({
      "game, ValidationException, Invalid identifier",
      "alias/aws/game, NotAuthorizedException, ''",
      "alias/a:b, ValidationException, alias/a:b contains invalid characters for an alias",
    })
    void areRefusedByTheirName(String name, String code, String message) {
      refused(() -> kms.createAlias(r -> r.aliasName(name).targetKeyId(key)), code, message);
    }

    @Test
    void areRefusedForCharactersWithTheValue() {
      refused(
          () -> kms.createAlias(r -> r.aliasName("alias/a b").targetKeyId(key)),
          "ValidationException",
          "1 validation error detected: Value 'alias/a b' at 'aliasName' failed to satisfy"
              + " constraint: Member must satisfy regular expression pattern:"
              + " ^[a-zA-Z0-9:/_-]+$");
    }

    @Test
    void areOfKeysAlone() {
      kms.createAlias(r -> r.aliasName("alias/game").targetKeyId(key));
      refused(
          () -> kms.createAlias(r -> r.aliasName("alias/more").targetKeyId("alias/game")),
          "ValidationException",
          "Aliases must refer to keys. Not aliases");
      refused(
          () -> kms.createAlias(r -> r.aliasName("alias/game").targetKeyId(key)),
          "AlreadyExistsException",
          "An alias with the name arn:aws:kms:us-east-1:111111111111:alias/game already exists");
    }

    @Test
    void areChangedAndDeleted() {
      String other = kms.createKey().keyMetadata().keyId();
      kms.createAlias(r -> r.aliasName("alias/game").targetKeyId(key));
      kms.updateAlias(r -> r.aliasName("alias/game").targetKeyId(other));
      assertThat(kms.listAliases().aliases())
          .extracting(AliasListEntry::targetKeyId)
          .containsExactly(other);
      kms.deleteAlias(r -> r.aliasName("alias/game"));
      assertThat(kms.listAliases().aliases()).isEmpty();
      refused(
          () -> kms.deleteAlias(r -> r.aliasName("alias/game")),
          "NotFoundException",
          "Alias arn:aws:kms:us-east-1:111111111111:alias/game is not found.");
    }

    @Test
    void areNoIdsForWhatChangesAKey() {
      kms.createAlias(r -> r.aliasName("alias/game").targetKeyId(key));
      String words = "Key Aliases are not supported for this operation.";
      List<ThrowingCallable> calls =
          List.of(
              () -> kms.disableKey(r -> r.keyId("alias/game")),
              () -> kms.getKeyPolicy(r -> r.keyId("alias/game")),
              () -> kms.listResourceTags(r -> r.keyId("alias/game")),
              () -> kms.scheduleKeyDeletion(r -> r.keyId("alias/game")));
      calls.forEach(call -> refused(call, "InvalidArnException", words));
      assertThat(kms.describeKey(r -> r.keyId("alias/game")).keyMetadata().keyId()).isEqualTo(key);
    }
  }

  @Nested
  class Tags {
    @Test
    void areKeptByTheirKeys() {
      String made = kms.createKey(r -> r.tags(tag("team", "red"))).keyMetadata().keyId();
      kms.tagResource(r -> r.keyId(made).tags(tag("team", "blue"), tag("task", "1")));
      assertThat(kms.listResourceTagsPaginator(r -> r.keyId(made)).tags())
          .extracting(Tag::tagKey, Tag::tagValue)
          .containsExactlyInAnyOrder(tuple("team", "blue"), tuple("task", "1"));
      kms.untagResource(r -> r.keyId(made).tagKeys("team", "absent"));
      assertThat(kms.listResourceTags(r -> r.keyId(made)).tags()).containsExactly(tag("task", "1"));
    }

    @Test
    void areAtMostFifty() {
      List<Tag> tags = IntStream.range(0, 51).mapToObj(n -> tag("k" + n, "")).toList();
      assertThatThrownBy(() -> kms.tagResource(r -> r.keyId(key).tags(tags)))
          .isInstanceOfSatisfying(
              KmsException.class,
              refusal ->
                  assertThat(refusal.awsErrorDetails().errorCode())
                      .isEqualTo("LimitExceededException"));
      assertThat(kms.listResourceTags(r -> r.keyId(key)).tags()).isEmpty();
    }

    @Test
    void areNotThoseOfAws() {
      assertThatThrownBy(() -> kms.tagResource(r -> r.keyId(key).tags(tag("aws:team", "red"))))
          .isInstanceOfSatisfying(
              KmsException.class,
              refusal ->
                  assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("TagException"));
    }

    @Test
    void decideInConditions() {
      caller.may(PolicyCaller.allowIf("kms:*", "StringEquals", "aws:ResourceTag/team", "red"));
      KmsClient judge = caller.client(KmsClient::builder);
      PolicyCaller.denied(() -> judge.describeKey(r -> r.keyId(key)));
      PolicyCaller.denied(
          () -> judge.generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_256)));
      kms.tagResource(r -> r.keyId(key).tags(tag("team", "red")));
      assertThatCode(() -> judge.describeKey(r -> r.keyId(key))).doesNotThrowAnyException();
      assertThatCode(() -> judge.generateDataKey(r -> r.keyId(key).keySpec(DataKeySpec.AES_256)))
          .doesNotThrowAnyException();
    }
  }

  @Nested
  class DataKeys {
    @Test
    void haveASpecificationOrALength() {
      String words = "Please specify either number of bytes or key spec.";
      refused(() -> kms.generateDataKey(r -> r.keyId(key)), "ValidationException", words);
      refused(
          () ->
              kms.generateDataKeyWithoutPlaintext(
                  r -> r.keyId(key).keySpec(DataKeySpec.AES_128).numberOfBytes(16)),
          "ValidationException",
          words);
    }

    @Test
    void haveAKnownSpecification() {
      refused(
          () -> kms.generateDataKey(r -> r.keyId(key).keySpec("AES_512")),
          "ValidationException",
          "1 validation error detected: Value 'AES_512' at 'keySpec' failed to satisfy constraint:"
              + " Member must satisfy enum value set: [AES_256, AES_128]");
    }

    @ParameterizedTest
    @CsvSource({"0, greater than or equal to 1", "1025, less than or equal to 1024"})
    void haveOneToOneThousandAndTwentyFourBytes(int length, String bound) {
      refused(
          () -> kms.generateDataKey(r -> r.keyId(key).numberOfBytes(length)),
          "ValidationException",
          "1 validation error detected: Value '"
              + length
              + "' at 'numberOfBytes' failed to satisfy constraint: Member must have value "
              + bound);
    }

    @Test
    void canBeGeneratedWithoutTheirPlaintext() {
      var made =
          kms.generateDataKeyWithoutPlaintext(r -> r.keyId(key).keySpec(DataKeySpec.AES_256));
      assertThat(
              kms.decrypt(r -> r.ciphertextBlob(made.ciphertextBlob())).plaintext().asByteArray())
          .hasSize(32);
    }
  }
}

package dev.referee.testkit.embedded.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.Cloud;
import dev.referee.testkit.embedded.service.DeliveryResult;
import java.net.URI;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** Tests which keys a service that delivers can use. */
class UsableByServiceTest {
  private static final String ACCOUNT = "222222222222";
  private static final String RULE = "arn:aws:events:us-east-1:222222222222:rule/watch";

  private final Cloud cloud = new Cloud(ManualClock.at(Instant.parse("2026-01-01T00:00:00Z")));
  private final AwsBasicCredentials owner = cloud.ownKey(ACCOUNT);
  private final KmsClient kms =
      KmsClient.builder()
          .endpointOverride(URI.create("http://localhost"))
          .region(Region.US_EAST_1)
          .credentialsProvider(StaticCredentialsProvider.create(owner))
          .httpClient(cloud.http())
          .build();
  private String key = "";

  @BeforeEach
  void createKey() {
    key = kms.createKey().keyMetadata().arn();
  }

  @AfterEach
  void stop() {
    cloud.stop();
  }

  private DeliveryResult usable(String keyId) {
    AtomicReference<DeliveryResult> result = new AtomicReference<>();
    cloud.in(
        ACCOUNT,
        "us-east-1",
        call ->
            result.set(
                Kms.of(call)
                    .usableByService(
                        keyId,
                        "events.amazonaws.com",
                        RULE,
                        "kms:GenerateDataKey",
                        "kms:Decrypt")));
    return result.get();
  }

  /** Adds a statement to the policy of the key, which otherwise names the account only. */
  private void allow(String service, String actions, String condition) {
    kms.putKeyPolicy(
        request ->
            request
                .keyId(key)
                .policy(
                    """
                    {"Version": "2012-10-17", "Statement": [
                     {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::222222222222:root"},
                      "Action": "kms:*", "Resource": "*"},
                     {"Effect": "Allow", "Principal": {"Service": "%s"},
                      "Action": [%s], "Resource": "*", "Condition": {%s}}]}
                    """
                        .formatted(service, actions, condition)));
  }

  @Test
  void needsEachActionInTheKeyPolicy() {
    assertThat(usable(key).reason())
        .isEqualTo(
            "The policy of the KMS key %s does not allow kms:GenerateDataKey to events.amazonaws.com."
                .formatted(key));
    allow("events.amazonaws.com", "\"kms:GenerateDataKey\"", "");
    assertThat(usable(key).reason()).contains("does not allow kms:Decrypt");
    allow("sns.amazonaws.com", "\"kms:GenerateDataKey*\", \"kms:Decrypt\"", "");
    assertThat(usable(key).delivered()).isFalse();
    allow("events.amazonaws.com", "\"kms:GenerateDataKey*\", \"kms:Decrypt\"", "");
    assertThat(usable(key)).isEqualTo(new DeliveryResult(true, ""));
    assertThat(usable(key.substring(key.lastIndexOf('/') + 1)).delivered()).isTrue();
  }

  @Test
  void evaluatesTheSourceOfTheDelivery() {
    String all = "\"kms:*\"";
    allow(
        "events.amazonaws.com",
        all,
        "\"StringEquals\": {\"aws:SourceAccount\": \"222222222222\"},"
            + "\"ArnLike\": {\"aws:SourceArn\": \"arn:aws:events:*:*:rule/watch\"}");
    assertThat(usable(key).delivered()).isTrue();
    allow(
        "events.amazonaws.com", all, "\"ArnEquals\": {\"aws:SourceArn\": \"%s2\"}".formatted(RULE));
    assertThat(usable(key).delivered()).isFalse();
  }

  @Test
  void refusesKeysThatAreManagedByAws() {
    cloud.in(ACCOUNT, "us-east-1", call -> Kms.of(call).ensureManaged("sqs"));
    assertThat(usable("alias/aws/sqs").reason()).contains("does not allow kms:GenerateDataKey");
    assertThat(kms.describeKey(r -> r.keyId("alias/aws/sqs")).keyMetadata().description())
        .isEqualTo("Default key that protects my SQS messages when no other key is defined");
  }

  @Test
  void refusesKeysThatCannotBeUsed() {
    allow("events.amazonaws.com", "\"kms:*\"", "");
    kms.createAlias(r -> r.aliasName("alias/events").targetKeyId(key));
    assertThat(usable("alias/events").delivered()).isTrue();
    kms.disableKey(r -> r.keyId(key));
    assertThat(usable("alias/events").reason())
        .isEqualTo("The KMS key %s is disabled.".formatted(key));
    kms.scheduleKeyDeletion(r -> r.keyId(key));
    assertThat(usable(key).reason())
        .isEqualTo("The KMS key %s is pending deletion.".formatted(key));
    assertThat(usable("alias/none").reason()).isEqualTo("The KMS key alias/none does not exist.");
    String elsewhere = key.replace("us-east-1", "eu-west-1");
    assertThat(usable(elsewhere).reason()).contains("does not exist");
  }
}

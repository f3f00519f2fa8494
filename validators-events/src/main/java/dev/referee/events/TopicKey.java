package dev.referee.events;

import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.iam.Access;
import dev.referee.iam.Decisions;
import dev.referee.iam.Policy;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KeyManagerType;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.KeyState;

/**
 * The key that encrypts the messages of a topic, and which those who publish have to be able to
 * use.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html">Amazon SNS
 *     encryption key management</a>
 */
final class TopicKey {
  static final Permissions READS = Permissions.ofReads("kms:DescribeKey", "kms:GetKeyPolicy");

  private static final List<String> ACTIONS = List.of("kms:GenerateDataKey", "kms:Decrypt");
  private static final String DOCUMENTATION =
      "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html";

  private final KmsClient kms;
  private final String region;
  private final String topic;
  private final String key;

  /**
   * A topic's key.
   *
   * @param key its id, ARN or alias; empty if the topic is not encrypted with a key of KMS
   */
  TopicKey(Account account, String topic, String key) {
    this.kms = account.client(KmsClient::builder);
    this.region = account.region().id();
    this.topic = topic;
    this.key = key;
  }

  /** Returns the finding whether EventBridge itself may use the key. */
  Finding usableByEventBridge(Rule rule) {
    if (isManaged()) {
      return managed();
    }
    return judge(
        metadata -> {
          if (metadata.keyManager() == KeyManagerType.AWS) {
            return managed();
          }
          Decisions decisions =
              TopicStep.eventBridge(rule)
                  .resource(Policy.of("the policy of the key", policy(metadata)))
                  .known("kms:CallerAccount", Arns.account(topic))
                  .absent("kms:ViaService")
                  .build()
                  .to(ACTIONS, metadata.arn());
          return finding(decisions, "EventBridge", Cause.MISCONFIGURED);
        });
  }

  /** Returns whether the alias is one of AWS, whose key exists once the service needs it. */
  private boolean isManaged() {
    return key.substring(key.lastIndexOf(':') + 1).startsWith("alias/aws/");
  }

  private Finding managed() {
    return refused(
        "%s is a key that AWS manages, and its policy cannot allow EventBridge to use it."
            .formatted(key),
        "Encrypt the topic with a key of your own whose policy allows EventBridge to use it, or"
            + " give the target a role.");
  }

  /** Returns the finding whether EventBridge may use the key with a role. */
  Finding usableBy(TargetRole role) {
    if (isManaged()) {
      return satisfied("The topic is encrypted with %s.".formatted(key));
    }
    return judge(
        metadata -> {
          Optional<Role> found = role.role();
          if (metadata.keyManager() == KeyManagerType.AWS || found.isEmpty()) {
            return satisfied("The topic is encrypted with %s.".formatted(key));
          }
          Access access =
              role.access(found.get())
                  .resource(Policy.of("the policy of the key", policy(metadata)))
                  .known("kms:CallerAccount", Arns.account(topic))
                  .known("kms:ViaService", "sns.%s.amazonaws.com".formatted(region))
                  .build();
          return finding(
              access.to(ACTIONS, metadata.arn()), "the role " + role.name(), role.unread());
        });
  }

  private Finding judge(Function<KeyMetadata, Finding> usable) {
    if (key.isEmpty()) {
      return satisfied("The topic is not encrypted with a key of KMS.");
    }
    Optional<KeyMetadata> metadata =
        AwsLookups.foundOrInconclusive(() -> kms.describeKey(r -> r.keyId(key)).keyMetadata());
    if (metadata.isEmpty()) {
      return refused(
          "The key %s of the topic does not exist.".formatted(key),
          "Choose an existing key for the topic, or remove its encryption.");
    }
    AnswerReader.complete("DescribeKey", metadata.get(), "KeyId", "Arn", "KeyManager", "KeyState");
    if (metadata.get().keyState() != KeyState.ENABLED) {
      return refused(
          "The key %s of the topic is %s."
              .formatted(
                  key,
                  metadata
                      .get()
                      .keyStateAsString()
                      .replace("PendingDeletion", "about to be deleted")),
          "Enable the key, or choose another one for the topic.");
    }
    return usable.apply(metadata.get());
  }

  private String policy(KeyMetadata metadata) {
    String policy =
        AwsLookups.succeeded(
            () -> kms.getKeyPolicy(r -> r.keyId(metadata.keyId()).policyName("default")).policy());
    if (policy == null) {
      throw AnswerReader.unreadable("GetKeyPolicy", "lacks the Policy");
    }
    return policy;
  }

  private Finding finding(Decisions decisions, String who, Cause unread) {
    if (decisions.allAllowed()) {
      return satisfied("%s may use the key %s.".formatted(capitalized(who), key));
    }
    if (decisions.missing().isEmpty()) {
      return ToldExpectations.KEY
          .unknown(unread)
          .subject(key)
          .seen("Referee cannot tell whether %s may use the key %s.".formatted(who, key))
          .organiserFact("policy", decisions.explanation())
          .build();
    }
    return ToldExpectations.KEY
        .unsatisfied()
        .subject(key)
        .expected("a key with which %s may encrypt".formatted(who))
        .seen(
            "%s may not use the key %s of the topic: %s"
                .formatted(capitalized(who), key, String.join(", ", decisions.missing()) + "."))
        .remedy(
            "Allow %s for %s in the policy of the key."
                .formatted(
                    String.join(" and ", ACTIONS),
                    who.equals("EventBridge") ? "the service " + TopicStep.EVENTBRIDGE : who))
        .organiserFact("policy", decisions.explanation())
        .source(DOCUMENTATION)
        .build();
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  private Finding satisfied(String seen) {
    return ToldExpectations.KEY.satisfied().subject(topic).seen(seen).build();
  }

  private Finding refused(String seen, String remedy) {
    return ToldExpectations.KEY
        .unsatisfied()
        .subject(key)
        .expected("a key that EventBridge may use")
        .seen(seen)
        .remedy(remedy)
        .source(DOCUMENTATION)
        .build();
  }
}

package dev.referee.testkit.embedded.sqs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.primitives.Ints;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy by which messages that are received too often become dead letters.
 *
 * @param target the ARN of the dead-letter queue
 * @param maxReceiveCount how often a message can be received before
 */
record RedrivePolicy(String target, int maxReceiveCount) {
  private static final int MOST_RECEIVES = 1000;

  /** Returns the policy of a queue; null if it has none. */
  static @Nullable RedrivePolicy of(QueueAttributes attributes) {
    String policy = attributes.get(QueueAttributes.REDRIVE);
    if (policy.isEmpty()) {
      return null;
    }
    JsonNode json = JsonCodec.parse(policy);
    return new RedrivePolicy(
        json.path("deadLetterTargetArn").asText(), json.path("maxReceiveCount").asInt());
  }

  /** Refuses a policy that a queue cannot have. */
  static void check(String policy, SqsQueue source, Sqs sqs) {
    JsonNode json = parsed(policy, QueueAttributes.REDRIVE);
    for (String member : List.of("deadLetterTargetArn", "maxReceiveCount")) {
      if (json.path(member).isMissingNode()) {
        throw invalid(
            policy, "Redrive policy does not contain mandatory attribute: " + member + ".");
      }
    }
    String target = json.path("deadLetterTargetArn").asText();
    if (!target.matches("arn:[^:]*:sqs:[^:]*:[0-9]{12}:[^:]+")) {
      throw invalid(policy, "Invalid value for deadLetterTargetArn.");
    }
    String count = json.path("maxReceiveCount").asText();
    Integer number = Ints.tryParse(count);
    if (number == null || number < 1 || number > MOST_RECEIVES) {
      throw invalid(
          policy,
          "Invalid value for maxReceiveCount: %s, valid values are from 1 to 1000 both inclusive."
              .formatted(count));
    }
    SqsQueue found = sqs.queueWithArn(target);
    if (found == null) {
      throw invalid(policy, "Dead letter target does not exist.");
    }
    if (found.fifo() != source.fifo()) {
      throw invalid(policy, "Dead-letter queue must be same type of queue as the source.");
    }
    if (!found.allowsDeadLettersOf(source.arn)) {
      throw invalid(
          policy, "The RedriveAllowPolicy of %s does not allow %s.".formatted(target, source.arn));
    }
  }

  /** Refuses a policy about the sources of dead letters that a queue cannot have. */
  static void checkAllow(String policy) {
    JsonNode json = parsed(policy, QueueAttributes.REDRIVE_ALLOW);
    String permission = json.path("redrivePermission").asText();
    JsonNode sources = json.path("sourceQueueArns");
    boolean valid =
        switch (permission) {
          case "allowAll", "denyAll" -> sources.isMissingNode();
          case "byQueue" -> sources.isArray() && sources.size() >= 1 && sources.size() <= 10;
          default -> false;
        };
    if (!valid) {
      throw SqsErrors.invalidParameter(
          policy,
          QueueAttributes.REDRIVE_ALLOW,
          "Amazon SQS can't create the redrive allow policy.");
    }
  }

  private static JsonNode parsed(String policy, String attribute) {
    try {
      JsonNode json = JsonCodec.JSON.readTree(policy);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException notJson) {
      // Refused below, as anything else that is no object.
    }
    throw SqsErrors.invalidParameter(
        policy,
        attribute,
        attribute.equals(QueueAttributes.REDRIVE)
            ? "Redrive policy is not a valid JSON map."
            : "Amazon SQS can't create the redrive allow policy.");
  }

  private static RuntimeException invalid(String policy, String reason) {
    return SqsErrors.invalidParameter(policy, QueueAttributes.REDRIVE, reason);
  }
}

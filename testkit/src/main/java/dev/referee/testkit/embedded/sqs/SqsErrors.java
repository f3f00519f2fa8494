package dev.referee.testkit.embedded.sqs;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.Map;

/** The errors of SQS, by the names of their shapes. */
final class SqsErrors {

  /** The codes of the query protocol that SQS still tells, where they differ from the names. */
  static final Map<String, String> QUERY_CODES =
      Map.ofEntries(
          Map.entry("AccessDeniedException", "AccessDenied"),
          Map.entry("BatchEntryIdsNotDistinct", simple("BatchEntryIdsNotDistinct")),
          Map.entry("BatchRequestTooLong", simple("BatchRequestTooLong")),
          Map.entry("EmptyBatchRequest", simple("EmptyBatchRequest")),
          Map.entry("InvalidBatchEntryId", simple("InvalidBatchEntryId")),
          Map.entry("InvalidParameterValueException", "InvalidParameterValue"),
          Map.entry("KmsAccessDenied", "KMS.AccessDeniedException"),
          Map.entry("KmsDisabled", "KMS.DisabledException"),
          Map.entry("KmsInvalidState", "KMS.InvalidStateException"),
          Map.entry("KmsNotFound", "KMS.NotFoundException"),
          Map.entry("MessageNotInflight", simple("MessageNotInflight")),
          Map.entry("MissingRequiredParameterException", "MissingParameter"),
          Map.entry("PurgeQueueInProgress", simple("PurgeQueueInProgress")),
          Map.entry("QueueDeletedRecently", simple("QueueDeletedRecently")),
          Map.entry("QueueDoesNotExist", simple("NonExistentQueue")),
          Map.entry("QueueNameExists", "QueueAlreadyExists"),
          Map.entry("TooManyEntriesInBatchRequest", simple("TooManyEntriesInBatchRequest")),
          Map.entry("UnsupportedOperation", simple("UnsupportedOperation")));

  private SqsErrors() {}

  private static String simple(String code) {
    return "AWS.SimpleQueueService." + code;
  }

  static AwsError of(String code, String message) {
    return new AwsError(400, code, message);
  }

  static AwsError noQueue() {
    return of("QueueDoesNotExist", "The specified queue does not exist.");
  }

  static AwsError invalidParameter(String message) {
    return of("InvalidParameterValueException", message);
  }

  static AwsError invalidParameter(Object value, String parameter, String reason) {
    return invalidParameter(
        "Value %s for parameter %s is invalid. Reason: %s".formatted(value, parameter, reason));
  }

  static AwsError missingParameter(String parameter) {
    return of(
        "MissingRequiredParameterException",
        "The request must contain the parameter " + parameter + ".");
  }

  static AwsError invalidAttribute(String name) {
    return of("InvalidAttributeValue", "Invalid value for the parameter " + name + ".");
  }

  static AwsError unknownAttribute(String name) {
    return of("InvalidAttributeName", "Unknown Attribute " + name + ".");
  }
}

package dev.referee.aws;

import com.google.common.collect.ImmutableSet;
import java.util.Set;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * The detection of responses without any member of the operation's output model. AWS writes an
 * empty list if there is nothing; a response without any member comes from somebody else, or
 * belongs to another operation.
 */
final class ResponseMembers {
  /** The members that only continue a list. */
  private static final Set<String> PAGING =
      Set.of("IsTruncated", "Marker", "NextMarker", "NextToken", "nextToken", "nextPageToken");

  /** The operations that return an empty body if there is nothing to return. */
  private static final Set<String> MAY_BE_EMPTY =
      ImmutableSet.of(
          "dynamodb:DeleteItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
          "s3:GetBucketAccelerateConfiguration",
          "s3:GetBucketLocation",
          "s3:GetBucketLogging",
          "s3:GetBucketNotificationConfiguration",
          "s3:GetBucketVersioning",
          "sqs:GetQueueAttributes",
          "sqs:ListQueueTags",
          "sqs:ListQueues",
          "sqs:ReceiveMessage");

  private ResponseMembers() {}

  /** Returns whether a response has none of the members that its body should have. */
  static boolean lackIn(SdkPojo response, Operation operation) {
    boolean expected = false;
    for (SdkField<?> member : response.sdkFields()) {
      if (member.location() == MarshallLocation.PAYLOAD && !PAGING.contains(member.memberName())) {
        if (isSet(member.getValueOrDefault(response))) {
          return false;
        }
        expected = true;
      }
    }
    return expected && !MAY_BE_EMPTY.contains(operation.service() + ":" + operation.name());
  }

  private static boolean isSet(@org.jspecify.annotations.Nullable Object value) {
    return value != null
        && !(value instanceof SdkAutoConstructList<?>)
        && !(value instanceof SdkAutoConstructMap<?, ?>);
  }
}

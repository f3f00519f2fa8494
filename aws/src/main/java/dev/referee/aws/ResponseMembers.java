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
 * empty list where there is nothing; where no member stands at all, the answer is that of somebody
 * else, or of another operation.
 */
final class ResponseMembers {
  /** Say only how to go on. */
  private static final Set<String> PAGING =
      Set.of("IsTruncated", "Marker", "NextMarker", "NextToken", "nextToken", "nextPageToken");

  /** The operations that answer with an empty body where there is nothing to tell. */
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

  /** Returns whether a response has none of the members that the body of its answer should have. */
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

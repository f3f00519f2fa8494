package dev.referee.testkit.embedded.sqs;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;

/**
 * The results of the entries of a batch.
 *
 * @param successful the results of those that worked
 * @param failed the errors of the others
 */
record BatchEntries<R>(List<R> successful, List<BatchResultErrorEntry> failed) {
  private static final int MOST = 10;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  /**
   * Does the same with each entry, or refuses the whole batch.
   *
   * @param type what the API calls an entry
   */
  static <E, R> BatchEntries<R> each(
      String type, List<E> entries, Function<E, @Nullable String> id, Function<E, R> action) {
    check(type, entries.stream().map(entry -> id.apply(entry)).toList());
    List<R> successful = new ArrayList<>();
    List<BatchResultErrorEntry> failed = new ArrayList<>();
    for (E entry : entries) {
      try {
        successful.add(action.apply(entry));
      } catch (AwsError refused) {
        failed.add(
            BatchResultErrorEntry.builder()
                .id(id.apply(entry))
                .code(SqsErrors.QUERY_CODES.getOrDefault(refused.code(), refused.code()))
                .message(refused.message())
                .senderFault(true)
                .build());
      }
    }
    return new BatchEntries<>(successful, failed);
  }

  private static void check(String type, List<String> ids) {
    if (ids.isEmpty()) {
      throw SqsErrors.of(
          "EmptyBatchRequest", "There should be at least one " + type + " in the request.");
    }
    if (ids.size() > MOST) {
      throw SqsErrors.of(
          "TooManyEntriesInBatchRequest",
          "Maximum number of entries per request are 10. You have sent " + ids.size() + ".");
    }
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (id == null || !ID.matcher(id).matches()) {
        throw SqsErrors.of(
            "InvalidBatchEntryId",
            "A batch entry id can only contain alphanumeric characters, hyphens and underscores."
                + " It can be at most 80 letters long.");
      }
      if (!seen.add(id)) {
        throw SqsErrors.of("BatchEntryIdsNotDistinct", "Id " + id + " repeated.");
      }
    }
  }
}

package dev.referee.testkit.embedded.sqs;

import com.google.common.collect.Maps;
import com.google.common.primitives.Ints;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The attributes of a queue that can be set, with their defaults. */
final class QueueAttributes {
  static final String DELAY = "DelaySeconds";
  static final String SIZE = "MaximumMessageSize";
  static final String RETENTION = "MessageRetentionPeriod";
  static final String POLICY = "Policy";
  static final String WAIT = "ReceiveMessageWaitTimeSeconds";
  static final String VISIBILITY = "VisibilityTimeout";
  static final String REDRIVE = "RedrivePolicy";
  static final String REDRIVE_ALLOW = "RedriveAllowPolicy";
  static final String KMS_KEY = "KmsMasterKeyId";
  static final String KMS_REUSE = "KmsDataKeyReusePeriodSeconds";
  static final String SQS_ENCRYPTION = "SqsManagedSseEnabled";
  static final String FIFO = "FifoQueue";
  static final String CONTENT_BASED = "ContentBasedDeduplication";
  static final String SCOPE = "DeduplicationScope";
  static final String THROUGHPUT = "FifoThroughputLimit";

  private record Range(int least, int most, int otherwise) {}

  private static final Map<String, Range> NUMBERS =
      Map.of(
          DELAY, new Range(0, 900, 0),
          SIZE, new Range(1024, 1_048_576, 1_048_576),
          RETENTION, new Range(60, 1_209_600, 345_600),
          WAIT, new Range(0, 20, 0),
          VISIBILITY, new Range(0, 43_200, 30),
          KMS_REUSE, new Range(60, 86_400, 300));

  private static final Map<String, Set<String>> CHOICES =
      Map.of(
          SQS_ENCRYPTION, Set.of("true", "false"),
          FIFO, Set.of("true"),
          CONTENT_BASED, Set.of("true", "false"),
          SCOPE, Set.of("queue", "messageGroup"),
          THROUGHPUT, Set.of("perQueue", "perMessageGroupId"));

  private static final Set<String> TEXTS = Set.of(POLICY, REDRIVE, REDRIVE_ALLOW, KMS_KEY);
  private static final Set<String> OF_FIFO = Set.of(CONTENT_BASED, SCOPE, THROUGHPUT);

  private final boolean fifo;
  private final Map<String, String> set = new LinkedHashMap<>();

  /**
   * Creates the attributes of a new queue.
   *
   * @param fifo whether it is a FIFO queue
   */
  QueueAttributes(boolean fifo) {
    this.fifo = fifo;
    set.put(SQS_ENCRYPTION, "true");
    if (fifo) {
      set.put(FIFO, "true");
      set.put(CONTENT_BASED, "false");
      set.put(SCOPE, "queue");
      set.put(THROUGHPUT, "perQueue");
    }
  }

  /** Refuses attributes that a queue of this kind does not have, and values that it cannot have. */
  void check(Map<String, String> wanted) {
    wanted.forEach(this::check);
    boolean kms = !wanted.getOrDefault(KMS_KEY, set.getOrDefault(KMS_KEY, "")).isEmpty();
    if (kms && "true".equals(wanted.get(SQS_ENCRYPTION))) {
      throw SqsErrors.of(
          "InvalidAttributeName",
          "You can use one type of server-side encryption (SSE) at one time. You can either enable"
              + " KMS SSE or SQS SSE.");
    }
  }

  private void check(String name, String value) {
    Range range = NUMBERS.get(name);
    if (range != null) {
      Integer number = Ints.tryParse(value);
      if (number == null || number < range.least() || number > range.most()) {
        throw SqsErrors.invalidAttribute(name);
      }
    } else if (CHOICES.containsKey(name)) {
      if (!fifo && (name.equals(FIFO) || OF_FIFO.contains(name))) {
        throw SqsErrors.unknownAttribute(name);
      }
      if (!CHOICES.get(name).contains(value)) {
        throw name.equals(FIFO)
            ? SqsErrors.of(
                "InvalidAttributeValue",
                "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not"
                    + " supported.")
            : SqsErrors.invalidAttribute(name);
      }
    } else if (!TEXTS.contains(name)) {
      throw SqsErrors.unknownAttribute(name);
    }
    if (name.equals(POLICY) && !value.isEmpty()) {
      checkPolicy(value);
    }
  }

  private static void checkPolicy(String policy) {
    try {
      ResourcePolicy.of(policy);
    } catch (AwsError malformed) {
      throw SqsErrors.invalidAttribute(POLICY);
    }
  }

  /** Sets checked attributes; an empty text removes one. */
  void put(Map<String, String> wanted) {
    wanted.forEach(
        (name, value) -> {
          if (value.isEmpty()) {
            set.remove(name);
          } else {
            set.put(name, value);
          }
        });
    if (!wanted.getOrDefault(KMS_KEY, "").isEmpty()) {
      set.put(SQS_ENCRYPTION, "false");
    }
  }

  /** Gives attributes their defaults again. */
  void reset(Set<String> names) {
    QueueAttributes fresh = new QueueAttributes(fifo);
    set.keySet().removeAll(names);
    set.putAll(
        Maps.filterKeys(
            fresh.set, name -> names.contains(name.equals(SQS_ENCRYPTION) ? KMS_KEY : name)));
  }

  /** Returns whether an attribute has a value. */
  boolean has(String name, String value) {
    String mine = get(name);
    return mine.equals(value)
        || (TEXTS.contains(name)
            && mine.startsWith("{")
            && value.startsWith("{")
            && JsonCodec.parse(mine).equals(JsonCodec.parse(value)));
  }

  /** Returns the value of an attribute, that of its default, or an empty text. */
  String get(String name) {
    Range range = NUMBERS.get(name);
    return set.getOrDefault(name, range == null ? "" : Integer.toString(range.otherwise()));
  }

  int number(String name) {
    return Integer.parseInt(get(name));
  }

  boolean isTrue(String name) {
    return get(name).equals("true");
  }

  /** Returns the attributes that this queue has, with their values. */
  Map<String, String> shown() {
    Map<String, String> shown = new LinkedHashMap<>();
    for (String name : List.of(VISIBILITY, SIZE, RETENTION, DELAY, WAIT)) {
      shown.put(name, get(name));
    }
    if (set.containsKey(KMS_KEY)) {
      shown.put(KMS_REUSE, get(KMS_REUSE));
    }
    shown.putAll(set);
    return shown;
  }
}

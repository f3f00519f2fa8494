package dev.referee.testkit.embedded.cloudwatch;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** An alarm, with its state. */
abstract sealed class AlarmRecord permits MetricAlarmRecord, CompositeAlarmRecord {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  final String name;
  final String arn;
  final Map<String, String> tags = new LinkedHashMap<>();
  StateValue state = StateValue.INSUFFICIENT_DATA;
  String reason = "Unchecked: Initial alarm creation";
  @Nullable String reasonData;
  Instant configured;
  Instant updated;
  Instant transitioned;
  boolean actionsEnabled = true;

  AlarmRecord(String name, String arn, Instant now) {
    this.name = name;
    this.arn = arn;
    this.configured = now;
    this.updated = now;
    this.transitioned = now;
  }

  abstract AlarmType type();

  abstract @Nullable String description();

  /** Returns the actions of a change to a state. */
  abstract List<String> actions(StateValue to);

  /** Returns all actions. */
  List<String> actions() {
    return StateValue.knownValues().stream()
        .flatMap(to -> actions(to).stream())
        .distinct()
        .toList();
  }

  /** Returns a time as alarms write it: {@code 2026-01-01T00:00:00.000+0000}. */
  static String time(Instant time) {
    return TIME.format(time);
  }
}

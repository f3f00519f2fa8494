package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.collect.EvictingQueue;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.cloudwatch.model.AlarmHistoryItem;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;

/** The history of the alarms of a Region, also of deleted ones. */
final class AlarmHistory {
  /** The number of items that are kept: more than a test makes. */
  private static final int MOST = 10_000;

  private final EvictingQueue<AlarmHistoryItem> items = EvictingQueue.create(MOST);

  void add(AlarmRecord alarm, HistoryItemType type, String summary, String data, Instant now) {
    items.add(
        AlarmHistoryItem.builder()
            .alarmName(alarm.name)
            .alarmType(alarm.type())
            .timestamp(now)
            .historyItemType(type)
            .historySummary(summary)
            .historyData(data)
            .build());
  }

  /** Returns all items, the first first. */
  List<AlarmHistoryItem> items() {
    return List.copyOf(items);
  }
}

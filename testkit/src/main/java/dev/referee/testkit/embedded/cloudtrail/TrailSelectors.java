package dev.referee.testkit.embedded.cloudtrail;

import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;

/**
 * The event selectors of a trail, basic or advanced.
 *
 * @param basic the basic ones; empty if the trail has advanced ones
 * @param advanced the advanced ones; empty if the trail has basic ones
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html">Logging
 *     management events</a>
 */
record TrailSelectors(List<EventSelector> basic, List<AdvancedEventSelector> advanced) {
  /** The selectors of a new trail. */
  static final TrailSelectors DEFAULT =
      new TrailSelectors(
          List.of(
              EventSelector.builder()
                  .readWriteType(ReadWriteType.ALL)
                  .includeManagementEvents(true)
                  .dataResources(List.of())
                  .excludeManagementEventSources(List.of())
                  .build()),
          List.of());

  /** Returns whether they select a management event. */
  boolean select(RecordedCall call) {
    return basic.stream().anyMatch(one -> selects(one, call))
        || advanced.stream().anyMatch(one -> selects(one, call));
  }

  private static boolean selects(EventSelector selector, RecordedCall call) {
    boolean readOnly = call.made().readOnly();
    boolean kind =
        switch (Objects.requireNonNullElse(selector.readWriteType(), ReadWriteType.ALL)) {
          case READ_ONLY -> readOnly;
          case WRITE_ONLY -> !readOnly;
          default -> true;
        };
    return kind
        && !Boolean.FALSE.equals(selector.includeManagementEvents())
        && !selector.excludeManagementEventSources().contains(call.source());
  }

  private static boolean selects(AdvancedEventSelector selector, RecordedCall call) {
    return selector.fieldSelectors().stream().allMatch(field -> selects(field, call));
  }

  private static boolean selects(AdvancedFieldSelector field, RecordedCall call) {
    String value = call.field(field.field());
    return (field.equalsValue().isEmpty() || field.equalsValue().contains(value))
        && (field.startsWith().isEmpty() || field.startsWith().stream().anyMatch(value::startsWith))
        && (field.endsWith().isEmpty() || field.endsWith().stream().anyMatch(value::endsWith))
        && !field.notEquals().contains(value)
        && field.notStartsWith().stream().noneMatch(value::startsWith)
        && field.notEndsWith().stream().noneMatch(value::endsWith);
  }
}

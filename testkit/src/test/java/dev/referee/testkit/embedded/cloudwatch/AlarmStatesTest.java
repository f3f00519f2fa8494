package dev.referee.testkit.embedded.cloudwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudwatch.model.HistoryItemType;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/** Tests the states of alarms as time passes. */
class AlarmStatesTest {
  private final AlarmWorld world = new AlarmWorld();

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void beginWithoutDataAndFollowTheMetric() {
    world.alarm("errors");
    MetricAlarm created = world.shown("errors");
    assertThat(created.stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
    assertThat(created.stateReason()).isEqualTo("Unchecked: Initial alarm creation");
    world.errors().is(1);
    world.minutes(1);
    assertThat(world.state("errors")).isEqualTo("OK");
    world.errors().is(87.5);
    world.minutes(1);
    MetricAlarm alarm = world.shown("errors");
    assertThat(alarm.stateValue()).isEqualTo(StateValue.ALARM);
    assertThat(alarm.stateReason())
        .matches(
            "Threshold Crossed: 1 datapoint \\[87.5 \\(\\d\\d/\\d\\d/\\d\\d \\d\\d:\\d\\d:00\\)\\]"
                + " was greater than the threshold \\(10.0\\)\\.");
    assertThat(alarm.stateUpdatedTimestamp()).isEqualTo(world.account.clock().instant());
    assertThat(world.summaries("errors", HistoryItemType.STATE_UPDATE))
        .containsExactly(
            "Alarm updated from INSUFFICIENT_DATA to OK", "Alarm updated from OK to ALARM");
  }

  @Test
  void returnToInsufficientDataWhenNobodyPublishes() {
    world.alarm("errors");
    world.errors().is(11);
    world.minutes(2);
    world.errors().isMissing();
    world.minutes(2);
    assertThat(world.state("errors")).isEqualTo("ALARM");
    world.minutes(2);
    assertThat(world.state("errors")).isEqualTo("INSUFFICIENT_DATA");
    assertThat(world.shown("errors").stateReason())
        .isEqualTo("Insufficient Data: 1 datapoint was unknown.");
  }

  /** The tables of AWS's page on missing data. */
  @ParameterizedTest
  @CsvSource({
    "3, 0-X-X, OK, OK, OK, OK",
    "3, 0----, OK, OK, OK, OK",
    "3, -----, INSUFFICIENT_DATA, same, ALARM, OK",
    "3, 0XX-X, ALARM, ALARM, ALARM, ALARM",
    "3, --X--, ALARM, same, ALARM, OK",
    "3, ----X, same, same, ALARM, OK",
    "2, 0-X-X, ALARM, ALARM, ALARM, ALARM",
    "2, 00X0X, ALARM, ALARM, ALARM, ALARM",
    "2, 0-X--, OK, OK, ALARM, OK",
    "2, ----0, OK, OK, ALARM, OK",
    "2, ---X-, ALARM, same, ALARM, OK"
  })
  void treatMissingDataAsDocumented(
      int needed,
      String data,
      String missing,
      String ignore,
      String breaching,
      String notBreaching) {
    Map<String, String> expected =
        Map.of(
            "missing", missing,
            "ignore", ignore,
            "breaching", breaching,
            "notBreaching", notBreaching);
    for (char point : data.substring(0, 4).toCharArray()) {
      publish(point);
      world.minutes(1);
    }
    publish(data.charAt(4));
    for (String before : new String[] {"OK", "ALARM"}) {
      expected.forEach(
          (treatment, after) -> {
            String name = treatment + before;
            world.alarm(
                name,
                r -> r.evaluationPeriods(3).datapointsToAlarm(needed).treatMissingData(treatment));
            world.client.setAlarmState(
                r -> r.alarmName(name).stateValue(before).stateReason("test"));
          });
    }
    world.minutes(1);
    for (String before : new String[] {"OK", "ALARM"}) {
      expected.forEach(
          (treatment, after) ->
              assertThat(world.state(treatment + before))
                  .as("%s from %s", treatment, before)
                  .isEqualTo(after.equals("same") ? before : after));
    }
  }

  private void publish(char point) {
    if (point == '-') {
      world.errors().isMissing();
    } else {
      world.errors().is(point == 'X' ? 11 : 1);
    }
  }
}

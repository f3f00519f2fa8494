package dev.referee.testkit.embedded.autoscaling;

import static dev.referee.testkit.embedded.autoscaling.LifecycleHooksTest.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.autoscaling.model.AlreadyExistsException;
import software.amazon.awssdk.services.autoscaling.model.PutScheduledUpdateGroupActionRequest;
import software.amazon.awssdk.services.autoscaling.model.ScheduledUpdateGroupAction;

/** Tests scheduled actions: how they are kept, which are refused, and when they run. */
class ScheduledActionsTest {
  private final Fleet fleet = new Fleet();

  @BeforeEach
  void group() {
    fleet.template("web", fleet.data("#!/bin/sh\n").build());
    fleet.group("web", "$Latest", 0);
  }

  @AfterEach
  void close() {
    fleet.close();
  }

  private Instant in(int minutes) {
    return fleet.cloud.clock().instant().plus(Duration.ofMinutes(minutes));
  }

  private void put(String name, Consumer<PutScheduledUpdateGroupActionRequest.Builder> how) {
    fleet.scaling.putScheduledUpdateGroupAction(
        r -> r.autoScalingGroupName("web").scheduledActionName(name).applyMutation(how));
  }

  private List<ScheduledUpdateGroupAction> actions() {
    return fleet.scaling.describeScheduledActionsPaginator().scheduledUpdateGroupActions().stream()
        .toList();
  }

  @Test
  void changeTheGroupAtTheirTime() {
    put("up", r -> r.startTime(in(30)).minSize(1).maxSize(4).desiredCapacity(2));
    assertThat(actions())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.scheduledActionARN())
                  .matches(
                      "arn:aws:autoscaling:us-east-1:222222222222:scheduledUpdateGroupAction:"
                          + "[0-9a-f-]{36}:autoScalingGroupName/web:scheduledActionName/up");
              assertThat(one.time()).isEqualTo(one.startTime());
            });
    fleet.passMinutes(29);
    assertThat(fleet.group().desiredCapacity()).isZero();
    fleet.passMinutes(2);
    assertThat(fleet.group().minSize()).isEqualTo(1);
    assertThat(fleet.group().maxSize()).isEqualTo(4);
    assertThat(fleet.members()).hasSize(2);
    assertThat(actions()).isEmpty();
  }

  @Test
  void keepTheDesiredCapacityWithinTheNewBounds() {
    put("up", r -> r.startTime(in(5)).minSize(3));
    fleet.passMinutes(6);
    assertThat(fleet.group().desiredCapacity()).isEqualTo(3);
    put("down", r -> r.startTime(in(5)).minSize(0).maxSize(1));
    fleet.passMinutes(6);
    assertThat(fleet.group().desiredCapacity()).isEqualTo(1);
  }

  @Test
  void comeAgainIfTheyRecur() {
    put("daily", r -> r.recurrence("0 9 * * *").timeZone("Europe/Berlin").desiredCapacity(1));
    Instant first = actions().get(0).startTime();
    assertThat(first.atZone(ZoneId.of("Europe/Berlin")).getHour()).isEqualTo(9);
    fleet.pass(Duration.between(fleet.cloud.clock().instant(), first));
    assertThat(fleet.group().desiredCapacity()).isEqualTo(1);
    assertThat(actions().get(0).startTime()).isEqualTo(first.plus(Duration.ofDays(1)));
  }

  @Test
  void doNothingOnceDeletedReplacedOrSuspended() {
    put("up", r -> r.startTime(in(5)).desiredCapacity(1));
    put("up", r -> r.startTime(in(15)).desiredCapacity(1));
    put("more", r -> r.startTime(in(6)).desiredCapacity(2));
    fleet.scaling.deleteScheduledAction(
        r -> r.autoScalingGroupName("web").scheduledActionName("more"));
    fleet.passMinutes(10);
    assertThat(fleet.group().desiredCapacity()).isZero();
    fleet.scaling.suspendProcesses(
        r -> r.autoScalingGroupName("web").scalingProcesses("ScheduledActions"));
    fleet.passMinutes(10);
    assertThat(fleet.group().desiredCapacity()).isZero();
    refused(
        () ->
            fleet.scaling.deleteScheduledAction(
                r -> r.autoScalingGroupName("web").scheduledActionName("more")),
        "Scheduled action name not found");
  }

  @Test
  void areRefusedForTheirTimes() {
    refused(
        () -> put("a", r -> r.startTime(in(-1)).desiredCapacity(1)),
        "Given start time is in the past");
    refused(
        () -> put("a", r -> r.startTime(in(2)).endTime(in(1)).desiredCapacity(1)),
        "Given end time must be after start time");
    refused(
        () -> put("a", r -> r.desiredCapacity(1)),
        "Scheduled start time must be specified for non-recurrent future group action");
    Instant time = in(5);
    put("a", r -> r.startTime(time).desiredCapacity(1));
    assertThatThrownBy(() -> put("b", r -> r.startTime(time).desiredCapacity(1)))
        .isInstanceOf(AlreadyExistsException.class);
  }

  @Test
  void areRefusedForTheirSizes() {
    refused(
        () -> put("a", r -> r.startTime(in(1))),
        "At least one of max size, min size, or desired capacity must be specified");
    refused(
        () -> put("a", r -> r.startTime(in(1)).desiredCapacity(-1)),
        "Desired capacity must be non-negative");
    refused(
        () -> put("a", r -> r.startTime(in(1)).minSize(2).desiredCapacity(1)),
        "Desired capacity must be greater than or equal to min size");
    refused(
        () -> put("a", r -> r.startTime(in(1)).maxSize(2).desiredCapacity(3)),
        "Desired capacity must be less than or equal to max size");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 9 * *", "60 9 * * *", "0 24 * * *", "0 9 ? * *", "0 9 * * MOND", "a"})
  void areRefusedForTheirRecurrence(String recurrence) {
    refused(
        () -> put("a", r -> r.recurrence(recurrence).desiredCapacity(1)),
        "Given recurrence string: " + recurrence + " is invalid");
  }

  @ParameterizedTest
  @CsvSource({
    "0 9 * * *, 2026-01-01T10:00:00Z, 2026-01-02T09:00:00Z",
    "*/15 * * * *, 2026-01-01T10:00:00Z, 2026-01-01T10:15:00Z",
    "30 8 * * 1-5, 2026-01-02T09:00:00Z, 2026-01-05T08:30:00Z",
    "30 8 * * MON, 2026-01-01T00:00:00Z, 2026-01-05T08:30:00Z",
    "0 0 1 JAN *, 2026-01-01T00:00:00Z, 2027-01-01T00:00:00Z",
    "0 0 29 2 *, 2026-01-01T00:00:00Z, 2028-02-29T00:00:00Z",
    "0 0 15 * 0, 2026-01-01T00:00:00Z, 2026-01-04T00:00:00Z",
    "'0 6,18 * * *', 2026-01-01T06:00:00Z, 2026-01-01T18:00:00Z",
  })
  void recurAsCronSays(String recurrence, Instant after, Instant expected) {
    CronSchedule schedule = CronSchedule.parse(recurrence);
    assertThat(schedule).isNotNull();
    assertThat(schedule.next(after, ZoneId.of("Etc/UTC"))).isEqualTo(expected);
  }
}

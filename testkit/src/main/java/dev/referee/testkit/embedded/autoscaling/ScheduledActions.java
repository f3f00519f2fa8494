package dev.referee.testkit.embedded.autoscaling;

import static java.util.Comparator.comparing;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.DeleteScheduledActionRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteScheduledActionResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeScheduledActionsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeScheduledActionsResponse;
import software.amazon.awssdk.services.autoscaling.model.PutScheduledUpdateGroupActionRequest;
import software.amazon.awssdk.services.autoscaling.model.PutScheduledUpdateGroupActionResponse;
import software.amazon.awssdk.services.autoscaling.model.ScheduledUpdateGroupAction;

/**
 * The scheduled actions of groups, which change the sizes of their group on the account's clock.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-scheduled-scaling.html">Scheduled
 *     scaling for Amazon EC2 Auto Scaling</a>
 */
final class ScheduledActions {
  private static final int PAGE = 50;

  private final AutoScaling scaling;

  ScheduledActions(AutoScaling scaling) {
    this.scaling = scaling;
  }

  static void addTo(Service service) {
    service
        .on(
            PutScheduledUpdateGroupActionRequest.class,
            PutScheduledUpdateGroupActionRequest::builder,
            (r, c) -> AutoScaling.of(c).scheduled.put(r, c))
        .on(
            DescribeScheduledActionsRequest.class,
            DescribeScheduledActionsRequest::builder,
            (r, c) -> AutoScaling.of(c).scheduled.describe(r, c))
        .on(
            DeleteScheduledActionRequest.class,
            DeleteScheduledActionRequest::builder,
            (r, c) -> AutoScaling.of(c).scheduled.delete(r));
  }

  PutScheduledUpdateGroupActionResponse put(
      PutScheduledUpdateGroupActionRequest request, Call call) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    String name = request.scheduledActionName();
    Instant given = request.startTime() == null ? request.time() : request.startTime();
    if (given != null && given.isBefore(scaling.now())) {
      throw AutoScaling.invalid("Given start time is in the past");
    }
    ScheduledUpdateGroupAction before = group.scheduled.get(name);
    ScheduledUpdateGroupAction action =
        SdkFieldCopier.overlay(
                request,
                before == null
                    ? ScheduledUpdateGroupAction.builder()
                        .scheduledActionARN(arn(group, name, call))
                    : before.toBuilder())
            .build();
    checkSizes(action);
    ScheduledUpdateGroupAction timed = timed(action, given);
    boolean taken =
        group.scheduled.values().stream()
            .filter(one -> !one.scheduledActionName().equals(name))
            .anyMatch(one -> one.startTime().equals(timed.startTime()));
    if (taken) {
      throw new AwsError(
          400, "AlreadyExists", "Scheduled action with this scheduled start time already exists");
    }
    keep(group, timed);
    return PutScheduledUpdateGroupActionResponse.builder().build();
  }

  private String arn(ScalingGroup group, String name, Call call) {
    return ("arn:aws:autoscaling:%s:%s:scheduledUpdateGroupAction:%s:autoScalingGroupName/%s"
            + ":scheduledActionName/%s")
        .formatted(call.region(), call.accountId(), scaling.ids.uuid(), group.name(), name);
  }

  private static void checkSizes(ScheduledUpdateGroupAction action) {
    Integer min = action.minSize();
    Integer max = action.maxSize();
    Integer desired = action.desiredCapacity();
    if (min == null && max == null && desired == null) {
      throw AutoScaling.invalid(
          "At least one of max size, min size, or desired capacity must be specified");
    }
    if (desired != null && desired < 0) {
      throw AutoScaling.invalid("Desired capacity must be non-negative");
    }
    if (isAbove(min, max)) {
      throw AutoScaling.invalid("Max size must be greater than or equal to min size");
    }
    if (isAbove(min, desired)) {
      throw AutoScaling.invalid("Desired capacity must be greater than or equal to min size");
    }
    if (isAbove(desired, max)) {
      throw AutoScaling.invalid("Desired capacity must be less than or equal to max size");
    }
  }

  private static boolean isAbove(@Nullable Integer one, @Nullable Integer other) {
    return one != null && other != null && one > other;
  }

  /** Returns an action with the time of its first run. */
  private ScheduledUpdateGroupAction timed(
      ScheduledUpdateGroupAction action, @Nullable Instant given) {
    if (action.recurrence() == null && given == null) {
      throw AutoScaling.invalid(
          "Scheduled start time must be specified for non-recurrent future group action");
    }
    Instant start = given == null ? next(action) : given;
    Instant end = action.endTime();
    if (end != null && end.isBefore(scaling.now())) {
      throw AutoScaling.invalid("Given end time is in the past");
    }
    if (end != null && start != null && !end.isAfter(start)) {
      throw AutoScaling.invalid("Given end time must be after start time");
    }
    if (action.recurrence() != null) {
      // The recurrence has to be one, also where the first run is given.
      next(action);
    }
    return action.toBuilder().startTime(start).time(start).build();
  }

  private @Nullable Instant next(ScheduledUpdateGroupAction action) {
    CronSchedule schedule = CronSchedule.parse(action.recurrence());
    if (schedule == null) {
      throw AutoScaling.invalid("Given recurrence string: " + action.recurrence() + " is invalid");
    }
    return schedule.next(scaling.now(), zone(action));
  }

  private static ZoneId zone(ScheduledUpdateGroupAction action) {
    try {
      return ZoneId.of(Objects.requireNonNullElse(action.timeZone(), "Etc/UTC"));
    } catch (DateTimeException unknown) {
      throw AutoScaling.invalid("Given time zone: " + action.timeZone() + " is invalid");
    }
  }

  /** Keeps an action, and runs it at its time unless it is another one by then. */
  private void keep(ScalingGroup group, ScheduledUpdateGroupAction action) {
    group.scheduled.put(action.scheduledActionName(), action);
    Instant start = action.startTime();
    if (start != null) {
      scaling.context.later(Duration.between(scaling.now(), start), () -> run(group, action));
    }
  }

  private void run(ScalingGroup group, ScheduledUpdateGroupAction action) {
    String name = action.scheduledActionName();
    if (scaling.groups.get(group.name()) != group || !action.equals(group.scheduled.get(name))) {
      return;
    }
    group.scheduled.remove(name);
    Instant next = action.recurrence() == null ? null : next(action);
    if (next != null && (action.endTime() == null || next.isBefore(action.endTime()))) {
      keep(group, action.toBuilder().startTime(next).time(next).build());
    }
    if (!group.suspended.contains("ScheduledActions")) {
      change(group, action);
      scaling.reconciler.reconcile(group);
    }
  }

  private static void change(ScalingGroup group, ScheduledUpdateGroupAction action) {
    int min = ScalingGroups.orDefault(action.minSize(), group.settings().minSize());
    int max = ScalingGroups.orDefault(action.maxSize(), group.settings().maxSize());
    int desired = ScalingGroups.orDefault(action.desiredCapacity(), group.desired());
    group.change(
        settings ->
            settings
                .minSize(min)
                .maxSize(max)
                .desiredCapacity(Math.max(min, Math.min(max, desired))));
  }

  private DescribeScheduledActionsResponse describe(
      DescribeScheduledActionsRequest request, Call call) {
    Stream<ScalingGroup> groups =
        request.autoScalingGroupName() == null
            ? scaling.groups.values().stream()
            : Stream.of(scaling.group(request.autoScalingGroupName()));
    List<String> names = request.scheduledActionNames();
    List<ScheduledUpdateGroupAction> all =
        groups
            .flatMap(group -> group.scheduled.values().stream())
            .filter(
                action ->
                    names.isEmpty()
                        ? isBetween(action, request.startTime(), request.endTime())
                        : names.contains(action.scheduledActionName())
                            || names.contains(action.scheduledActionARN()))
            .sorted(comparing(ScheduledUpdateGroupAction::startTime))
            .toList();
    Page<ScheduledUpdateGroupAction> page =
        Page.of(
            all, ScalingGroups.orDefault(request.maxRecords(), PAGE), request.nextToken(), call);
    return DescribeScheduledActionsResponse.builder()
        .scheduledUpdateGroupActions(page.items())
        .nextToken(page.next())
        .build();
  }

  private static boolean isBetween(
      ScheduledUpdateGroupAction action, @Nullable Instant from, @Nullable Instant to) {
    return (from == null || !action.startTime().isBefore(from))
        && (to == null || !action.startTime().isAfter(to));
  }

  DeleteScheduledActionResponse delete(DeleteScheduledActionRequest request) {
    ScalingGroup group = scaling.group(request.autoScalingGroupName());
    if (group.scheduled.remove(request.scheduledActionName()) == null) {
      throw AutoScaling.invalid("Scheduled action name not found");
    }
    return DeleteScheduledActionResponse.builder().build();
  }
}

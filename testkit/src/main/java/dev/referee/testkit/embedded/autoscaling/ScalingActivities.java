package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeScalingActivitiesResponse;
import software.amazon.awssdk.services.autoscaling.model.ScalingActivityStatusCode;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** A log of the activities of groups, in the wording of AWS. */
final class ScalingActivities {
  private static final int PAGE = 100;

  private final AutoScaling scaling;
  private final List<Activity> ofDeletedGroups = new ArrayList<>();

  ScalingActivities(AutoScaling scaling) {
    this.scaling = scaling;
  }

  /** Records the beginning of an activity, with AWS's {@code At <time>} before the cause. */
  Activity begin(ScalingGroup group, String description, String cause, @Nullable Subnet where) {
    String details =
        where == null
            ? "{}"
            : String.format(
                Locale.ROOT,
                "{\"Subnet ID\":\"%s\",\"Availability Zone\":\"%s\"}",
                where.subnetId(),
                where.availabilityZone());
    Activity activity =
        Activity.builder()
            .activityId(scaling.ids.uuid())
            .autoScalingGroupName(group.name())
            .autoScalingGroupARN(group.settings().autoScalingGroupARN())
            .description(description)
            .cause("At " + scaling.now() + " " + cause)
            .details(details)
            .startTime(scaling.now())
            .statusCode(ScalingActivityStatusCode.IN_PROGRESS)
            .progress(30)
            .build();
    group.activities.addFirst(activity);
    return activity;
  }

  /** Records that the activity of an instance has finished. */
  void end(ScalingGroup group, String description) {
    change(
        group,
        description,
        one ->
            one.statusCode(ScalingActivityStatusCode.SUCCESSFUL)
                .progress(100)
                .endTime(scaling.now()));
  }

  /** Records that the activity of an instance waits for a lifecycle hook. */
  void waiting(ScalingGroup group, String description) {
    change(
        group,
        description,
        one -> one.statusCode(ScalingActivityStatusCode.MID_LIFECYCLE_ACTION).progress(60));
  }

  /** Records that the activity of an instance is cancelled. */
  void cancelled(ScalingGroup group, String description, String reason) {
    change(
        group,
        description,
        one ->
            one.statusCode(ScalingActivityStatusCode.CANCELLED)
                .statusMessage(reason)
                .progress(100)
                .endTime(scaling.now()));
  }

  private static void change(
      ScalingGroup group, String description, UnaryOperator<Activity.Builder> change) {
    List<Activity> all = new ArrayList<>(group.activities);
    all.replaceAll(
        activity ->
            isInProgress(activity) && activity.description().equals(description)
                ? change.apply(activity.toBuilder()).build()
                : activity);
    group.activities.clear();
    group.activities.addAll(all);
  }

  private static boolean isInProgress(Activity activity) {
    return activity.endTime() == null;
  }

  /** Writes down a launch that failed; not again while it fails in the same way. */
  void failed(ScalingGroup group, String cause, AwsError error) {
    Activity last = group.activities.peekFirst();
    String message = error.getMessage() + ". Launching EC2 instance failed.";
    if (last != null && message.equals(last.statusMessage())) {
      return;
    }
    Activity activity = begin(group, "Launching a new EC2 instance.", cause, null);
    group.activities.removeFirst();
    group.activities.addFirst(
        activity.toBuilder()
            .description("Launching a new EC2 instance.  Status Reason: " + message)
            .statusCode(ScalingActivityStatusCode.FAILED)
            .statusMessage(message)
            .progress(100)
            .endTime(scaling.now())
            .build());
  }

  boolean areInProgress(ScalingGroup group) {
    return group.activities.stream().anyMatch(ScalingActivities::isInProgress);
  }

  void keepOf(ScalingGroup deleted) {
    deleted.activities.stream()
        .map(activity -> activity.toBuilder().autoScalingGroupState("Deleted").build())
        .forEach(ofDeletedGroups::add);
  }

  DescribeScalingActivitiesResponse describe(DescribeScalingActivitiesRequest request, Call call) {
    List<Activity> all = new ArrayList<>();
    if (request.autoScalingGroupName() == null) {
      scaling.groups.values().forEach(group -> all.addAll(group.activities));
    } else if (scaling.groups.containsKey(request.autoScalingGroupName())
        || !Boolean.TRUE.equals(request.includeDeletedGroups())) {
      all.addAll(scaling.group(request.autoScalingGroupName()).activities);
    }
    if (Boolean.TRUE.equals(request.includeDeletedGroups())) {
      ofDeletedGroups.stream()
          .filter(
              activity ->
                  request.autoScalingGroupName() == null
                      || request.autoScalingGroupName().equals(activity.autoScalingGroupName()))
          .forEach(all::add);
    }
    if (!request.activityIds().isEmpty()) {
      all.removeIf(activity -> !request.activityIds().contains(activity.activityId()));
    }
    Page<Activity> page =
        Page.of(
            all,
            request.maxRecords() == null ? PAGE : request.maxRecords(),
            request.nextToken(),
            call);
    return DescribeScalingActivitiesResponse.builder()
        .activities(page.items())
        .nextToken(page.next())
        .build();
  }
}

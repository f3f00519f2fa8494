package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Optional;

/**
 * The AWS operations that create or start instances, as spelled in the API, the AWS CLI and the
 * SDKs. Spellings are for example {@code RunInstances}, {@code run-instances}, {@code
 * run_instances} and {@code RunInstancesCommand}.
 */
final class StartingCalls {
  private static final CharMatcher SEPARATORS = CharMatcher.anyOf("-_");

  private static final ImmutableMap<String, String> ACTIONS =
      ImmutableMap.<String, String>builder()
          .put("runinstances", "ec2:RunInstances")
          .put("createinstances", "ec2:RunInstances")
          .put("ec2runinstances", "ec2:RunInstances")
          .put("createfleet", "ec2:CreateFleet")
          .put("modifyfleet", "ec2:ModifyFleet")
          .put("requestspotinstances", "ec2:RequestSpotInstances")
          .put("requestspotfleet", "ec2:RequestSpotFleet")
          .put("modifyspotfleetrequest", "ec2:ModifySpotFleetRequest")
          .put("startinstances", "ec2:StartInstances")
          .put("runscheduledinstances", "ec2:RunScheduledInstances")
          .put("createautoscalinggroup", "autoscaling:CreateAutoScalingGroup")
          .put("updateautoscalinggroup", "autoscaling:UpdateAutoScalingGroup")
          .put("setdesiredcapacity", "autoscaling:SetDesiredCapacity")
          .put("putscheduledupdategroupaction", "autoscaling:PutScheduledUpdateGroupAction")
          .put(
              "batchputscheduledupdategroupaction",
              "autoscaling:BatchPutScheduledUpdateGroupAction")
          .put("putwarmpool", "autoscaling:PutWarmPool")
          .put("launchinstances", "autoscaling:LaunchInstances")
          .put("createnodegroup", "eks:CreateNodegroup")
          .put("updatenodegroupconfig", "eks:UpdateNodegroupConfig")
          .put("runjobflow", "elasticmapreduce:RunJobFlow")
          .buildOrThrow();

  /** The operations by the names that the AWS CLI gives them. */
  private static final ImmutableSet<String> OPERATIONS =
      ImmutableSet.of(
          "run-instances",
          "create-fleet",
          "modify-fleet",
          "request-spot-instances",
          "request-spot-fleet",
          "modify-spot-fleet-request",
          "start-instances",
          "run-scheduled-instances",
          "create-auto-scaling-group",
          "update-auto-scaling-group",
          "set-desired-capacity",
          "put-scheduled-update-group-action",
          "put-warm-pool",
          "create-nodegroup",
          "update-nodegroup-config");

  private StartingCalls() {}

  static ImmutableSet<String> operations() {
    return OPERATIONS;
  }

  /**
   * Returns whether a text names such an operation in some spelling, wherever that is. It only
   * decides whether unreadable code matters.
   */
  static boolean areMentioned(String text, Budget budget) {
    budget.steps(text.length());
    String plain = Ascii.toLowerCase(SEPARATORS.removeFrom(text));
    for (String operation : ACTIONS.keySet()) {
      budget.steps(text.length() / 16 + 1);
      if (plain.contains(operation)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns the IAM action of an operation that starts instances.
   *
   * @param operation its name in any spelling
   */
  static Optional<String> action(String operation) {
    String plain = Ascii.toLowerCase(SEPARATORS.removeFrom(operation));
    for (String suffix : new String[] {"", "command", "request", "async", "paginator"}) {
      if (plain.endsWith(suffix)) {
        String action = ACTIONS.get(plain.substring(0, plain.length() - suffix.length()));
        if (action != null) {
          return Optional.of(action);
        }
      }
    }
    return Optional.empty();
  }
}

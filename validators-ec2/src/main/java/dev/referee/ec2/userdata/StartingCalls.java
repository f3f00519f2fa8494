package dev.referee.ec2.userdata;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableMap;
import java.util.Optional;

/**
 * The AWS operations that make or start instances, in every spelling: of the API ({@code
 * RunInstances}), the AWS CLI ({@code run-instances}), the SDKs ({@code run_instances}, {@code
 * runInstances}, {@code RunInstancesCommand}, {@code RunInstancesRequest}).
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
          .put("executepolicy", "autoscaling:ExecutePolicy")
          .put("launchinstances", "autoscaling:LaunchInstances")
          .put("createnodegroup", "eks:CreateNodegroup")
          .put("updatenodegroupconfig", "eks:UpdateNodegroupConfig")
          .put("runjobflow", "elasticmapreduce:RunJobFlow")
          .buildOrThrow();

  private StartingCalls() {}

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

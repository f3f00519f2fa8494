package dev.referee.testkit.embedded;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The condition keys of the tags that a resource has.
 *
 * @param call who calls
 */
record ResourceTags(Call call) {

  /**
   * Returns {@code aws:ResourceTag} and the service's own name for it; of Systems Manager that is
   * {@code ssm:resourceTag}, and keys ignore case.
   */
  ListMultimap<String, String> of(String service, String arn) {
    ImmutableListMultimap.Builder<String, String> keys = ImmutableListMultimap.builder();
    tags(arn)
        .forEach(
            (key, value) -> {
              keys.put("aws:ResourceTag/" + key, value);
              keys.put(service + ":ResourceTag/" + key, value);
            });
    return keys.build();
  }

  private Map<String, String> tags(String arn) {
    Map<String, String> tags = new LinkedHashMap<>();
    String last = arn.substring(arn.lastIndexOf('/') + 1);
    if (arn.startsWith("arn:aws:ec2:")) {
      Ec2.of(call).tags.of(last).forEach(tag -> tags.put(tag.key(), tag.value()));
    } else if (arn.startsWith("arn:aws:iam:")) {
      IamIdentity found = IamState.of(call).withArn(arn);
      if (found instanceof IamRole role) {
        tags.putAll(CallerKeys.byKey(role.role().tags()));
      } else if (found instanceof IamUser user) {
        tags.putAll(CallerKeys.byKey(user.user().tags()));
      }
    } else if (arn.startsWith("arn:aws:autoscaling:")) {
      ScalingGroup group = AutoScaling.of(call).groups.get(last);
      if (group != null) {
        group.tags.values().forEach(tag -> tags.put(tag.key(), tag.value()));
      }
    } else if (arn.startsWith("arn:aws:elasticloadbalancing:")) {
      tags.putAll(LoadBalancing.of(call).tags.all(arn));
    } else if (arn.startsWith("arn:aws:kms:")) {
      tags.putAll(Kms.of(call).tags(arn));
    } else if (arn.startsWith("arn:aws:cloudformation:")) {
      StackRecord stack = CloudFormation.of(call).find(arn);
      if (stack != null) {
        stack.input().tags().forEach(tag -> tags.put(tag.key(), tag.value()));
      }
    }
    return tags;
  }
}

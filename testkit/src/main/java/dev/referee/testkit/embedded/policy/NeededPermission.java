package dev.referee.testkit.embedded.policy;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;

/**
 * A permission that a request needs: an action on a resource.
 *
 * @param action the action, {@code ec2:RunInstances}
 * @param resource the ARN of the resource, or {@code *}
 * @param context the condition keys of the action and the resource, without those of the caller
 */
public record NeededPermission(
    String action, String resource, ListMultimap<String, String> context) {

  public NeededPermission(String action, String resource) {
    this(action, resource, ImmutableListMultimap.of());
  }

  /** Returns the permission to pass a role to a service. */
  public static NeededPermission passing(String roleArn, String service) {
    return new NeededPermission(
        "iam:PassRole", roleArn, ImmutableListMultimap.of("iam:PassedToService", service));
  }

  /** Returns this permission with further condition keys. */
  public NeededPermission with(ListMultimap<String, String> further) {
    return new NeededPermission(
        action,
        resource,
        ImmutableListMultimap.<String, String>builder().putAll(context).putAll(further).build());
  }
}

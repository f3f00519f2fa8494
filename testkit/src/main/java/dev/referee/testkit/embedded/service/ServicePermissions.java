package dev.referee.testkit.embedded.service;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.RequestTags;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Returns how policies name what the requests of a service are about. Stateless.
 *
 * <p>Without more, a request is about the ARNs that it holds; an operation that only lists, and one
 * whose request names no resource, is about {@code *}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html">Actions,
 *     resources, and condition keys for AWS services</a>
 */
public interface ServicePermissions {
  /** What a service says that says no more. */
  ServicePermissions PLAIN = new ServicePermissions() {};

  /** Returns the permissions that a request needs, except those to pass roles. */
  default List<NeededPermission> needed(AuthorizedRequest request) {
    if (lists(request.operation())) {
      return List.of(new NeededPermission(request.action(), "*"));
    }
    Set<String> resources = resources(request);
    ListMultimap<String, String> tags = RequestTags.of(request.request());
    return (resources.isEmpty() ? Set.of("*") : resources)
        .stream()
            .map(
                resource ->
                    new NeededPermission(request.action(), resource, tags)
                        .with(keys(request, resource)))
            .toList();
  }

  /** Returns whether an operation only lists. */
  default boolean lists(String operation) {
    return operation.startsWith("List");
  }

  /** Returns the resources that a request is about, in order. */
  default Set<String> resources(AuthorizedRequest request) {
    return request.arns();
  }

  /** Returns the condition keys of a request that belong to its service. */
  default ListMultimap<String, String> keys(AuthorizedRequest request, String resource) {
    return ImmutableListMultimap.of();
  }

  /**
   * Returns the permissions to pass the roles that a request passes to a service.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html">Grant a
   *     user permissions to pass a role to an AWS service</a>
   */
  default List<NeededPermission> passedRoles(AuthorizedRequest request) {
    return List.of();
  }

  /** Returns the tags of the resource with an ARN. */
  default Map<String, String> tags(String arn, Call call) {
    return Map.of();
  }

  /**
   * Returns whether an operation needs no identity-based policy, or decides where it is answered.
   */
  default boolean isFree(String operation) {
    return false;
  }

  /**
   * Returns whether a resource's own policy names the caller, which is enough within an account
   * unless another one denies it.
   */
  default boolean allowedByResource(AuthorizedRequest request) {
    return false;
  }
}

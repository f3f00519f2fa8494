package dev.referee.testkit.embedded.iam;

import com.google.common.collect.Lists;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.service.Service;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.iam.model.ListRoleTagsRequest;
import software.amazon.awssdk.services.iam.model.ListRoleTagsResponse;
import software.amazon.awssdk.services.iam.model.Role;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagRoleRequest;
import software.amazon.awssdk.services.iam.model.TagRoleResponse;
import software.amazon.awssdk.services.iam.model.UntagRoleRequest;
import software.amazon.awssdk.services.iam.model.UntagRoleResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleDescriptionResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;

/** The operations that change a role of IAM: its tags, its description, its longest session. */
final class IamRoleUpdates {
  private IamRoleUpdates() {}

  static Service addTo(Service iam) {
    return iam.on(UpdateRoleRequest.class, UpdateRoleRequest::builder, IamRoleUpdates::update)
        .on(
            UpdateRoleDescriptionRequest.class,
            UpdateRoleDescriptionRequest::builder,
            IamRoleUpdates::describe)
        .on(TagRoleRequest.class, TagRoleRequest::builder, IamRoleUpdates::tag)
        .on(UntagRoleRequest.class, UntagRoleRequest::builder, IamRoleUpdates::untag)
        .on(ListRoleTagsRequest.class, ListRoleTagsRequest::builder, IamRoleUpdates::list);
  }

  private static UpdateRoleResponse update(UpdateRoleRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    Role.Builder changed = role.role().toBuilder();
    if (request.description() != null) {
      changed.description(request.description());
    }
    if (request.maxSessionDuration() != null) {
      changed.maxSessionDuration(request.maxSessionDuration());
    }
    role.become(changed.build());
    return UpdateRoleResponse.builder().build();
  }

  private static UpdateRoleDescriptionResponse describe(
      UpdateRoleDescriptionRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    role.become(role.role().toBuilder().description(request.description()).build());
    return UpdateRoleDescriptionResponse.builder()
        .role(IamRoles.bare(role.role()).toBuilder().description(request.description()).build())
        .build();
  }

  private static TagRoleResponse tag(TagRoleRequest request, Call call) {
    IamTagRules.role(request.tags());
    IamRole role = IamState.of(call).role(request.roleName());
    List<Tag> tags = new ArrayList<>(role.role().tags());
    for (Tag given : request.tags()) {
      int before = Lists.transform(tags, IamTagRules::folded).indexOf(IamTagRules.folded(given));
      if (before < 0) {
        tags.add(given);
      } else {
        tags.set(before, given);
      }
    }
    IamLimits.tags(tags.size());
    role.become(role.role().toBuilder().tags(tags).build());
    return TagRoleResponse.builder().build();
  }

  private static UntagRoleResponse untag(UntagRoleRequest request, Call call) {
    IamRole role = IamState.of(call).role(request.roleName());
    List<String> removed = request.tagKeys().stream().map(IamTagRules::folded).toList();
    List<Tag> left =
        role.role().tags().stream()
            .filter(tag -> !removed.contains(IamTagRules.folded(tag)))
            .toList();
    role.become(role.role().toBuilder().tags(Pojos.unlessEmpty(left)).build());
    return UntagRoleResponse.builder().build();
  }

  /** Lists tags in the order of their keys, as ListRoleTags' page says. */
  private static ListRoleTagsResponse list(ListRoleTagsRequest request, Call call) {
    Page<Tag> page =
        Page.of(
            IamState.of(call).role(request.roleName()).role().tags().stream()
                .sorted(Comparator.comparing(Tag::key))
                .toList(),
            request.maxItems(),
            request.marker(),
            call);
    return ListRoleTagsResponse.builder()
        .tags(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }
}

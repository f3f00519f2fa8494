package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ImmutableList;
import dev.referee.testkit.embedded.common.AwsError;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/**
 * A managed policy and its versions.
 *
 * @param policy the policy as IAM keeps it, with its description and tags
 * @param versions the versions with their documents, the latest first
 * @param made how many versions there were, those too that were deleted
 */
record ManagedPolicy(Policy policy, List<PolicyVersion> versions, int made) {

  ManagedPolicy {
    versions = ImmutableList.copyOf(versions);
  }

  /** Returns a policy with its first version. */
  static ManagedPolicy of(Policy policy, String document) {
    return new ManagedPolicy(policy, List.of(), 0).with(document, true, policy.createDate());
  }

  String arn() {
    return policy.arn();
  }

  String name() {
    return policy.policyName();
  }

  /** Returns the document of the default version, which is the one in force. */
  String document() {
    return version(policy.defaultVersionId()).document();
  }

  PolicyVersion version(String id) {
    return versions.stream()
        .filter(version -> version.versionId().equals(id))
        .map(version -> version.toBuilder().isDefaultVersion(isDefault(id)).build())
        .findFirst()
        .orElseThrow(() -> new AwsError(404, "NoSuchEntity", missing(arn(), id)));
  }

  static String missing(String arn, String version) {
    return "Policy %s version %s does not exist or is not attachable.".formatted(arn, version);
  }

  boolean isDefault(String id) {
    return id.equals(policy.defaultVersionId());
  }

  /** Returns the policy with another version; the ids of deleted ones are not used again. */
  ManagedPolicy with(String document, boolean isDefault, @Nullable Instant now) {
    PolicyVersion next =
        PolicyVersion.builder()
            .versionId("v" + (made + 1))
            .document(document)
            .createDate(now)
            .build();
    Policy.Builder changed = policy.toBuilder().updateDate(now);
    if (isDefault) {
      changed.defaultVersionId(next.versionId());
    }
    return new ManagedPolicy(
        changed.build(),
        ImmutableList.<PolicyVersion>builder().add(next).addAll(versions).build(),
        made + 1);
  }

  /** Returns the policy with another default version. */
  ManagedPolicy withDefault(String id) {
    return new ManagedPolicy(
        policy.toBuilder().defaultVersionId(version(id).versionId()).build(), versions, made);
  }

  ManagedPolicy without(String id) {
    return new ManagedPolicy(
        policy,
        versions.stream().filter(version -> !version.versionId().equals(id)).toList(),
        made);
  }
}

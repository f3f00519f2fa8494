package dev.referee.testkit.embedded.iam;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import com.google.common.io.Resources;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Policy;
import software.amazon.awssdk.services.iam.model.PolicyVersion;

/**
 * The AWS managed policies that every account can attach, each with its default version, from a
 * resource file.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html">AWS
 *     managed policies</a>
 */
final class AwsManagedPolicies {
  private static final String PREFIX = "arn:aws:iam::aws:policy";
  private static final Map<String, ManagedPolicy> POLICIES =
      Streams.stream(resource())
          .map(AwsManagedPolicies::policy)
          .collect(toImmutableMap(ManagedPolicy::arn, policy -> policy));

  private AwsManagedPolicies() {}

  static @Nullable ManagedPolicy find(String arn) {
    return POLICIES.get(arn);
  }

  static Stream<ManagedPolicy> all() {
    return POLICIES.values().stream();
  }

  private static ManagedPolicy policy(JsonNode json) {
    String arn = json.path("Arn").asText();
    int name = arn.lastIndexOf('/') + 1;
    String version = json.path("DefaultVersionId").asText();
    Instant updated = Instant.parse(json.path("UpdateDate").asText());
    Policy policy =
        Policy.builder()
            .arn(arn)
            .policyName(arn.substring(name))
            .path(arn.substring(PREFIX.length(), name))
            .defaultVersionId(version)
            .createDate(Instant.parse(json.path("CreateDate").asText()))
            .updateDate(updated)
            .build();
    PolicyVersion current =
        PolicyVersion.builder()
            .versionId(version)
            .document(json.path("Document").toPrettyString())
            .createDate(updated)
            .build();
    return new ManagedPolicy(policy, List.of(current), Integer.parseInt(version.substring(1)));
  }

  private static JsonNode resource() {
    try {
      return JsonCodec.JSON.readTree(
          Resources.toByteArray(
              Resources.getResource(AwsManagedPolicies.class, "aws-managed-policies.json")));
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read the AWS managed policies", unreadable);
    }
  }
}

package dev.referee.testkit.embedded.iam;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Policy;

/**
 * The AWS managed policies that every account can attach, with their documents from resource files.
 */
final class AwsManagedPolicies {
  private static final String PREFIX = "arn:aws:iam::aws:policy/";
  private static final Map<String, ManagedPolicy> POLICIES =
      Stream.of(
              "AdministratorAccess",
              "AmazonEC2ContainerRegistryPullOnly",
              "AmazonEC2ContainerRegistryReadOnly",
              "AmazonEC2FullAccess",
              "AmazonEC2ReadOnlyAccess",
              "AmazonEKSClusterPolicy",
              "AmazonEKSFargatePodExecutionRolePolicy",
              "AmazonEKSVPCResourceController",
              "AmazonEKSWorkerNodeMinimalPolicy",
              "AmazonEKSWorkerNodePolicy",
              "AmazonEKS_CNI_Policy",
              "AmazonSSMManagedEC2InstanceDefaultPolicy",
              "AmazonSSMManagedInstanceCore",
              "AutoScalingFullAccess")
          .map(
              name ->
                  ManagedPolicy.of(
                      Policy.builder().arn(PREFIX + name).policyName(name).path("/").build(),
                      document(name)))
          .collect(toImmutableMap(ManagedPolicy::arn, it -> it));

  private AwsManagedPolicies() {}

  static @Nullable ManagedPolicy find(String arn) {
    return POLICIES.get(arn);
  }

  static Stream<ManagedPolicy> all() {
    return POLICIES.values().stream();
  }

  private static String document(String name) {
    try {
      return Resources.toString(
          Resources.getResource(AwsManagedPolicies.class, name + ".json"), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read the document of " + name, unreadable);
    }
  }
}

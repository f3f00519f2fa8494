package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Permissions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node that Karpenter or EKS Auto Mode adds. It is launched, registers with the cluster, and is
 * initialized.
 *
 * @param pool the name of its NodePool
 * @param capacityType {@code spot}, {@code on-demand} or {@code reserved}; empty if not launched
 * @param node the name of its node; empty until it has registered
 * @param open the first condition that is not True; empty if it is ready
 */
record ScalesOutNodeClaim(
    String name,
    String pool,
    boolean ofAutoMode,
    String capacityType,
    String node,
    Optional<Instant> created,
    Optional<CustomResource.Condition> open) {
  static final Permissions READS = Permissions.ofReads("kubernetes:list:nodeclaims.karpenter.sh");

  /** The times after which Karpenter itself gives up a launch, and a registration. */
  private static final Duration LAUNCH = Duration.ofMinutes(5);

  private static final Duration REGISTRATION = Duration.ofMinutes(15);

  private static final ImmutableList<String> STEPS =
      ImmutableList.of("Launched", "Registered", "Initialized");
  private static final ResourceDefinitionContext RESOURCE =
      new ResourceDefinitionContext.Builder()
          .withGroup("karpenter.sh")
          .withVersion("v1")
          .withPlural("nodeclaims")
          .withKind("NodeClaim")
          .withNamespaced(false)
          .build();

  /** Returns all that are not being deleted. */
  static ImmutableList<ScalesOutNodeClaim> all(KubernetesClient client) {
    return CustomResource.all(client.genericKubernetesResources(RESOURCE)).stream()
        .filter(resource -> !resource.isLeaving())
        .map(ScalesOutNodeClaim::of)
        .collect(toImmutableList());
  }

  private static ScalesOutNodeClaim of(CustomResource from) {
    return new ScalesOutNodeClaim(
        from.name(),
        from.label("karpenter.sh/nodepool"),
        from.text("spec", "nodeClassRef", "group").equals(ScalesOutNodePool.AUTO_MODE),
        from.label(ScalesOutNodePool.CAPACITY_TYPE),
        from.text("status", "nodeName"),
        from.created(),
        STEPS.stream()
            .flatMap(
                step ->
                    Stream.of(
                        from.condition(step)
                            .orElseGet(
                                () ->
                                    new CustomResource.Condition(
                                        step, "Unknown", "", "", Optional.empty()))))
            .filter(condition -> !condition.isTrue())
            .findFirst());
  }

  boolean isReady() {
    return open.isEmpty();
  }

  /** Returns the end of the time in which it may still become ready; empty if it is over. */
  Optional<Instant> until(Instant now) {
    Duration time =
        open.filter(condition -> condition.type().equals("Launched")).isPresent()
            ? LAUNCH
            : REGISTRATION;
    return created.map(it -> it.plus(time)).filter(it -> it.isAfter(now));
  }

  /** Returns why it is not ready, in its own words. */
  String words() {
    return open.map(CustomResource.Condition::words).orElse("ready");
  }

  /** Returns what to do about it if it does not become ready by itself. */
  String remedy() {
    return switch (open.map(CustomResource.Condition::type).orElse("")) {
      case "Launched" ->
          WorkloadRemedies.hint(
              WorkloadRemedies.LAUNCHES,
              words(),
              "Read why EC2 launches no instance: kubectl describe nodeclaim %s.".formatted(name));
      case "Registered" ->
          "The instance does not join the cluster: give its role an access entry of the type"
              + " EC2_LINUX or a line in aws-auth, and let it reach the endpoint of the cluster,"
              + " ECR and S3.";
      default ->
          "The node has joined, and is not ready for pods: read its conditions and taints, kubectl"
              + " describe node %s.".formatted(node);
    };
  }
}

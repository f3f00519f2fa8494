package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.referee.Permissions;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A NodePool of Karpenter, or of EKS Auto Mode.
 *
 * @see <a href="https://karpenter.sh/docs/concepts/nodepools/">NodePools</a>
 */
record ScalesOutNodePool(CustomResource resource) {
  static final Permissions READS = Permissions.ofReads("kubernetes:list:nodepools.karpenter.sh");

  /** The API group of the NodeClass of EKS Auto Mode. */
  static final String AUTO_MODE = "eks.amazonaws.com";

  /** The label and the requirement for how EC2 sells the capacity. */
  static final String CAPACITY_TYPE = "karpenter.sh/capacity-type";

  private static final ResourceDefinitionContext RESOURCE =
      new ResourceDefinitionContext.Builder()
          .withGroup("karpenter.sh")
          .withVersion("v1")
          .withPlural("nodepools")
          .withKind("NodePool")
          .withNamespaced(false)
          .build();

  /** Returns all that are not being deleted; none if the cluster does not know NodePools. */
  static ImmutableList<ScalesOutNodePool> all(KubernetesClient client) {
    return CustomResource.all(client.genericKubernetesResources(RESOURCE)).stream()
        .filter(resource -> !resource.isLeaving())
        .map(ScalesOutNodePool::new)
        .collect(toImmutableList());
  }

  String name() {
    return resource.name();
  }

  /** Returns a part of the reference to its NodeClass: group, kind or name. */
  String nodeClass(String part) {
    return resource.text("spec", "template", "spec", "nodeClassRef", part);
  }

  boolean isOfAutoMode() {
    return nodeClass("group").equals(AUTO_MODE);
  }

  /** Returns whether it keeps a fixed number of nodes, whatever pods need. */
  boolean isStatic() {
    return !resource.text("spec", "replicas").isEmpty();
  }

  Optional<CustomResource.Condition> ready() {
    return resource.condition("Ready");
  }

  boolean isReady() {
    return ready().filter(CustomResource.Condition::isTrue).isPresent();
  }

  /** Returns the conditions that explain why it is not Ready. */
  ImmutableList<CustomResource.Condition> open() {
    ImmutableList<CustomResource.Condition> causes =
        resource.conditions().stream()
            .filter(
                condition ->
                    List.of("ValidationSucceeded", "NodeClassReady").contains(condition.type()))
            .filter(condition -> !condition.isTrue())
            .collect(toImmutableList());
    return causes.isEmpty()
        ? ready().filter(condition -> !condition.isTrue()).stream().collect(toImmutableList())
        : causes;
  }

  /** Returns which capacity its requirements allow. Several requirements have to hold together. */
  ScalesOutCapacity.Offer offer() {
    List<Map<?, ?>> requirements =
        resource.maps("spec", "template", "spec", "requirements").stream()
            .filter(it -> CAPACITY_TYPE.equals(it.get("key")))
            .collect(toImmutableList());
    return new ScalesOutCapacity.Offer(
        requirements.stream().allMatch(it -> allows(it, "spot")),
        requirements.stream().allMatch(it -> allows(it, "on-demand")),
        !requirements.isEmpty());
  }

  private static boolean allows(Map<?, ?> requirement, String value) {
    boolean listed = requirement.get("values") instanceof List<?> values && values.contains(value);
    return switch (Objects.toString(requirement.get("operator"), "")) {
      case "In" -> listed;
      case "NotIn" -> !listed;
      case "Exists" -> true;
      default -> false;
    };
  }

  /** Returns the limits that are reached, each as {@code cpu 10 of 10}. */
  ImmutableList<String> reachedLimits() {
    Map<?, ?> used = resource.map("status", "resources");
    return resource.map("spec", "limits").entrySet().stream()
        .filter(entry -> isReached(used.get(entry.getKey()), entry.getValue()))
        .map(
            entry ->
                "%s %s of %s"
                    .formatted(
                        CustomResource.text(entry.getKey()),
                        used.get(entry.getKey()) == null
                            ? "0"
                            : CustomResource.text(used.get(entry.getKey())),
                        CustomResource.text(entry.getValue())))
        .collect(toImmutableList());
  }

  private static boolean isReached(@org.jspecify.annotations.Nullable Object used, Object limit) {
    Optional<BigDecimal> most = amount(CustomResource.text(limit));
    return most.isPresent()
        && amount(CustomResource.text(used)).orElse(BigDecimal.ZERO).compareTo(most.get()) >= 0;
  }

  private static Optional<BigDecimal> amount(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(Quantity.getAmountInBytes(Quantity.parse(text)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }
}

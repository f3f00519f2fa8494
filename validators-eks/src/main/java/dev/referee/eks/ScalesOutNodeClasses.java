package dev.referee.eks;

import static dev.referee.eks.ScalesOutExpectations.CLASS;
import static dev.referee.eks.ScalesOutExpectations.POOL_READY;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The explanation of why no NodePool is Ready: by its NodeClass, or by itself. What they say of
 * themselves decides.
 */
final class ScalesOutNodeClasses {
  static final Permissions READS =
      Permissions.ofReads(
          "kubernetes:list:ec2nodeclasses.karpenter.k8s.aws",
          "kubernetes:list:nodeclasses.eks.amazonaws.com");

  /** The time that a controller may take to look at a new object. */
  private static final Duration RECONCILED = Duration.ofMinutes(5);

  private static final ResourceDefinitionContext OF_KARPENTER =
      context("karpenter.k8s.aws", "ec2nodeclasses", "EC2NodeClass");
  private static final ResourceDefinitionContext OF_AUTO_MODE =
      context(ScalesOutNodePool.AUTO_MODE, "nodeclasses", "NodeClass");

  private static final ImmutableMap<String, String> REMEDIES =
      ImmutableMap.of(
          "SubnetsReady",
          "Let subnetSelectorTerms find subnets: correct its tags or ids, or tag the subnets.",
          "SecurityGroupsReady",
          "Let securityGroupSelectorTerms find security groups: correct its tags or ids, or tag"
              + " them.",
          "AMIsReady",
          "Let amiSelectorTerms find an AMI: an alias such as al2023@latest, an id or a tag.",
          "InstanceProfileReady",
          "Name a role that exists in spec.role, and let the controller create and pass its"
              + " instance profile.",
          "ValidationSucceeded",
          "Let the controller's role do what the message names; it tries a launch by dry run.");

  private ScalesOutNodeClasses() {}

  private static ResourceDefinitionContext context(String group, String plural, String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(group)
        .withVersion("v1")
        .withPlural(plural)
        .withKind(kind)
        .withNamespaced(false)
        .build();
  }

  /** Returns the findings about NodePools of which none is Ready. */
  static ImmutableList<Finding> explain(
      List<ScalesOutNodePool> pools, Instant now, KubernetesClient client) {
    ScalesOutNodePool first = pools.get(0);
    ImmutableList<CustomResource> classes =
        CustomResource.all(
            client.genericKubernetesResources(first.isOfAutoMode() ? OF_AUTO_MODE : OF_KARPENTER));
    Optional<CustomResource> nodeClass =
        classes.stream()
            .filter(resource -> resource.name().equals(first.nodeClass("name")))
            .findFirst();
    boolean isReady =
        nodeClass
            .flatMap(resource -> resource.condition("Ready"))
            .filter(CustomResource.Condition::isTrue)
            .isPresent();
    Finding ofClass =
        isReady
            ? CLASS.satisfied().subject(label(first)).seen("It is Ready.").build()
            : nodeClass
                .map(resource -> unready(first, resource, now))
                .orElseGet(() -> missing(first, classes));
    return ImmutableList.of(ofClass, pool(first, pools, now, ofClass));
  }

  private static String label(ScalesOutNodePool pool) {
    return "%s %s".formatted(pool.nodeClass("kind"), pool.nodeClass("name"));
  }

  private static Finding missing(ScalesOutNodePool pool, List<CustomResource> others) {
    Finding.Builder finding =
        CLASS
            .unsatisfied()
            .subject(label(pool))
            .seen(
                "The NodePool %s refers to the %s, which does not exist."
                    .formatted(pool.name(), label(pool)))
            .remedy("Create it, or correct nodeClassRef of the NodePool.");
    Facts.add(finding, others, CustomResource::name, resource -> "exists");
    return finding.build();
  }

  private static Finding unready(ScalesOutNodePool pool, CustomResource nodeClass, Instant now) {
    ImmutableList<CustomResource.Condition> open =
        nodeClass.conditions().stream()
            .filter(condition -> !condition.isTrue() && !condition.type().equals("Ready"))
            .collect(ImmutableList.toImmutableList());
    // One that is False is the cause of others that are still Unknown.
    Optional<CustomResource.Condition> worst =
        open.stream()
            .filter(CustomResource.Condition::isFalse)
            .findFirst()
            .or(() -> open.stream().findFirst())
            .or(() -> nodeClass.condition("Ready"));
    boolean failed = worst.filter(CustomResource.Condition::isFalse).isPresent();
    Optional<Instant> until = failed ? Optional.empty() : reconciledBy(nodeClass, now);
    Finding.Builder finding =
        until
            .map(CLASS::pending)
            .orElseGet(CLASS::unsatisfied)
            .subject(label(pool))
            .expected("its condition Ready is True")
            .seen(
                worst
                    .map(condition -> UntrustedText.sentence(condition.words()))
                    .orElse("It has no conditions: no controller has looked at it."))
            .remedy(
                until.isPresent()
                    ? "Wait until the controller has looked at it."
                    : failed
                        ? REMEDIES.getOrDefault(
                            worst.get().type(), "Correct what the message names.")
                        : "The controller does not finish looking at it: read its logs.");
    Facts.add(
        finding,
        open.stream()
            .filter(condition -> !condition.equals(worst.orElse(null)))
            .collect(Collectors.toList()),
        CustomResource.Condition::type,
        CustomResource.Condition::words);
    return finding.build();
  }

  /** Returns until when a controller may still look at an object for the first time. */
  private static Optional<Instant> reconciledBy(CustomResource resource, Instant now) {
    return resource.conditions().stream()
        .flatMap(condition -> condition.since().stream())
        .max(Instant::compareTo)
        .or(resource::created)
        .map(time -> time.plus(RECONCILED))
        .filter(time -> time.isAfter(now));
  }

  private static Finding pool(
      ScalesOutNodePool first, List<ScalesOutNodePool> pools, Instant now, Finding ofClass) {
    ImmutableList<CustomResource.Condition> open = first.open();
    boolean byClass = !ofClass.isSatisfied();
    boolean failed = open.stream().anyMatch(CustomResource.Condition::isFalse);
    Optional<Instant> until =
        byClass ? ofClass.until() : failed ? Optional.empty() : reconciledBy(first.resource(), now);
    Finding.Builder finding =
        until
            .map(POOL_READY::pending)
            .orElseGet(POOL_READY::unsatisfied)
            .subject("NodePool " + first.name())
            .expected("its condition Ready is True")
            .seen(
                open.isEmpty()
                    ? "It has no conditions: no controller has looked at it."
                    : UntrustedText.sentence(
                        open.stream()
                            .map(CustomResource.Condition::words)
                            .collect(Collectors.joining("; "))))
            .remedy(
                byClass
                    ? "Make its NodeClass Ready."
                    : until.isPresent()
                        ? "Wait until the controller has looked at it."
                        : "Correct what the message names: kubectl describe nodepool %s."
                            .formatted(first.name()));
    if (byClass) {
      finding.after(ofClass);
    }
    Facts.add(
        finding,
        pools.subList(1, pools.size()),
        pool -> "NodePool " + pool.name(),
        pool ->
            pool.open().stream()
                .map(CustomResource.Condition::words)
                .findFirst()
                .orElse("not Ready"));
    return finding.build();
  }
}

package dev.referee.eks;

import com.google.common.collect.ImmutableMap;
import dev.referee.Check;
import dev.referee.spi.Arguments;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A builder of the check {@link EksChecks#resourceState}. Not thread-safe. */
public final class ResourceStateBuilder {
  private final Arguments.Builder given = ResourceState.KIND.arguments();
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final List<Map<String, String>> claims = new ArrayList<>();

  ResourceStateBuilder() {}

  /**
   * Sets the kind of the resources; must be set.
   *
   * @param apiVersion group and version, for example {@code apps/v1}, or {@code v1}
   * @param kind the kind, for example {@code Deployment}
   */
  public ResourceStateBuilder resource(String apiVersion, String kind) {
    given.read(ResourceState.API_VERSION, apiVersion);
    given.read(ResourceState.KIND_OF_RESOURCE, kind);
    return this;
  }

  /** Sets the name of the kind in paths; by default the plural of the kind. */
  public ResourceStateBuilder plural(String name) {
    given.read(ResourceState.PLURAL, name);
    return this;
  }

  /** Sets the namespace; by default all namespaces. Not for resources without one. */
  public ResourceStateBuilder namespace(String name) {
    given.read(ResourceState.NAMESPACE, name);
    return this;
  }

  /** Sets the name of the resource; by default any. */
  public ResourceStateBuilder named(String name) {
    given.read(ResourceState.NAME, name);
    return this;
  }

  /** Adds a label that the resources have. */
  public ResourceStateBuilder labelled(String key, String value) {
    labels.put(key, value);
    given.set(ResourceState.LABELS, ImmutableMap.copyOf(labels));
    return this;
  }

  /** Sets that every resource has to meet all claims; this is the default. */
  public ResourceStateBuilder all() {
    given.set(ResourceState.MATCH, MatchQuantity.ALL);
    return this;
  }

  /** Sets that at least one of the resources has to meet all claims. */
  public ResourceStateBuilder any() {
    given.set(ResourceState.MATCH, MatchQuantity.ANY);
    return this;
  }

  /**
   * Sets that exactly a number of the resources have to meet all claims. With 0 and no claims,
   * there must be no such resource.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public ResourceStateBuilder exactly(int count) {
    given.set(ResourceState.MATCH, MatchQuantity.exactly(count));
    return this;
  }

  /** Sets whether it is fine if there are no such resources; by default it is not. */
  public ResourceStateBuilder mayBeAbsent(boolean may) {
    given.set(ResourceState.MAY_BE_ABSENT, may);
    return this;
  }

  /**
   * Adds a claim. Its finding has a code by its position, for example {@code Claim1NotMet}.
   *
   * @param that an expression in CEL, for example {@code object.spec.replicas >= 3}
   * @param claim the good state in one sentence
   * @param remedy what to do if it does not hold
   * @throws IllegalArgumentException if the expression is none
   */
  public ResourceStateBuilder claim(String that, String claim, String remedy) {
    return add(
        ImmutableMap.of(CelClaim.THAT, that, CelClaim.CLAIM, claim, CelClaim.REMEDY, remedy));
  }

  /**
   * Adds a claim with the code of its finding.
   *
   * @param code the code, for example {@code TooFewReplicas}
   * @param that an expression in CEL, for example {@code object.spec.replicas >= 3}
   * @param claim the good state in one sentence
   * @param remedy what to do if it does not hold
   * @throws IllegalArgumentException if the expression is none
   */
  public ResourceStateBuilder claim(String code, String that, String claim, String remedy) {
    return add(
        ImmutableMap.of(
            CelClaim.CODE, code,
            CelClaim.THAT, that,
            CelClaim.CLAIM, claim,
            CelClaim.REMEDY, remedy));
  }

  private ResourceStateBuilder add(Map<String, String> claim) {
    claims.add(claim);
    given.read(ResourceState.CLAIMS, claims);
    return this;
  }

  /**
   * Returns the check.
   *
   * @throws IllegalStateException if no kind is set, if it is that of Secrets, if a claim is about
   *     a field that the kind does not have, or if the settings contradict each other
   */
  public Check build() {
    return given.check();
  }
}

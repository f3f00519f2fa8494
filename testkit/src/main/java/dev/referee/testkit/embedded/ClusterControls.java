package dev.referee.testkit.embedded;

import dev.referee.testkit.EmbeddedClusterAccess;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.eks.Eks;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a test decides about a cluster of EKS, which AWS decides otherwise. */
public final class ClusterControls {
  private final Consumer<Consumer<Call>> region;
  private final String name;

  /**
   * Creates the controls of a cluster.
   *
   * @param region runs something in the cluster's account and Region
   * @param name the cluster
   */
  ClusterControls(Consumer<Consumer<Call>> region, String name) {
    this.region = region;
    this.name = name;
  }

  private void with(Consumer<Eks> action) {
    region.accept(call -> action.accept(Eks.of(call)));
  }

  /** Lets the cluster have a health issue. */
  public void issue(String code, String message) {
    with(eks -> eks.clusterIssue(name, code, message));
  }

  /** Lets a node group have a health issue. */
  public void nodegroupIssue(String nodegroup, String code, String message) {
    with(eks -> eks.nodegroupIssue(name, nodegroup, code, message));
  }

  /** Lets an add-on have a health issue. */
  public void addonIssue(String addon, String code, String message) {
    with(eks -> eks.addonIssue(name, addon, code, message));
  }

  /** Lets nothing be wrong any more. */
  public void resolveIssues() {
    with(eks -> eks.resolveIssues(name));
  }

  /** Lets the updates fail that are in progress. */
  public void failUpdates(String code, String message) {
    with(eks -> eks.failUpdates(name, code, message));
  }

  /** Sets what EKS found about the upgrade to a version. */
  public void insight(String insight, String version, String status, String reason) {
    with(eks -> eks.insight(name, insight, version, status, reason));
  }

  /** Serves the cluster's Kubernetes API at an address. */
  public void serve(URI endpoint, String certificatePem) {
    with(eks -> eks.serve(name, endpoint, certificatePem));
  }

  /** Returns the principals that the cluster admits. */
  public EmbeddedClusterAccess access() {
    AtomicReference<@Nullable EmbeddedClusterAccess> access = new AtomicReference<>();
    with(eks -> access.set(eks.access(name)));
    return Objects.requireNonNull(access.get());
  }

  @Override
  public String toString() {
    return name;
  }
}

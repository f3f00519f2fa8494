package dev.referee.testkit.embedded.eks;

import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ErrorDetail;

/** What a test decides about EKS, which AWS decides otherwise. */
public final class EksTestControls {
  private final Eks eks;

  EksTestControls(Eks eks) {
    this.eks = eks;
  }

  /** Lets a cluster have a health issue; one that is being created fails for it. */
  public void clusterIssue(String cluster, String code, String message) {
    eks.cluster(cluster).issues.add(ClusterIssue.builder().code(code).message(message).build());
  }

  /** Lets nothing be wrong with a cluster any more. */
  public void resolveIssues(String cluster) {
    eks.cluster(cluster).issues.clear();
  }

  /** Lets the updates fail that are in progress. */
  public void failUpdates(String cluster, String code, String message) {
    eks.updates.fail(
        eks.cluster(cluster), ErrorDetail.builder().errorCode(code).errorMessage(message).build());
  }
}

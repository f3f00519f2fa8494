package dev.referee.testkit.embedded.eks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;

/** A managed node group with what EKS created for it. */
final class NodegroupRecord {
  /** The name that its launch template and its instance profile have. */
  final String resourceName;

  final List<Issue> issues = new ArrayList<>();
  private Nodegroup settings;

  NodegroupRecord(Nodegroup settings, String resourceName) {
    this.settings = settings;
    this.resourceName = resourceName;
  }

  String name() {
    return settings.nodegroupName();
  }

  Nodegroup settings() {
    return settings;
  }

  String scalingGroup() {
    return settings.resources().autoScalingGroups().get(0).name();
  }

  void change(UnaryOperator<Nodegroup.Builder> change) {
    settings = change.apply(settings.toBuilder()).build();
  }

  boolean is(NodegroupStatus status) {
    return settings.status() == status;
  }
}

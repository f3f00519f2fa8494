package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.service.AuthorizedRequest;
import software.amazon.awssdk.services.eks.model.FargateProfile;

/** The ARNs of what belongs to a cluster, as requests name it. */
final class EksArns {
  private EksArns() {}

  /** Returns the ARN of what a request is about; the cluster's where it names nothing else. */
  static String of(AuthorizedRequest request, String clusterName, String clusterArn) {
    EksCluster cluster = Eks.of(request.call()).clusters.get(clusterName);
    String principal = request.text("principalArn");
    if (principal != null) {
      AccessEntries.Entry entry = cluster == null ? null : cluster.accessEntries.get(principal);
      return entry == null
          ? request.regional() + "access-entry/" + clusterName + "/*"
          : entry.shown().accessEntryArn();
    }
    String nodegroup = request.text("nodegroupName");
    if (nodegroup != null) {
      NodegroupRecord found = cluster == null ? null : cluster.nodegroups.get(nodegroup);
      return found == null
          ? request.regional() + "nodegroup/" + clusterName + "/" + nodegroup + "/*"
          : found.settings().nodegroupArn();
    }
    String addon = request.text("addonName");
    if (addon != null) {
      Addons.AddonRecord found = cluster == null ? null : cluster.addons.get(addon);
      return found == null
          ? request.regional() + "addon/" + clusterName + "/" + addon + "/*"
          : found.settings().addonArn();
    }
    String profile = request.text("fargateProfileName");
    if (profile != null) {
      FargateProfile found = cluster == null ? null : cluster.fargateProfiles.get(profile);
      return found == null
          ? request.regional() + "fargateprofile/" + clusterName + "/" + profile + "/*"
          : found.fargateProfileArn();
    }
    String association = request.text("associationId");
    return association == null
        ? clusterArn
        : request.regional() + "podidentityassociation/" + clusterName + "/" + association;
  }
}

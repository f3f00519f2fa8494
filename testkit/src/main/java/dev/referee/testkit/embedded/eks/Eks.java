package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.EmbeddedClusterAccess;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.iam.Iam;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.AddonIssue;
import software.amazon.awssdk.services.eks.model.ClusterIssue;
import software.amazon.awssdk.services.eks.model.ErrorDetail;
import software.amazon.awssdk.services.eks.model.InsightStatus;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * An emulation of EKS in one account and Region, with one part for each kind of resource.
 *
 * <p>Clusters and what belongs to them are created, changed and deleted as the clock moves.
 */
public final class Eks {
  final Call context;
  final Ec2 ec2;
  final Iam iam;
  final Ids ids;
  final Map<String, EksCluster> clusters = new TreeMap<>();
  final ClusterNetworks networks;
  final Clusters clusterCalls;
  final ClusterConfigs configs;
  final ClusterVersions versions;
  final Updates updates;
  final AccessEntries accessEntries;
  final Nodegroups nodegroups;
  final NodegroupUpdates nodegroupUpdates;
  final Addons addons;
  final PodIdentities podIdentities;
  final FargateProfiles fargateProfiles;
  final Insights insights;
  final EksTags tags;

  private Eks(Call context) {
    this.context = context;
    this.ec2 = Ec2.of(context);
    this.iam = Iam.of(context);
    this.ids = Ids.of(context);
    this.networks = new ClusterNetworks(this);
    this.clusterCalls = new Clusters(this);
    this.configs = new ClusterConfigs(this);
    this.versions = new ClusterVersions(this);
    this.updates = new Updates(this);
    this.accessEntries = new AccessEntries(this);
    this.nodegroups = new Nodegroups(this);
    this.nodegroupUpdates = new NodegroupUpdates(this);
    this.addons = new Addons(this);
    this.podIdentities = new PodIdentities(this);
    this.fargateProfiles = new FargateProfiles(this);
    this.insights = new Insights(this);
    this.tags = new EksTags(this);
  }

  public static Eks of(Call call) {
    return call.regional(Eks.class, () -> new Eks(call));
  }

  Instant now() {
    return context.now();
  }

  /** Returns a cluster, or throws EKS's error where there is none. */
  EksCluster cluster(@Nullable String name) {
    EksCluster found = name == null ? null : clusters.get(name);
    if (found == null) {
      throw EksErrors.notFound("No cluster found for name: " + name + ".");
    }
    return found;
  }

  /** Returns a cluster that is in use, or throws EKS's error. */
  EksCluster activeCluster(@Nullable String name) {
    EksCluster cluster = cluster(name);
    if (!cluster.isUsable()) {
      throw EksErrors.invalidRequest("Cluster '" + name + "' is not in ACTIVE status");
    }
    return cluster;
  }

  /** Returns an ARN of EKS in this account and Region. */
  String arn(String resource) {
    return "arn:aws:eks:%s:%s:%s".formatted(context.region(), context.accountId(), resource);
  }

  /** Returns the role with an ARN that a service may assume; null when there is none. */
  @Nullable Role roleFor(@Nullable String arn, String service) {
    Role role = arn == null ? null : iam.roleWithArn(arn);
    return role != null && iam.trusts(role, service) ? role : null;
  }

  /** Refuses the ARN of a role that EKS cannot assume, or returns it. */
  String requireClusterRole(String arn) {
    if (roleFor(arn, "eks.amazonaws.com") == null) {
      throw EksErrors.invalidParameter(
          "Role with arn: "
              + arn
              + ", could not be assumed because it does not exist or the trusted entity is not"
              + " correct");
    }
    return arn;
  }

  /** Returns the words of EC2 as an error of EKS. */
  static AwsError refused(AwsError byEc2) {
    return EksErrors.invalidParameter(byEc2.message());
  }

  /** Lets a cluster have a health issue; one that is being created fails for it. */
  public void clusterIssue(String name, String code, String message) {
    cluster(name).issues.add(ClusterIssue.builder().code(code).message(message).build());
  }

  /** Lets a node group have a health issue; one that is being created fails for it. */
  public void nodegroupIssue(String name, String nodegroup, String code, String message) {
    cluster(name)
        .nodegroup(nodegroup)
        .issues
        .add(Issue.builder().code(code).message(message).build());
  }

  /** Lets an add-on have a health issue; one that is being created fails for it. */
  public void addonIssue(String name, String addon, String code, String message) {
    cluster(name).addon(addon).issues.add(AddonIssue.builder().code(code).message(message).build());
  }

  /** Lets nothing be wrong any more with a cluster and what belongs to it. */
  public void resolveIssues(String name) {
    EksCluster healthy = cluster(name);
    healthy.issues.clear();
    healthy.addons.values().forEach(addon -> addon.issues.clear());
    healthy.nodegroups.values().forEach(group -> group.issues.clear());
  }

  /** Lets the updates of a cluster fail that are in progress. */
  public void failUpdates(String name, String code, String message) {
    updates.fail(
        cluster(name), ErrorDetail.builder().errorCode(code).errorMessage(message).build());
  }

  /** Sets what EKS found about the upgrade of a cluster to a version. */
  public void insight(String name, String insight, String version, String status, String reason) {
    insights.set(
        cluster(name),
        insight,
        version,
        InsightStatus.builder().status(status).reason(reason).build());
  }

  /** Serves the Kubernetes API of a cluster at an address. */
  public void serve(String name, URI endpoint, String certificatePem) {
    clusterCalls.serve(cluster(name), new EksCluster.ApiServer(endpoint, certificatePem));
  }

  /** Returns the principals that a cluster admits. */
  public EmbeddedClusterAccess access(String name) {
    return accessEntries.of(cluster(name));
  }
}

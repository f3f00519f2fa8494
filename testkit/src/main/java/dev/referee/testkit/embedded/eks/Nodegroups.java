package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.eks.model.AMITypes;
import software.amazon.awssdk.services.eks.model.AutoScalingGroup;
import software.amazon.awssdk.services.eks.model.CapacityTypes;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupResponse;
import software.amazon.awssdk.services.eks.model.DeleteNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DeleteNodegroupResponse;
import software.amazon.awssdk.services.eks.model.DescribeNodegroupRequest;
import software.amazon.awssdk.services.eks.model.DescribeNodegroupResponse;
import software.amazon.awssdk.services.eks.model.Issue;
import software.amazon.awssdk.services.eks.model.ListNodegroupsRequest;
import software.amazon.awssdk.services.eks.model.ListNodegroupsResponse;
import software.amazon.awssdk.services.eks.model.Nodegroup;
import software.amazon.awssdk.services.eks.model.NodegroupStatus;
import software.amazon.awssdk.services.eks.model.NodegroupUpdateConfig;

/**
 * An emulation of managed node groups: each is an Auto Scaling group whose instances have to join
 * the cluster.
 */
final class Nodegroups {
  /** How long EKS waits for the nodes of a new group. */
  static final Duration JOINING = Duration.ofMinutes(15);

  private static final Duration CREATION = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofSeconds(30);

  private final Eks eks;
  private final NodegroupResources resources;
  private final NodeJoin join;

  Nodegroups(Eks eks) {
    this.eks = eks;
    this.resources = new NodegroupResources(eks);
    this.join = new NodeJoin(eks);
  }

  CreateNodegroupResponse create(CreateNodegroupRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    NodegroupRecord group = begun(cluster, request, call);
    eks.context.later(CREATION, () -> watchCreation(cluster, group, eks.now().plus(JOINING)));
    return CreateNodegroupResponse.builder().nodegroup(described(cluster, group)).build();
  }

  /** Returns a new group that is being created, with its instances. */
  NodegroupRecord begun(EksCluster cluster, CreateNodegroupRequest request, Call call) {
    String name = request.nodegroupName();
    if (cluster.nodegroups.containsKey(name)) {
      throw EksErrors.inUse(
          "NodeGroup already exists with name %s and cluster name %s"
              .formatted(name, cluster.name()));
    }
    eks.activeCluster(cluster.name());
    new NodegroupChecks(eks).require(cluster, request);
    Nodegroup settings = settings(cluster, request);
    NodegroupRecord group = resources.create(cluster, settings, request, call);
    cluster.nodegroups.put(name, group);
    eks.accessEntries.admitNodes(cluster, request.nodeRole(), accessType(settings));
    return group;
  }

  private Nodegroup settings(EksCluster cluster, CreateNodegroupRequest request) {
    String name = request.nodegroupName();
    String version = request.version() == null ? cluster.settings().version() : request.version();
    String id = eks.ids.uuid();
    boolean template = request.launchTemplate() != null;
    return Nodegroup.builder()
        .nodegroupName(name)
        .nodegroupArn(eks.arn("nodegroup/%s/%s/%s".formatted(cluster.name(), name, id)))
        .clusterName(cluster.name())
        .version(version)
        .releaseVersion(
            request.releaseVersion() == null ? release(version) : request.releaseVersion())
        .createdAt(eks.now())
        .modifiedAt(eks.now())
        .status(NodegroupStatus.CREATING)
        .capacityType(
            request.capacityType() == null ? CapacityTypes.ON_DEMAND : request.capacityType())
        .scalingConfig(NodegroupChecks.scaling(request.scalingConfig()))
        .instanceTypes(
            request.instanceTypes().isEmpty() && !template
                ? List.of("t3.medium")
                : request.instanceTypes())
        .subnets(request.subnets())
        .amiType(request.amiType() == null ? AMITypes.AL2023_X86_64_STANDARD : request.amiType())
        .nodeRole(request.nodeRole())
        .labels(Map.copyOf(request.labels()))
        .taints(request.taints())
        .diskSize(template ? null : request.diskSize() == null ? 20 : request.diskSize())
        .remoteAccess(request.remoteAccess())
        .launchTemplate(request.launchTemplate())
        .updateConfig(
            request.updateConfig() == null
                ? NodegroupUpdateConfig.builder().maxUnavailable(1).build()
                : request.updateConfig())
        .nodeRepairConfig(request.nodeRepairConfig())
        .resources(
            r ->
                r.autoScalingGroups(
                    AutoScalingGroup.builder().name("eks-" + name + "-" + id).build()))
        .tags(Map.copyOf(request.tags()))
        .build();
  }

  /** Returns the release of the nodes' image, made for a version of Kubernetes. */
  static String release(String version) {
    return KubernetesVersion.patch(version) + "-20260101";
  }

  private static String accessType(Nodegroup group) {
    return group.amiTypeAsString().startsWith("WINDOWS") ? "EC2_WINDOWS" : AccessEntries.EC2_LINUX;
  }

  private void watchCreation(EksCluster cluster, NodegroupRecord group, Instant deadline) {
    if (group.is(NodegroupStatus.CREATING) && !finish(cluster, group, eks.now(), deadline)) {
      eks.context.later(POLL, () -> watchCreation(cluster, group, deadline));
    }
  }

  /** Says whether the creation of a group has ended, well or not. */
  private boolean finish(EksCluster cluster, NodegroupRecord group, Instant now, Instant deadline) {
    Issue problem =
        group.issues.isEmpty() ? join.problem(cluster, group, InstanceStateName.RUNNING) : null;
    if (problem == null && group.issues.isEmpty()) {
      group.change(it -> it.status(NodegroupStatus.ACTIVE));
      return true;
    }
    if (now.isBefore(deadline)) {
      return false;
    }
    if (problem != null) {
      group.issues.add(problem);
    }
    group.change(it -> it.status(NodegroupStatus.CREATE_FAILED));
    return true;
  }

  /** Returns a new group whose nodes are there, or fails for what would keep them away. */
  Nodegroup createAtOnce(EksCluster cluster, CreateNodegroupRequest request, Call call) {
    NodegroupRecord group = begun(cluster, request, call);
    Issue problem =
        join.problem(cluster, group, InstanceStateName.PENDING, InstanceStateName.RUNNING);
    if (problem != null) {
      deleteAtOnce(cluster, group, call);
      throw EksErrors.invalidRequest(
          "Nodegroup %s failed to stabilize: [%s]"
              .formatted(
                  group.name(),
                  EksStackCreations.issue(
                      problem.codeAsString(), problem.message(), problem.resourceIds())));
    }
    group.change(it -> it.status(NodegroupStatus.ACTIVE));
    return group.settings();
  }

  /** Deletes a group; its instances terminate afterwards. */
  void deleteAtOnce(EksCluster cluster, NodegroupRecord group, Call call) {
    resources.deleteInstances(group, call);
    cluster.nodegroups.remove(group.name());
    resources.delete(group);
  }

  DescribeNodegroupResponse describe(DescribeNodegroupRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    return DescribeNodegroupResponse.builder()
        .nodegroup(described(cluster, cluster.nodegroup(request.nodegroupName())))
        .build();
  }

  /** Returns a group as it is described: one that is in use is degraded by what it lacks. */
  private Nodegroup described(EksCluster cluster, NodegroupRecord group) {
    List<Issue> issues = new ArrayList<>(group.issues);
    if (group.is(NodegroupStatus.ACTIVE)) {
      issues.addAll(join.lost(cluster, group));
    }
    return group.settings().toBuilder()
        .status(
            group.is(NodegroupStatus.ACTIVE) && !issues.isEmpty()
                ? NodegroupStatus.DEGRADED
                : group.settings().status())
        .health(h -> h.issues(issues))
        .build();
  }

  ListNodegroupsResponse list(ListNodegroupsRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    Page<String> page =
        EksPages.of(
            List.copyOf(cluster.nodegroups.keySet()),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListNodegroupsResponse.builder().nodegroups(page.items()).nextToken(page.next()).build();
  }

  DeleteNodegroupResponse delete(DeleteNodegroupRequest request, Call call) {
    EksCluster cluster = eks.cluster(request.clusterName());
    NodegroupRecord group = cluster.nodegroup(request.nodegroupName());
    group.change(it -> it.status(NodegroupStatus.DELETING));
    resources.deleteInstances(group, call);
    eks.context.later(CREATION, () -> watchDeletion(cluster, group));
    return DeleteNodegroupResponse.builder().nodegroup(described(cluster, group)).build();
  }

  private void watchDeletion(EksCluster cluster, NodegroupRecord group) {
    if (resources.hasInstances(group)) {
      eks.context.later(POLL, () -> watchDeletion(cluster, group));
    } else if (cluster.nodegroups.remove(group.name(), group)) {
      resources.delete(group);
    }
  }

  /** Changes a group, and how many instances it has. */
  void change(NodegroupRecord group, Nodegroup wanted) {
    group.change(it -> wanted.toBuilder().status(group.settings().status()));
    resources.scale(group, eks.context);
  }

  /** Replaces the instances of a group by those of another version or launch template. */
  void replaceInstances(EksCluster cluster, NodegroupRecord group, Nodegroup wanted) {
    group.change(it -> wanted.toBuilder().status(group.settings().status()));
    resources.replaceInstances(cluster, group, eks.context);
  }
}

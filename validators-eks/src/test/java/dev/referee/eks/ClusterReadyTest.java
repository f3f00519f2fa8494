package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Strings;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Outcome;
import dev.referee.testkit.Fault;
import dev.referee.testkit.kubernetes.KubernetesFault;
import dev.referee.testkit.kubernetes.ReceivedRequest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.ec2.model.InstanceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;

/** The scenarios of the check "The cluster and its nodes exist and work". */
class ClusterReadyTest {

  private static ClusterWorld<ClusterReadyScene> broken(
      String name, String next, Consumer<ClusterReadyScene> story) {
    return new ClusterWorld<>(name, "FAILED " + next, story);
  }

  private static ClusterWorld<ClusterReadyScene> fixed(
      String name, Consumer<ClusterReadyScene> story) {
    return new ClusterWorld<>(name, "PASSED ", story);
  }

  private static ClusterWorld<ClusterReadyScene> settling(
      String name, String next, Consumer<ClusterReadyScene> story) {
    return new ClusterWorld<>(name, "PENDING " + next, story);
  }

  private static ClusterReadyScene good(ClusterReadyScene it) {
    return it.active().nodes(2).system(2);
  }

  private static String userData(String name) {
    return java.util.Base64.getEncoder()
        .encodeToString(
            """
            apiVersion: node.eks.aws/v1alpha1
            kind: NodeConfig
            spec:
              cluster:
                apiServerEndpoint: https://example.com
                name: %s
            """
                .formatted(name)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Runs instances that somebody started by hand, and that do not join. */
  private static ClusterReadyScene byHand(
      ClusterReadyScene it, String role, String userData, boolean entry) {
    if (!role.isEmpty()) {
      it.iam.createInstanceProfile(r -> r.instanceProfileName("nodes"));
      it.iam.addRoleToInstanceProfile(
          r -> r.instanceProfileName("nodes").roleName(role.substring(role.lastIndexOf('/') + 1)));
      if (entry) {
        it.eks.createAccessEntry(
            r -> r.clusterName(ClusterReadyScene.NAME).principalArn(role).type("EC2_LINUX"));
      }
    }
    String image = it.ec2.describeImages(r -> r.owners("amazon")).images().get(0).imageId();
    it.ec2.runInstances(
        r -> {
          r.imageId(image)
              .instanceType(InstanceType.T3_MEDIUM)
              .minCount(2)
              .maxCount(2)
              .subnetId(it.subnets.get(0))
              .tagSpecifications(
                  TagSpecification.builder()
                      .resourceType("instance")
                      .tags(
                          Tag.builder()
                              .key("kubernetes.io/cluster/" + ClusterReadyScene.NAME)
                              .value("owned")
                              .build())
                      .build());
          if (!role.isEmpty()) {
            r.iamInstanceProfile(p -> p.name("nodes"));
          }
          if (!userData.isEmpty()) {
            r.userData(userData);
          }
        });
    return it.pass(10);
  }

  static Stream<ClusterWorld<ClusterReadyScene>> missing() {
    return Stream.of(
        broken(
            "the cluster is being deleted",
            "ClusterNotActive",
            it -> {
              it.active();
              it.eks.deleteCluster(r -> r.name("game"));
            }),
        broken(
            "EKS could not create the cluster",
            "ClusterNotActive",
            it -> {
              it.creating(r -> {});
              it.controls().addIssue("Ec2SubnetNotFound", "The subnet is not there any more");
              it.pass(15);
            }),
        broken(
            "the cluster works, and lost its key",
            "ClusterUnhealthy",
            it -> good(it).controls().addIssue("KmsKeyDisabled", "The key is disabled")));
  }

  static Stream<ClusterWorld<ClusterReadyScene>> building() {
    return Stream.of(
        settling("EKS creates the cluster", "ClusterNotActive", it -> it.creating(r -> {}).pass(4)),
        broken(
            "the cluster is still being created and has an issue already",
            "ClusterUnhealthy",
            it -> {
              it.creating(r -> {}).pass(2);
              it.controls().addIssue("InsufficientFreeAddresses", "Not enough free addresses");
            }),
        settling(
            "EKS creates the node group",
            "NodeGroupFailed",
            it -> it.active().group(it.nodeRole(), r -> {}).pass(1)),
        settling(
            "a node has joined a minute ago",
            "NodesNotReady",
            it ->
                it.active()
                    .system(1)
                    .node(
                        "one",
                        node -> {
                          node.ready = false;
                          node.since = it.sandbox.clock().instant().minusSeconds(60);
                        })),
        settling(
            "the nodes are Ready since a minute and their pods are starting",
            "PodNetworkNotRunning",
            it ->
                it.active()
                    .node("one", n -> n.since = it.sandbox.clock().instant().minusSeconds(60))
                    .daemons("aws-node", 1, 0)
                    .daemons("kube-proxy", 1, 1)
                    .dns(2, 0)));
  }

  static Stream<ClusterWorld<ClusterReadyScene>> groups() {
    return Stream.of(
        broken("there are no nodes at all", "NodesMissing", it -> it.active()),
        broken(
            // https://github.com/terraform-aws-modules/terraform-aws-eks/issues/3074
            "the node group could not be created",
            "NodeGroupFailed",
            it -> it.active().group(it.nodeRole("AmazonEKS_CNI_Policy"), r -> {}).pass(25)),
        broken(
            // https://github.com/terraform-aws-modules/terraform-aws-eks/issues/1910
            "the node group is still being created and has an issue already",
            "NodeGroupFailed",
            it -> {
              it.active().group(it.nodeRole(), r -> {}).pass(1);
              it.controls()
                  .addNodegroupIssue(
                      "web", "AsgInstanceLaunchFailures", "Could not launch On-Demand Instances");
            }),
        broken(
            "the node group is scaled to zero",
            "InstancesNotLaunched",
            it ->
                it.active()
                    .group(
                        it.nodeRole(),
                        r -> r.scalingConfig(s -> s.minSize(0).maxSize(2).desiredSize(0)))
                    .pass(10)));
  }

  static Stream<ClusterWorld<ClusterReadyScene>> joining() {
    return Stream.of(
        broken(
            "the instances have no instance profile",
            "NodeRoleMissing",
            it -> byHand(it.active(), "", userData("game"), false)),
        broken(
            "nothing maps the role of self-managed nodes",
            "NodeRoleNotMapped",
            it -> byHand(it.active(), it.nodeRole(), userData("game"), false)),
        broken(
            "the role has an access entry for people",
            "NodeRoleNotMapped",
            it -> {
              String role = it.nodeRole();
              it.active()
                  .eks
                  .createAccessEntry(
                      r -> r.clusterName("game").principalArn(role).type("STANDARD"));
              byHand(it, role, userData("game"), false);
            }),
        broken(
            "aws-auth names the instance profile",
            "NodeRoleNotMapped",
            it -> {
              String role = it.nodeRole();
              it.active()
                  .kubernetes()
                  .apply(awsAuth(role.replace(":role/", ":instance-profile/"), "system:nodes"));
              byHand(it, role, userData("game"), false);
            }),
        broken(
            "aws-auth maps the role to administrators only",
            "NodeRoleNotMapped",
            it -> {
              String role = it.nodeRole();
              it.active().kubernetes().apply(awsAuth(role, "system:masters"));
              byHand(it, role, userData("game"), false);
            }),
        broken(
            "the role may only pull images",
            "NodeRoleNotPermitted",
            it ->
                byHand(
                    it.active(),
                    it.nodeRole("AmazonEC2ContainerRegistryPullOnly"),
                    userData("game"),
                    true)),
        broken(
            "the role may not pull images",
            "NodeRoleNotPermitted",
            it ->
                byHand(
                    it.active(),
                    it.nodeRole("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy"),
                    userData("game"),
                    true)),
        broken(
            // https://github.com/eksctl-io/eksctl/issues/5398
            "the user data names another cluster",
            "NodesNameOtherCluster",
            it -> byHand(it.active(), it.nodeRole(), userData("gmae"), true)),
        broken(
            "nothing explains why an instance does not join",
            "NodesMissing",
            it -> byHand(it.active(), it.nodeRole(), userData("game"), true)),
        broken(
            "the instances have no user data",
            "NodesNameOtherCluster",
            it -> byHand(it.active(), it.nodeRole(), "", true)),
        broken(
            "the VPC gives no host names",
            "VpcDnsOff",
            it -> {
              String vpc = it.ec2.describeVpcs().vpcs().get(0).vpcId();
              it.ec2.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(v -> v.value(false)));
              byHand(it.active(), it.nodeRole(), userData("game"), true);
            }),
        broken(
            // https://github.com/awsdocs/amazon-eks-user-guide/issues/275
            "the subnet has no route to the internet",
            "NodesCannotReachApi",
            it -> {
              byHand(it.active(), it.nodeRole(), userData("game"), true);
              it.ec2.describeRouteTables().routeTables().stream()
                  .forEach(
                      table ->
                          it.ec2.deleteRoute(
                              r ->
                                  r.routeTableId(table.routeTableId())
                                      .destinationCidrBlock("0.0.0.0/0")));
            }));
  }

  private static String awsAuth(String arn, String group) {
    return """
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: aws-auth, namespace: kube-system}
    data:
      mapRoles: |
        - rolearn: %s
          username: system:node:{{EC2PrivateDNSName}}
          groups: [system:bootstrappers, %s]
    """
        .formatted(arn, group);
  }

  static Stream<ClusterWorld<ClusterReadyScene>> joined() {
    return Stream.of(
        broken("one node too few", "NodesMissing", it -> good(it).check.nodes(3)),
        broken(
            "a node is not Ready",
            "NodesNotReady",
            it -> {
              good(it).node("bad", node -> node.ready = false);
              it.check.nodes(3);
            }),
        broken(
            "all nodes are in one zone",
            "TooFewZones",
            it -> {
              it.active().node("a", n -> {}).node("b", n -> {}).system(2);
              it.check.nodes(2).zones(2);
            }),
        broken(
            "the control plane has another version",
            "VersionDiffers",
            it -> good(it).check.version("1.35")),
        broken(
            "a node has an older version",
            "VersionDiffers",
            it -> {
              it.active()
                  .node("a", n -> {})
                  .node("b", n -> n.version = "v1.33.5-eks-113cf36")
                  .system(2);
              it.check.nodes(2).version("1.34");
            }));
  }

  static Stream<ClusterWorld<ClusterReadyScene>> system() {
    return Stream.of(
        broken(
            "the VPC CNI crashes",
            "PodNetworkNotRunning",
            it ->
                good(it)
                    .daemons("aws-node", 2, 0)
                    .pod(
                        "aws-node-1",
                        "aws-node",
                        "{containerStatuses: [{name: aws-node, state: {waiting: {reason:"
                            + " CrashLoopBackOff}}}]}")),
        broken(
            "kube-proxy runs on one of two nodes",
            "KubeProxyNotRunning",
            it -> good(it).daemons("kube-proxy", 2, 1)),
        broken(
            "CoreDNS finds no node",
            "CoreDnsNotRunning",
            it ->
                good(it)
                    .dns(2, 0)
                    .pod(
                        "coredns-1",
                        "kube-dns",
                        "{conditions: [{type: PodScheduled, status: \"False\", reason:"
                            + " Unschedulable, message: 0/2 nodes are available}]}")),
        broken(
            "only Fargate, and CoreDNS still wants EC2",
            "CoreDnsNotRunning",
            it ->
                it.active()
                    .node("fargate-1", n -> n.labels = "eks.amazonaws.com/compute-type: fargate")
                    .dns(2, 0)),
        broken(
            "CoreDNS was never installed",
            "CoreDnsNotRunning",
            it -> it.active().nodes(1).daemons("aws-node", 1, 1).daemons("kube-proxy", 1, 1)));
  }

  static Stream<ClusterWorld<ClusterReadyScene>> correct() {
    return Stream.of(
        fixed(
            "two managed nodes in two zones",
            it -> {
              good(it);
              it.check.nodes(2).zones(2).version("1.34");
            }),
        fixed(
            "self-managed nodes",
            it -> it.active().node("a", n -> n.labels = "node: own").system(1)),
        fixed(
            "nodes of Karpenter",
            it ->
                it.active().node("a", n -> n.labels = "karpenter.sh/nodepool: default").system(1)),
        fixed(
            "Fargate only",
            it ->
                it.active()
                    .node("fargate-1", n -> n.labels = "eks.amazonaws.com/compute-type: fargate")
                    .dns(2, 2)),
        fixed(
            "Auto Mode, without any DaemonSet",
            it -> it.active().node("i-1", n -> n.labels = "eks.amazonaws.com/compute-type: auto")),
        fixed(
            "managed nodes and Fargate together",
            it -> {
              good(it).node("fargate-1", n -> n.labels = "eks.amazonaws.com/compute-type: fargate");
              it.check.nodes(3);
            }),
        fixed(
            "Cilium instead of the VPC CNI and kube-proxy",
            it -> it.active().nodes(2).daemons("kube-system", "cilium", 2, 2, true).dns(2, 2)),
        fixed("one CoreDNS pod of two is enough", it -> good(it).dns(2, 1)),
        fixed(
            "a node group failed, and another one has enough nodes",
            it -> {
              it.active().group(it.nodeRole("AmazonEKS_CNI_Policy"), r -> {}).pass(25);
              it.nodes(2).system(2);
            }),
        fixed(
            "a third node, which nobody asked for, is not Ready",
            it -> {
              good(it).daemons("aws-node", 3, 2).daemons("kube-proxy", 3, 2);
              it.node("bad", n -> n.ready = false).check.nodes(2);
            }),
        fixed(
            "the logging of the cluster is being changed",
            it ->
                good(it)
                    .eks
                    .updateClusterConfig(
                        r ->
                            r.name("game")
                                .logging(
                                    l ->
                                        l.clusterLogging(
                                            LogSetup.builder()
                                                .enabled(true)
                                                .types(LogType.AUDIT)
                                                .build())))));
  }

  static Stream<ClusterWorld<ClusterReadyScene>> overFixed() {
    return Stream.of(
        broken(
            "aws-node was deleted, for it crashed",
            "PodNetworkNotRunning",
            it -> it.active().nodes(2).daemons("kube-proxy", 2, 2).dns(2, 2)),
        broken(
            "kube-proxy was made to select no node",
            "KubeProxyNotRunning",
            it -> good(it).daemons("kube-proxy", 0, 0)),
        broken(
            "CoreDNS was scaled to zero, for its pods were pending",
            "CoreDnsNotRunning",
            it -> good(it).dns(0, 0)),
        broken(
            "the node group that did not work was deleted",
            "NodesMissing",
            it -> {
              it.active().group(it.nodeRole(), r -> {}).pass(10);
              it.eks.deleteNodegroup(r -> r.clusterName("game").nodegroupName("web"));
              it.pass(20);
            }),
        broken(
            "a mesh's plugin stands in the place of the network plugin",
            "PodNetworkNotRunning",
            it ->
                it.active()
                    .nodes(1)
                    .daemons("istio-system", "istio-cni-node", 1, 1, true)
                    .daemons("kube-proxy", 1, 1)
                    .dns(1, 1)));
  }

  @Test
  void asksLittleOfASolvedTask() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      good(scene);
      int before = scene.account.calls().size();
      scene.kubernetes();

      assertThat(scene.judge().isPassed()).isTrue();
      assertThat(
              scene.account.calls().stream()
                  .skip(before)
                  .filter(call -> call.service().equals("eks"))
                  .count())
          .isLessThanOrEqualTo(3);
      assertThat(scene.kubernetes().requests())
          .extracting(ReceivedRequest::resource)
          .containsExactlyInAnyOrder("nodes", "daemonsets", "deployments");
    }
  }

  @Test
  void hasTheTimeOfCompletion() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      var first = scene.active().sandbox.clock().instant().minus(Duration.ofMinutes(9));
      scene
          .node("a", n -> n.since = first.minusSeconds(60))
          .node("b", n -> n.since = first)
          .node("c", n -> n.since = first.plusSeconds(60))
          .system(3);
      scene.check.nodes(2);

      assertThat(scene.judge().fixedAt()).contains(first);
    }
  }

  @Test
  void isInconclusiveIfTheKubernetesApiRefuses() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      good(scene).kubernetes().inject(KubernetesFault.forbidden().on("nodes"));

      assertThat(scene.judge().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
      assertThat(scene.judge().cause()).contains(Cause.ACCESS_DENIED);
    }
  }

  @Test
  void doesNotFailATeamWhoseNodeGroupsCannotBeSeen() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      scene.active().group(scene.nodeRole(), r -> {}).pass(1);
      scene.account.inject(Fault.deny().on("eks", "ListNodegroups"));

      assertThat(scene.judge().outcome()).isEqualTo(Outcome.INCONCLUSIVE);
    }
  }

  @Test
  void namesInstancesThatDoNotJoin() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      byHand(scene.active(), scene.nodeRole(), userData("game"), true);

      Finding next = scene.judge().next().orElseThrow();

      assertThat(next.seen())
          .contains("No node has joined the cluster. 2 of its instances run and have not joined.");
      assertThat(next.remedy())
          .hasValueSatisfying(
              remedy ->
                  assertThat(remedy)
                      .contains("get-console-output")
                      .endsWith(scene.instances().get(0)));
    }
  }

  @Test
  void readsNodesOfTheLastPage() {
    try (ClusterReadyScene scene = new ClusterReadyScene()) {
      scene.active().system(501);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 501; i++) {
        ClusterReadyScene.Node node =
            new ClusterReadyScene.Node(
                "n" + Strings.padStart(String.valueOf(i), 4, '0'),
                scene.sandbox.clock().instant().minusSeconds(900));
        node.zone = i == 500 ? "eu-west-1b" : "eu-west-1a";
        all.append("---\n").append(node.yaml());
      }
      scene.kubernetes().apply(all.toString());
      scene.check.nodes(501).zones(2);

      assertThat(scene.judge().outcome()).isEqualTo(Outcome.PASSED);
    }
  }

  @ParameterizedTest
  @MethodSource("userData")
  void findsTheNameInUserData(String text) {
    assertThat(ClusterReadyJoinDiagnosis.names(text)).containsExactly("game");
  }

  static Stream<String> userData() {
    return Stream.of(
        "#!/bin/bash\n/etc/eks/bootstrap.sh game --container-runtime containerd\n",
        "#!/bin/bash\nset -e\n/etc/eks/bootstrap.sh 'game' \\\n  --dns-cluster-ip 10.0.0.10\n",
        "[settings.kubernetes]\napi-server = \"https://x\"\ncluster-name = \"game\"\n",
        "spec:\n  cluster:\n    name: game\n    apiServerEndpoint: https://x\n",
        "spec:\n"
            + "  cluster:\n"
            + "    apiServerEndpoint: https://x\n"
            + "    cidr: 10.100.0.0/16\n"
            + "    name: \"game\"\n",
        "<powershell>\n& $EKSBootstrapScriptFile -EKSClusterName 'game' -APIServerEndpoint x\n");
  }
}

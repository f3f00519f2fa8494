package dev.referee.eks;

import static dev.referee.eks.WorkloadCluster.summary;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.Fault;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/** Worlds of the check that pods get nodes, with Cluster Autoscaler. */
@Execution(ExecutionMode.SAME_THREAD)
class ScalesOutClusterAutoscalerTest {
  private static final String CPU = "0/2 nodes are available: 2 Insufficient cpu.";
  private static final String DISCOVERY =
      "'--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,"
          + "k8s.io/cluster-autoscaler/game'";
  private static final String ALLOWED =
      """
      {"Version": "2012-10-17", "Statement": [
       {"Effect": "Allow", "Action": "autoscaling:Describe*", "Resource": "*"},
       {"Effect": "Allow", "Action": "autoscaling:SetDesiredCapacity", "Resource": "*",
        "Condition": {"StringEquals":
         {"aws:ResourceTag/k8s.io/cluster-autoscaler/game": "owned"}}}]}
      """;
  private static final String HEALTHY =
      """
      autoscalerStatus: Running
      clusterWide:
        health:
          status: Healthy
      """;

  /** A cluster with a managed node group and Cluster Autoscaler. */
  static final class Scene implements AutoCloseable {
    private final WorkloadCluster cluster;
    private final ScalesOutObjects objects;
    private final EksClient eks;
    private final IamClient iam;
    private final AutoScalingClient groups;
    private String image;
    private String args = DISCOVERY;
    private int available = 1;
    private String policy = ALLOWED;
    private String status = HEALTHY;
    private boolean annotated = true;
    private String otherRole = "";
    private String more = "";

    Scene() {
      this(new WorkloadCluster(ControlPlaneType.MOCK));
    }

    Scene(WorkloadCluster cluster) {
      this.cluster = cluster;
      objects = new ScalesOutObjects(cluster);
      eks = cluster.sandbox().client(EksClient::builder);
      iam = cluster.sandbox().client(IamClient::builder);
      groups = cluster.sandbox().client(AutoScalingClient::builder);
      image = "registry.k8s.io/autoscaling/cluster-autoscaler:v%s.0".formatted(version());
    }

    private String version() {
      return eks.describeCluster(r -> r.name(WorkloadCluster.NAME)).cluster().version();
    }

    private String role(String name, String service) {
      return iam.createRole(
              r ->
                  r.roleName(name)
                      .assumeRolePolicyDocument(
                          """
                          {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                           "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}}
                          """
                              .formatted(service)))
          .role()
          .arn();
    }

    Scene group(String capacityType, int min, int desired, int max) {
      String role = role("node", "ec2.amazonaws.com");
      for (String managed :
          List.of(
              "AmazonEKSWorkerNodePolicy",
              "AmazonEC2ContainerRegistryPullOnly",
              "AmazonEKS_CNI_Policy")) {
        iam.attachRolePolicy(
            r -> r.roleName("node").policyArn("arn:aws:iam::aws:policy/" + managed));
      }
      List<String> subnets =
          cluster.sandbox().client(Ec2Client::builder).describeSubnets().subnets().stream()
              .map(Subnet::subnetId)
              .toList();
      eks.createNodegroup(
          r ->
              r.clusterName(WorkloadCluster.NAME)
                  .nodegroupName("web")
                  .nodeRole(role)
                  .subnets(subnets)
                  .capacityType(capacityType)
                  .scalingConfig(s -> s.minSize(min).desiredSize(desired).maxSize(max)));
      cluster.sandbox().advance(Duration.ofMinutes(5));
      return this;
    }

    Scene group() {
      return group("ON_DEMAND", 1, 2, 5);
    }

    AutoScalingGroup autoScalingGroup() {
      return groups.describeAutoScalingGroups().autoScalingGroups().get(0);
    }

    /** Removes the tags that Cluster Autoscaler looks for. */
    void untag() {
      AutoScalingGroup group = autoScalingGroup();
      groups.deleteTags(
          r ->
              r.tags(
                  group.tags().stream()
                      .map(TagDescription::key)
                      .filter(it -> it.startsWith("k8s.io/"))
                      .map(
                          key ->
                              software.amazon.awssdk.services.autoscaling.model.Tag.builder()
                                  .resourceId(group.autoScalingGroupName())
                                  .resourceType("auto-scaling-group")
                                  .key(key)
                                  .build())
                      .toList()));
    }

    /** Applies Cluster Autoscaler as the scene describes it. */
    void install() {
      String role = role("autoscaler", "pods.eks.amazonaws.com");
      if (!policy.isEmpty()) {
        iam.putRolePolicy(
            r -> r.roleName("autoscaler").policyName("autoscaler").policyDocument(policy));
      }
      cluster.apply(
          """
          apiVersion: v1
          kind: ServiceAccount
          metadata:
            name: cluster-autoscaler
            namespace: kube-system
            annotations: {%s}
          """
              .formatted(
                  annotated
                      ? "eks.amazonaws.com/role-arn: \"%s\""
                          .formatted(otherRole.isEmpty() ? role : otherRole)
                      : ""));
      objects.controller(
          "cluster-autoscaler",
          image,
          available,
          "command: [./cluster-autoscaler]\nargs: [%s]\n%s".formatted(args, more));
      if (!status.isEmpty()) {
        cluster.apply(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: cluster-autoscaler-status, namespace: kube-system}
            data:
              status: |
            %s
            """
                .formatted(status.indent(4)));
      }
    }

    /** Applies the nodes of the group, called node-a, node-b and so on. */
    void nodes() {
      char letter = 'a';
      for (var instance : autoScalingGroup().instances()) {
        cluster.apply(
            """
            apiVersion: v1
            kind: Node
            metadata: {name: node-%s, labels: {eks.amazonaws.com/nodegroup: web}}
            spec: {providerID: "aws:///eu-west-1a/%s"}
            """
                .formatted(letter++, instance.instanceId()));
      }
    }

    Verdict judge(UnaryOperator<ScalesOutBuilder> asked) {
      return cluster.judge(asked.apply(EksChecks.scalesOut()).build());
    }

    @Override
    public void close() {
      cluster.close();
    }
  }

  private static ClusterWorld<WorkloadCluster> world(
      String name, String expected, Consumer<Scene> story) {
    return asking(name, expected, it -> it, story);
  }

  private static ClusterWorld<WorkloadCluster> asking(
      String name, String expected, UnaryOperator<ScalesOutBuilder> asked, Consumer<Scene> story) {
    return ClusterWorld.of(
        name,
        expected,
        () -> asked.apply(EksChecks.scalesOut()).build(),
        it -> story.accept(new Scene(it)));
  }

  static Stream<ClusterWorld<WorkloadCluster>> broken() {
    return Stream.of(
        // https://github.com/kubernetes/autoscaler/issues/4282
        world(
            "it crashes as its role is not trusted",
            "FAILED NodeAutoscalerNotRunning",
            it -> {
              it.available = 0;
              it.group().install();
              it.cluster.apply(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata:
                    name: cluster-autoscaler-7d4-0
                    namespace: kube-system
                    creationTimestamp: @20
                    labels: {app: cluster-autoscaler, pod-template-hash: 7d4}
                    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: cluster-autoscaler-7d4, uid: u, controller: true}]
                  spec: {nodeName: node-a, containers: [{name: controller, image: ca}]}
                  status:
                    phase: Running
                    conditions: [{type: Ready, status: "False"}]
                    containerStatuses:
                    - name: controller
                      image: ca
                      imageID: ca
                      ready: false
                      restartCount: 9
                      state: {waiting: {reason: CrashLoopBackOff, message: back-off}}
                      lastState: {terminated: {exitCode: 255, reason: Error, message: "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"}}
                  """);
            }),
        world(
            "its version is an older one",
            "FAILED AutoscalerVersionDiffers",
            it -> {
              it.image = "registry.k8s.io/autoscaling/cluster-autoscaler:v1.21.0";
              it.group().install();
            }),
        world(
            "it is told no groups",
            "FAILED NodeGroupsNotFound",
            it -> {
              it.args = "--cloud-provider=aws";
              it.group().install();
            }),
        // https://github.com/kubernetes/autoscaler/issues/1607
        world(
            "the placeholder for the cluster was left in place",
            "FAILED NodeGroupsNotFound",
            it -> {
              it.args = DISCOVERY.replace("/game", "/<YOUR CLUSTER NAME>");
              it.group().install();
            }),
        // https://github.com/kubernetes/autoscaler/issues/1854
        world(
            "a space in the list of tags",
            "FAILED NodeGroupsNotFound",
            it -> {
              it.args = DISCOVERY.replace(",", ", ");
              it.group().install();
            }),
        world(
            "the tags were removed",
            "FAILED NodeGroupsNotFound",
            it -> {
              it.group().untag();
              it.install();
            }),
        world(
            "a flag without sense",
            "FAILED NodeGroupsNotFound",
            it -> {
              it.args = "'--node-group-auto-discovery=asg:tag=,==,', '--nodes=::'";
              it.group().install();
            }),
        world(
            "a group of another name",
            "FAILED NodeGroupsNotFound",
            it -> {
              it.args = "--nodes=1:5:workers";
              it.group().install();
            }),
        // https://github.com/kubernetes/autoscaler/issues/3115
        world(
            "its role may not set the capacity",
            "FAILED AutoscalerNotPermitted",
            it -> {
              it.policy =
                  ALLOWED.replace("autoscaling:SetDesiredCapacity", "autoscaling:SetDesired");
              it.group().install();
            }),
        world(
            "its role may do it for groups with another tag",
            "FAILED AutoscalerNotPermitted",
            it -> {
              it.policy = ALLOWED.replace("\"owned\"", "\"shared\"");
              it.group().install();
            }),
        world(
            "the name of its role instead of the ARN",
            "FAILED AutoscalerNotPermitted",
            it -> {
              it.otherRole = "autoscaler";
              it.group().install();
            }),
        world(
            "it has no role",
            "FAILED AutoscalerNotPermitted",
            it -> {
              it.annotated = false;
              it.group().install();
            }),
        world(
            "it never wrote its status",
            "FAILED AutoscalerNotHealthy",
            it -> {
              it.status = "";
              it.group().install();
            }),
        world(
            "it finds the cluster unhealthy",
            "FAILED AutoscalerNotHealthy",
            it -> {
              it.status = HEALTHY.replace("Healthy", "Unhealthy");
              it.group().install();
            }),
        // https://github.com/kubernetes/autoscaler/issues/1218
        world(
            "its last launch failed",
            "FAILED AutoscalerNotHealthy",
            it -> {
              it.status =
                  HEALTHY
                      + """
                      nodeGroups:
                      - name: eks-web
                        scaleUp:
                          status: Backoff
                          backoffInfo: {}
                      """;
              it.group().install();
              it.objects.waiting("web-7d4-0", 20, CPU);
            }),
        // https://github.com/kubernetes/autoscaler/issues/3268
        world(
            "the maximum is reached",
            "FAILED MaximumReached",
            it -> {
              it.group("ON_DEMAND", 1, 3, 3).install();
              it.objects.waiting("web-7d4-0", 20, CPU);
              it.cluster.event(
                  "Pod",
                  "web-7d4-0",
                  "NotTriggerScaleUp",
                  "pod didn't trigger scale-up: 1 max node group size reached");
            }),
        world(
            "a group of a fixed size",
            "FAILED MaximumReached",
            it -> it.group("ON_DEMAND", 2, 2, 2).install()),
        world(
            "the maximum of its flag is reached",
            "FAILED MaximumReached",
            it -> {
              it.group("ON_DEMAND", 2, 2, 5);
              it.args = "--nodes=1:2:" + it.autoScalingGroup().autoScalingGroupName();
              it.install();
            }),
        world(
            "the name of another object as that of its status",
            "FAILED AutoscalerNotHealthy",
            it -> {
              it.args = DISCOVERY + ", --status-config-map-name=../secrets/x";
              it.status = "";
              it.group().install();
            }),
        world(
            "a node selector that no group has",
            "FAILED PodsNotScheduled",
            it -> {
              it.group().install();
              it.objects.waiting("web-7d4-0", 20, CPU);
              it.cluster.event(
                  "Pod",
                  "web-7d4-0",
                  "NotTriggerScaleUp",
                  "pod didn't trigger scale-up: 1 node(s) didn't match Pod's node"
                      + " affinity/selector");
            }),
        asking(
            "spot is asked",
            "FAILED CapacityTypeNotAsAsked",
            it -> it.capacityType("spot"),
            it -> it.group().install()),
        asking(
            "it does not scale down",
            "FAILED NodesNotRemoved",
            it -> it.consolidation("empty"),
            it -> {
              it.args = DISCOVERY + ", --scale-down-enabled=false";
              it.group().install();
            }),
        asking(
            "the workload is on other nodes",
            "FAILED PodsOnOtherNodes",
            it -> it.namespace("shop").workload("web"),
            it -> {
              it.group().install();
              it.cluster.healthy(2);
            }));
  }

  static Stream<ClusterWorld<WorkloadCluster>> fixed() {
    return Stream.of(
        world("with the tags of a managed node group", "PASSED ", it -> it.group().install()),
        world(
            "with the name of the group",
            "PASSED ",
            it -> {
              it.group();
              it.args = "--nodes=1:5:" + it.autoScalingGroup().autoScalingGroupName();
              it.install();
            }),
        world(
            "with the name of the cluster from a variable",
            "PASSED ",
            it -> {
              it.args = DISCOVERY.replace("/game", "/$(CLUSTER)");
              it.more = "env: [{name: CLUSTER, value: game}]";
              it.group().install();
            }),
        world(
            "started by a shell",
            "PASSED ",
            it -> {
              it.args = "-c, './cluster-autoscaler --v=4  " + DISCOVERY.substring(1);
              it.group().install();
            }),
        world(
            "with Pod Identity",
            "PASSED ",
            it -> {
              it.annotated = false;
              it.group().install();
              it.eks.createPodIdentityAssociation(
                  r ->
                      r.clusterName(WorkloadCluster.NAME)
                          .namespace("kube-system")
                          .serviceAccount("cluster-autoscaler")
                          .roleArn(it.iam.getRole(g -> g.roleName("autoscaler")).role().arn()));
            }),
        world(
            "with the role of its node",
            "PASSED ",
            it -> {
              it.annotated = false;
              it.group().install();
              it.iam.putRolePolicy(
                  r -> r.roleName("node").policyName("autoscaler").policyDocument(ALLOWED));
              it.nodes();
              it.cluster.apply(
                  """
                  apiVersion: v1
                  kind: Pod
                  metadata:
                    name: cluster-autoscaler-7d4-0
                    namespace: kube-system
                    labels: {app: cluster-autoscaler, pod-template-hash: 7d4}
                    ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: cluster-autoscaler-7d4, uid: u, controller: true}]
                  spec: {nodeName: node-a, containers: [{name: controller, image: ca}]}
                  status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
                  """);
            }),
        world(
            "at its maximum, and no pod waits",
            "PASSED ",
            it -> it.group("ON_DEMAND", 1, 3, 3).install()),
        asking(
            "with spot, and scaling down",
            "PASSED ",
            it -> it.capacityType("spot").consolidation("underutilized"),
            it -> it.group("SPOT", 1, 2, 5).install()),
        asking(
            "the workload is on its nodes, whatever its image says",
            "PASSED ",
            it -> it.namespace("shop").workload("web").capacityType("on-demand"),
            it -> {
              it.image = "registry.k8s.io/autoscaling/cluster-autoscaler:latest";
              it.policy = "";
              it.group().install();
              it.nodes();
              it.cluster.healthy(2);
            }),
        world(
            "beside Karpenter that is scaled to zero",
            "PASSED ",
            it -> {
              it.objects.ofKarpenter().pool("default");
              it.objects.controller(
                  "karpenter", "public.ecr.aws/karpenter/controller:1.8.2", 0, "");
              it.group().install();
            }));
  }

  static Stream<ClusterWorld<WorkloadCluster>> settling() {
    return Stream.of(
        world(
            "it is starting",
            "PENDING AutoscalerNotHealthy",
            it -> {
              it.status = "autoscalerStatus: Initializing\n";
              it.group().install();
            }),
        world(
            "a node is being added",
            "PENDING PodsNotScheduled",
            it -> {
              it.group().install();
              it.objects.waiting("web-7d4-0", 20, CPU);
              it.cluster.event(
                  "Pod",
                  "web-7d4-0",
                  "TriggeredScaleUp",
                  "pod triggered scale-up: [{eks-web 2->3}]");
            }));
  }

  @Test
  void isPendingWhileTheLastNodeIsBeingAdded() {
    try (Scene scene = new Scene()) {
      scene.group("ON_DEMAND", 1, 3, 3).install();
      scene.objects.waiting("web-7d4-0", 20, CPU);
      scene.cluster.event(
          "Pod", "web-7d4-0", "TriggeredScaleUp", "pod triggered scale-up: [{eks-web 2->3}]");

      assertThat(summary(scene.judge(it -> it))).isEqualTo("PENDING PodsNotScheduled");
    }
  }

  @Test
  void cannotReadTheRoleOfAnotherAccount() {
    try (Scene scene = new Scene()) {
      scene.otherRole = "arn:aws:iam::999988887777:role/autoscaler";
      scene.group().install();

      assertThat(summary(scene.judge(it -> it))).isEqualTo("INCONCLUSIVE AutoscalerNotPermitted");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "autoscaling, DescribeAutoScalingGroups, NodeAutoscalerMissing",
    "iam, GetRole, AutoscalerNotPermitted",
    "iam, ListRolePolicies, AutoscalerNotPermitted"
  })
  void isInconclusiveIfAwsRefuses(String service, String operation, String step) {
    try (Scene scene = new Scene()) {
      scene.group().install();
      scene.cluster.sandbox().embedded().inject(Fault.deny().on(service, operation));

      assertThat(summary(scene.judge(it -> it))).isEqualTo("INCONCLUSIVE " + step);
    }
  }

  /** What looks like a fix and works against itself. */
  static Stream<ClusterWorld<WorkloadCluster>> overFixed() {
    return Stream.of(
        asking(
            "no node with pods is ever removed",
            "FAILED NodesNotRemoved",
            it -> it.consolidation("underutilized"),
            it -> {
              it.args = DISCOVERY + ", --scale-down-utilization-threshold=0";
              it.group().install();
            }));
  }

  @Test
  void needsFewRequestsForASolvedTask() {
    try (Scene scene = new Scene()) {
      scene.group().install();

      Verdict verdict = scene.judge(it -> it);

      assertThat(verdict.isPassed()).isTrue();
      assertThat(verdict.findings().toString()).contains("It is Cluster Autoscaler.");
      assertThat(scene.cluster.requests()).hasSizeLessThanOrEqualTo(4);
    }
  }

  @Test
  void namesTheTagsThatAGroupLacks() {
    try (Scene scene = new Scene()) {
      scene.group().untag();
      scene.install();

      Finding open =
          scene.judge(it -> it).findings().stream()
              .filter(it -> !it.isSatisfied())
              .findFirst()
              .orElseThrow();

      assertThat(open.facts().toString())
          .contains(
              scene.autoScalingGroup().autoScalingGroupName(),
              "lacks k8s.io/cluster-autoscaler/enabled, k8s.io/cluster-autoscaler/game");
    }
  }

  @Test
  void cannotTellTheVersionOfADigest() {
    try (Scene scene = new Scene()) {
      scene.image = "registry.k8s.io/autoscaling/cluster-autoscaler@sha256:0a";
      scene.group().install();

      assertThat(summary(scene.judge(it -> it))).isEqualTo("INCONCLUSIVE AutoscalerVersionDiffers");
    }
  }
}

package dev.referee.eks;

import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCluster;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.CreateNodegroupRequest;
import software.amazon.awssdk.services.iam.IamClient;

/** A test fixture: a team's account in which a cluster comes about, with its Kubernetes API. */
final class ClusterReadyScene implements AutoCloseable {
  static final String NAME = "game";

  /** A password in what the checks read: annotations of objects and variables of containers. */
  static final String PASSWORD = "Xk2-hunter-9";

  final EmbeddedSandbox sandbox;
  final EmbeddedAccount account;
  final EksClient eks;
  final Ec2Client ec2;
  final IamClient iam;

  /** The subnets of the default VPC, a public one in each of three zones. */
  final List<String> subnets;

  final ClusterReadyBuilder check = EksChecks.clusterReady();
  private @Nullable EmbeddedKubernetes kubernetes;

  ClusterReadyScene() {
    this(EmbeddedSandbox.start());
  }

  ClusterReadyScene(EmbeddedSandbox sandbox) {
    this.sandbox = sandbox;
    account = sandbox.embedded();
    eks = sandbox.client(EksClient::builder);
    ec2 = sandbox.client(Ec2Client::builder);
    iam = sandbox.client(IamClient::builder);
    subnets = ec2.describeSubnets().subnets().stream().map(Subnet::subnetId).toList();
  }

  /** Returns the Kubernetes API if it has been started. */
  Optional<EmbeddedKubernetes> started() {
    return Optional.ofNullable(kubernetes);
  }

  EmbeddedKubernetes kubernetes() {
    if (kubernetes == null) {
      kubernetes = EmbeddedKubernetes.start(account, NAME);
    }
    return kubernetes;
  }

  EmbeddedCluster controls() {
    return account.cluster(NAME);
  }

  String role(String name, String service, String... policies) {
    String arn =
        iam.createRole(
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
    for (String policy : policies) {
      iam.attachRolePolicy(r -> r.roleName(name).policyArn("arn:aws:iam::aws:policy/" + policy));
    }
    return arn;
  }

  /** Begins to create the cluster. */
  ClusterReadyScene creating(Consumer<CreateClusterRequest.Builder> more) {
    String role = role("cluster", "eks.amazonaws.com", "AmazonEKSClusterPolicy");
    eks.createCluster(
        r ->
            r.name(NAME)
                .version("1.34")
                .roleArn(role)
                .resourcesVpcConfig(v -> v.subnetIds(subnets))
                .accessConfig(a -> a.authenticationMode("API_AND_CONFIG_MAP"))
                .applyMutation(more));
    return this;
  }

  ClusterReadyScene active(Consumer<CreateClusterRequest.Builder> more) {
    creating(more);
    pass(15);
    kubernetes();
    return this;
  }

  ClusterReadyScene active() {
    return active(r -> {});
  }

  ClusterReadyScene pass(int minutes) {
    sandbox.advance(Duration.ofMinutes(minutes));
    return this;
  }

  String nodeRole(String... policies) {
    return role(
        "node",
        "ec2.amazonaws.com",
        policies.length == 0
            ? new String[] {
              "AmazonEKSWorkerNodePolicy",
              "AmazonEC2ContainerRegistryPullOnly",
              "AmazonEKS_CNI_Policy"
            }
            : policies);
  }

  /** Begins to create a managed node group. */
  ClusterReadyScene group(String role, Consumer<CreateNodegroupRequest.Builder> more) {
    eks.createNodegroup(
        r ->
            r.clusterName(NAME)
                .nodegroupName("web")
                .nodeRole(role)
                .subnets(subnets)
                .scalingConfig(s -> s.minSize(1).maxSize(3).desiredSize(2))
                .applyMutation(more));
    return this;
  }

  /** Adds a node as kubelet reports it. */
  ClusterReadyScene node(String name, Consumer<Node> more) {
    Node node = new Node(name, sandbox.clock().instant().minus(Duration.ofMinutes(30)));
    more.accept(node);
    kubernetes().apply(node.yaml());
    return this;
  }

  /** Adds Ready nodes of a managed node group, in different zones. */
  ClusterReadyScene nodes(int number) {
    for (int i = 0; i < number; i++) {
      String zone = "eu-west-1" + "abc".charAt(i % 3);
      node("ip-10-0-0-" + i, it -> it.zone = zone);
    }
    return this;
  }

  /** Adds aws-node, kube-proxy and CoreDNS, all running. */
  ClusterReadyScene system(int nodes) {
    return daemons("aws-node", nodes, nodes).daemons("kube-proxy", nodes, nodes).dns(2, 2);
  }

  ClusterReadyScene daemons(String name, int desired, int ready) {
    return daemons("kube-system", name, desired, ready, name.equals("aws-node"));
  }

  ClusterReadyScene daemons(String namespace, String name, int desired, int ready, boolean plugin) {
    kubernetes()
        .apply(
            """
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: %1$s, namespace: %5$s, generation: 1, labels: {k8s-app: %1$s}}
            spec:
              selector: {matchLabels: {k8s-app: %1$s}}
              template:
                metadata: {labels: {k8s-app: %1$s}}
                spec:
                  containers:
                  - name: main
                    image: "example/%1$s:1"
                    env: [{name: DB_PASSWORD, value: "%6$s"}]
                  volumes: [{name: dir, hostPath: {path: %4$s}}]
            status:
              observedGeneration: 1
              desiredNumberScheduled: %2$d
              currentNumberScheduled: %2$d
              numberMisscheduled: 0
              numberReady: %3$d
            """
                .formatted(
                    name,
                    desired,
                    ready,
                    plugin ? "/etc/cni/net.d" : "/var/log",
                    namespace,
                    PASSWORD));
    return this;
  }

  ClusterReadyScene dns(int wanted, int available) {
    kubernetes()
        .apply(
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: coredns, namespace: kube-system, generation: 1, labels: {k8s-app: kube-dns}}
            spec:
              replicas: %d
              selector: {matchLabels: {k8s-app: kube-dns}}
              template:
                metadata: {labels: {k8s-app: kube-dns}}
                spec:
                  containers:
                  - name: coredns
                    image: "example/coredns:1"
                    env: [{name: DB_PASSWORD, value: "%s"}]
            status: {observedGeneration: 1, replicas: %d, readyReplicas: %d, availableReplicas: %d}
            """
                .formatted(wanted, PASSWORD, wanted, available, available));
    return this;
  }

  /** Adds a pod of the system that waits. */
  ClusterReadyScene pod(String name, String label, String status) {
    kubernetes()
        .apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: %s, namespace: kube-system, labels: {k8s-app: %s}}
            spec:
              containers:
              - name: main
                image: "example/x:1"
                env: [{name: DB_PASSWORD, value: "%s"}]
            status: %s
            """
                .formatted(name, label, PASSWORD, status));
    return this;
  }

  /** Returns the ids of the running instances, the first one first. */
  List<String> instances() {
    return ec2.describeInstances().reservations().stream()
        .flatMap(one -> one.instances().stream())
        .filter(one -> "running".equals(one.state().nameAsString()))
        .map(one -> one.instanceId())
        .sorted()
        .toList();
  }

  Verdict judge() {
    return judge(check.build());
  }

  Verdict judge(Check meant) {
    return Referee.builder()
        .clock(sandbox.clock())
        .checkBudget(Duration.ofMinutes(10))
        .sweepBudget(Duration.ofMinutes(10))
        .build()
        .judge(meant, Cluster.named(sandbox.account(), NAME));
  }

  @Override
  public void close() {
    if (kubernetes != null) {
      kubernetes.close();
    }
    sandbox.close();
  }

  /** A node as it is to be seen. */
  static final class Node {
    final String name;
    Instant since;
    boolean ready = true;
    String reason = "KubeletReady";
    String zone = "eu-west-1a";
    String version = "v1.34.1-eks-113cf36";
    String instance = "";
    String labels = "eks.amazonaws.com/nodegroup: web";

    Node(String name, Instant since) {
      this.name = name;
      this.since = since;
    }

    String yaml() {
      return """
      apiVersion: v1
      kind: Node
      metadata:
        name: %s
        annotations: {example.com/password: "%s"}
        labels: {topology.kubernetes.io/zone: %s, %s}
      spec: {providerID: "aws:///%s/%s"}
      status:
        conditions:
          - {type: MemoryPressure, status: "False", lastTransitionTime: "%s"}
          - {type: Ready, status: "%s", reason: %s, message: "%s", lastTransitionTime: "%s"}
        nodeInfo:
          kubeletVersion: %s
          architecture: amd64
          bootID: a
          containerRuntimeVersion: containerd://1.7
          kernelVersion: "6"
          kubeProxyVersion: ""
          machineID: a
          operatingSystem: linux
          osImage: Amazon Linux 2023
          systemUUID: a
      """
          .formatted(
              name,
              PASSWORD,
              zone,
              labels,
              zone,
              instance.isEmpty() ? "i-0" + Integer.toHexString(name.hashCode()) : instance,
              since,
              ready ? "True" : "False",
              reason,
              ready
                  ? "kubelet is posting ready status"
                  : "container runtime network not ready: cni plugin not initialized",
              since,
              version);
    }
  }
}

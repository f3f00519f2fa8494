package dev.referee.cli;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import dev.referee.aws.IamPolicy;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.kubernetes.ControlPlaneType;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * The account of one team in the EKS Jam, and the cluster that the team creates in it. Its methods
 * are the actions of a player, and what a cluster's controllers do after them. Not thread-safe.
 */
final class EksJamScenario implements Closeable {
  static final String CLUSTER = "jam";

  private static final String GROUP = "workers";
  private static final String ROLE = "referee";
  private static final String OLD = "v1.33.5-eks-113cf36";
  private static final String NEW = "v1.34.1-eks-113cf36";

  private static final String CLUSTER_TEMPLATE =
      """
      Resources:
        ServiceRole:
          Type: AWS::IAM::Role
          Properties:
            RoleName: eksctl-jam-cluster-ServiceRole
            AssumeRolePolicyDocument: %s
            ManagedPolicyArns: ["arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"]
        ControlPlane:
          Type: AWS::EKS::Cluster
          Properties:
            Name: jam
            Version: "1.33"
            RoleArn: !GetAtt ServiceRole.Arn
            ResourcesVpcConfig: {SubnetIds: %s}
            AccessConfig: {AuthenticationMode: API}
      """;

  private static final String NODES_TEMPLATE =
      """
      Resources:
        NodeInstanceRole:
          Type: AWS::IAM::Role
          Properties:
            RoleName: eksctl-jam-nodegroup-NodeInstanceRole
            AssumeRolePolicyDocument: %s
            ManagedPolicyArns: %s
        ManagedNodeGroup:
          Type: AWS::EKS::Nodegroup
          Properties:
            ClusterName: jam
            NodegroupName: workers
            NodeRole: !GetAtt NodeInstanceRole.Arn
            Subnets: %s
            ScalingConfig: {MinSize: 3, MaxSize: 3, DesiredSize: 3}
      """;

  private static final List<String> NODE_POLICIES =
      List.of(
          "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy",
          "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
          "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy");

  private static final EksJamWorkload WEB = EksJamWorkload.of("shop", "web", 3);
  private static final EksJamWorkload CART = EksJamWorkload.of("shop", "cart", 3);
  private static final EksJamWorkload ORDERS = EksJamWorkload.of("shop", "orders", 2).as("orders");
  private static final EksJamWorkload REPORT = EksJamWorkload.of("shop", "report", 2);
  private static final EksJamWorkload PAY = EksJamWorkload.of("pay", "pay", 2);

  private final EmbeddedAccount account;
  private final CloudFormationClient cloudFormation;
  private final Ec2Client ec2;
  private final EksClient eks;
  private final IamClient iam;
  private final Map<String, String> pods = new HashMap<>();
  private final Map<String, EksJamWorkload> running = new LinkedHashMap<>();
  private final List<String> nodes = new ArrayList<>();
  private String kubelet = OLD;
  private Optional<EmbeddedKubernetes> kubernetes = Optional.empty();

  EksJamScenario(EmbeddedAccount account) {
    this.account = account;
    this.cloudFormation = account.client(CloudFormationClient::builder);
    this.ec2 = account.client(Ec2Client::builder);
    this.eks = account.client(EksClient::builder);
    this.iam = account.client(IamClient::builder);
  }

  /** Creates the role that organisers use in the account, which requires an external id. */
  EksJamScenario role(String trusted, String externalId) {
    String trust = IamPolicy.trust("arn:aws:iam::%s:root".formatted(trusted), externalId);
    iam.createRole(role -> role.roleName(ROLE).assumeRolePolicyDocument(trust));
    return this;
  }

  /** Starts to create the cluster, as eksctl does. */
  EksJamScenario createCluster() {
    createCluster(subnets());
    kubernetes = Optional.of(EmbeddedKubernetes.start(account, CLUSTER, ControlPlaneType.MOCK));
    return this;
  }

  /** Starts to create the cluster with the subnets of one Availability Zone, which EKS refuses. */
  EksJamScenario createClusterInOneZone() {
    return createCluster(subnets().subList(0, 1));
  }

  private EksJamScenario createCluster(List<String> subnets) {
    stack(
        "eksctl-jam-cluster",
        CLUSTER_TEMPLATE.formatted(trust("eks.amazonaws.com"), quoted(subnets)));
    return this;
  }

  /** Deletes the stack of a cluster that could not be created. */
  EksJamScenario deleteStack() {
    cloudFormation.deleteStack(stack -> stack.stackName("eksctl-jam-cluster"));
    return this;
  }

  /** Starts to create the nodes, as eksctl does when the control plane is active. */
  EksJamScenario createNodes() {
    return createNodes(NODE_POLICIES);
  }

  /** Starts to create nodes whose role does not allow them to join the cluster. */
  EksJamScenario createNodesWithoutPolicies() {
    return createNodes(List.of("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"));
  }

  private EksJamScenario createNodes(List<String> policies) {
    stack(
        "eksctl-jam-nodegroup-workers",
        NODES_TEMPLATE.formatted(trust("ec2.amazonaws.com"), quoted(policies), quoted(subnets())));
    return this;
  }

  /** Lets the organisers' role read the cluster. */
  EksJamScenario allowOrganisers() {
    eks.createAccessEntry(
        entry ->
            entry
                .clusterName(CLUSTER)
                .principalArn("arn:aws:iam::%s:role/%s".formatted(account.id(), ROLE))
                .kubernetesGroups(ROLE));
    return this;
  }

  /** Attaches the policies of nodes to their role. */
  EksJamScenario attachNodePolicies() {
    for (String policy : NODE_POLICIES) {
      iam.attachRolePolicy(
          role -> role.roleName("eksctl-jam-nodegroup-NodeInstanceRole").policyArn(policy));
    }
    return this;
  }

  /** The nodes report to the API server, and the system's pods start on them. */
  EksJamScenario nodesJoin() {
    return nodesJoin("v1.33.5-eksbuild.2");
  }

  private EksJamScenario nodesJoin(String proxy) {
    nodes.forEach(name -> kubernetes().delete(node(name, "", "")));
    nodes.clear();
    for (Instance instance : instances()) {
      String name = instance.privateDnsName();
      nodes.add(name);
      kubernetes()
          .apply(node(name, instance.placement().availabilityZone(), instance.instanceId()));
    }
    running.values().forEach(workload -> replacePods(workload, workload.pods(now(), nodes)));
    return apply("system", ImmutableMap.of("proxy", proxy));
  }

  private String node(String name, String zone, String instance) {
    return manifest(
        "node",
        ImmutableMap.of("name", name, "zone", zone, "instance", instance, "kubelet", kubelet));
  }

  /** Creates the cluster with its nodes, and deploys the organisers' shop, while time passes. */
  void shop(ManualClock clock) {
    createCluster();
    clock.advance(Duration.ofMinutes(15));
    createNodes();
    clock.advance(Duration.ofMinutes(5));
    nodesJoin().deployShop();
  }

  /** Deploys the organisers' shop. */
  EksJamScenario deployShop() {
    apply("shop");
    apply("karpenter");
    nodePool("False", "SubnetsNotFound", "SubnetSelector did not match any Subnets");
    for (EksJamWorkload workload : List.of(WEB, CART, ORDERS, PAY)) {
      runs(workload);
    }
    kubernetes().apply(REPORT.deployment(now(), 0));
    replacePods(REPORT, REPORT.waitingPods(now()));
    return this;
  }

  /** Releases version 2 of the shop's website. */
  EksJamScenario release() {
    return runs(WEB.released("77d4", "v2"));
  }

  /** Allows one pod of the cart to be away. */
  EksJamScenario allowDisruption() {
    return apply("budget");
  }

  /** Lets the collector write to a Prometheus workspace. */
  EksJamScenario writeMetrics() {
    return apply("metrics");
  }

  /** Denies incoming traffic in the namespace of the payments, but only for some pods. */
  EksJamScenario isolateSomePods() {
    return apply("network-policy", ImmutableMap.of("selector", "{matchLabels: {tier: back}}"));
  }

  /** Denies incoming traffic in the namespace of the payments. */
  EksJamScenario isolatePayments() {
    return apply("network-policy", ImmutableMap.of("selector", "{}"));
  }

  /** Enforces the restricted Pod Security Standard; running pods stay as they are. */
  EksJamScenario enforceStandard() {
    return apply("enforce");
  }

  /** Lets the payments run by the restricted Pod Security Standard. */
  EksJamScenario hardenPayments() {
    return enforceStandard().runs(PAY.restricted());
  }

  /** Starts the update of the control plane. */
  EksJamScenario upgradeControlPlane() {
    eks.updateClusterVersion(update -> update.name(CLUSTER).version("1.34"));
    return this;
  }

  /** Starts the update of the nodes. */
  EksJamScenario upgradeNodes() {
    eks.updateNodegroupVersion(update -> update.clusterName(CLUSTER).nodegroupName(GROUP));
    return this;
  }

  /** The new nodes report to the API server. */
  EksJamScenario newNodesJoin() {
    kubelet = NEW;
    return nodesJoin("v1.34.0-eksbuild.2");
  }

  /** Corrects the selector of Karpenter's subnets; the node that was missing joins. */
  EksJamScenario fixNodePool() {
    nodePool("True", "Ready", "");
    String name = "ip-172-31-90-7.ap-northeast-2.compute.internal";
    nodes.add(name);
    kubernetes().apply(node(name, "ap-northeast-2a", "i-0a1b2c3d4e5f60718"));
    apply("nodeclaim", ImmutableMap.of("name", name));
    kubernetes().apply(REPORT.deployment(now(), REPORT.replicas()));
    replacePods(REPORT, REPORT.pods(now(), List.of(name)));
    return this;
  }

  private void nodePool(String ready, String reason, String message) {
    apply("nodepool", ImmutableMap.of("ready", ready, "reason", reason, "message", message));
  }

  /** Gives the orders a role by IRSA; pods that run already have no token for it. */
  EksJamScenario assignRole() {
    String issuer =
        eks.describeCluster(cluster -> cluster.name(CLUSTER))
            .cluster()
            .identity()
            .oidc()
            .issuer()
            .substring("https://".length());
    iam.createOpenIDConnectProvider(
        provider -> provider.url("https://" + issuer).clientIDList("sts.amazonaws.com"));
    iam.createRole(
        role ->
            role.roleName("orders")
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"Federated": "arn:aws:iam::%1$s:oidc-provider/%2$s"},
                     "Action": "sts:AssumeRoleWithWebIdentity",
                     "Condition": {"StringEquals": {"%2$s:sub": "system:serviceaccount:shop:orders",
                      "%2$s:aud": "sts.amazonaws.com"}}}}
                    """
                        .formatted(account.id(), issuer)));
    iam.putRolePolicy(
        policy ->
            policy
                .roleName("orders")
                .policyName("bucket")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Action": "s3:GetObject", "Resource": "arn:aws:s3:::jam-orders/*"}}
                    """));
    return apply("annotated", ImmutableMap.of("role", ordersRole()));
  }

  /** Restarts the rollout of the orders. */
  EksJamScenario restartOrders() {
    return runs(ORDERS.restarted(ordersRole()));
  }

  private String ordersRole() {
    return "arn:aws:iam::%s:role/orders".formatted(account.id());
  }

  /** Applies a workload that is rolled out at once, in the place of its former pods. */
  private EksJamScenario runs(EksJamWorkload workload) {
    kubernetes().apply(workload.deployment(now(), workload.replicas()));
    replacePods(workload, workload.pods(now(), nodes));
    running.put(workload.name(), workload);
    return this;
  }

  private void replacePods(EksJamWorkload workload, String yaml) {
    String former = pods.put(workload.name(), yaml);
    if (former != null) {
      kubernetes().delete(former);
    }
    kubernetes().apply(yaml);
  }

  private EmbeddedKubernetes kubernetes() {
    return kubernetes.orElseThrow();
  }

  private Instant now() {
    return account.clock().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private EksJamScenario apply(String name) {
    return apply(name, ImmutableMap.of());
  }

  private EksJamScenario apply(String name, Map<String, String> values) {
    kubernetes().apply(manifest(name, values));
    return this;
  }

  /** Returns a manifest in which the variables have values; {@code ${now}} is the time. */
  private String manifest(String name, Map<String, String> values) {
    try {
      String yaml =
          Resources.toString(
              Resources.getResource(EksJamScenario.class, "eks-jam/" + name + ".yaml"), UTF_8);
      yaml = yaml.replace("${now}", now().toString());
      for (Map.Entry<String, String> value : values.entrySet()) {
        yaml = yaml.replace("${" + value.getKey() + "}", value.getValue());
      }
      return yaml;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void stack(String name, String template) {
    cloudFormation.createStack(
        stack ->
            stack
                .stackName(name)
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
  }

  private List<String> subnets() {
    return ec2.describeSubnets().subnets().stream()
        .map(Subnet::subnetId)
        .collect(toImmutableList());
  }

  private List<Instance> instances() {
    return ec2
        .describeInstances(
            request ->
                request.filters(
                    Filter.builder().name("tag:eks:nodegroup-name").values(GROUP).build(),
                    Filter.builder()
                        .name("instance-state-name")
                        .values(InstanceStateName.RUNNING.toString())
                        .build()))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .collect(toImmutableList());
  }

  private static String trust(String service) {
    return """
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}]}\
    """
        .formatted(service);
  }

  private static String quoted(List<String> values) {
    return values.stream()
        .map(value -> "\"" + value + "\"")
        .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
  }

  @Override
  public void close() {
    kubernetes.ifPresent(EmbeddedKubernetes::close);
  }
}

package dev.referee.eks;

import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/**
 * A cluster with a workload {@code orders} in the namespace {@code shop}, whose role {@code orders}
 * may read a bucket. A story changes it before it is built; as it begins, everything is right and
 * by IRSA.
 */
final class WorkloadIdentityWorld implements AutoCloseable {
  /** A password that every world has in the variables of its containers. */
  static final String PASSWORD = "Xk2-hunter-9";

  static final String TOKEN = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";
  static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
       "Resource": "arn:aws:s3:::orders/*"}}
      """;

  /**
   * A pod.
   *
   * @param environment the variables of its container
   */
  record Pod(
      String name,
      String serviceAccount,
      String phase,
      String node,
      Map<String, String> environment) {
    Pod as(String account) {
      return new Pod(name, account, phase, node, environment);
    }

    Pod in(String newPhase) {
      return new Pod(name, serviceAccount, newPhase, node, environment);
    }

    Pod on(String newNode) {
      return new Pod(name, serviceAccount, phase, newNode, environment);
    }

    Pod with(Map<String, String> variables) {
      return new Pod(name, serviceAccount, phase, node, variables);
    }
  }

  final EmbeddedSandbox sandbox;
  final EksClient eks;
  final IamClient iam;
  final EmbeddedKubernetes kubernetes;
  final String issuer;
  final String roleArn;

  boolean hasDeployment = true;
  int replicas = 2;
  int updated = 2;
  String account = "orders";
  boolean hasAccount = true;
  Map<String, String> annotations = new LinkedHashMap<>();
  boolean hasProvider = true;
  List<String> audiences = List.of("sts.amazonaws.com");
  boolean hasRole = true;
  String path = "/";
  String trust;
  List<String> policies = new ArrayList<>(List.of(POLICY));
  List<String> objects = new ArrayList<>();
  List<Pod> pods = new ArrayList<>();
  List<Runnable> more = new ArrayList<>();
  UnaryOperator<WorkloadIdentityBuilder> asked = check -> check.deployment("orders");

  WorkloadIdentityWorld() {
    this(EmbeddedSandbox.start());
  }

  WorkloadIdentityWorld(EmbeddedSandbox sandbox) {
    this.sandbox = sandbox;
    eks = sandbox.client(EksClient::builder);
    iam = sandbox.client(IamClient::builder);
    roleArn = "arn:aws:iam::" + sandbox.embedded().id() + ":role/orders";
    createCluster();
    kubernetes = EmbeddedKubernetes.start(sandbox.embedded(), "game");
    issuer =
        eks.describeCluster(r -> r.name("game"))
            .cluster()
            .identity()
            .oidc()
            .issuer()
            .substring("https://".length());
    annotations.put("eks.amazonaws.com/role-arn", roleArn);
    trust = trust(provider(), condition("sub", "system:serviceaccount:shop:orders"));
    pods("orders-1", "orders-2");
  }

  private void createCluster() {
    role("cluster", service("eks.amazonaws.com", "sts:AssumeRole"), "/");
    iam.attachRolePolicy(
        r -> r.roleName("cluster").policyArn("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"));
    List<String> subnets =
        sandbox.client(Ec2Client::builder).describeSubnets().subnets().stream()
            .map(Subnet::subnetId)
            .toList();
    eks.createCluster(
        r ->
            r.name("game")
                .roleArn("arn:aws:iam::" + sandbox.embedded().id() + ":role/cluster")
                .resourcesVpcConfig(v -> v.subnetIds(subnets))
                .accessConfig(a -> a.authenticationMode("API_AND_CONFIG_MAP")));
    sandbox.advance(Duration.ofMinutes(20));
  }

  /** Sets the running pods, with tokens of IRSA. */
  void pods(String... names) {
    pods.clear();
    for (String name : names) {
      pods.add(
          new Pod(
              name,
              "orders",
              "Running",
              "ip-10-0-0-1.ec2.internal",
              Map.of("AWS_ROLE_ARN", roleArn, "AWS_WEB_IDENTITY_TOKEN_FILE", TOKEN)));
    }
  }

  void eachPod(UnaryOperator<Pod> change) {
    pods.replaceAll(change);
  }

  void lastPod(UnaryOperator<Pod> change) {
    pods.set(pods.size() - 1, change.apply(pods.get(pods.size() - 1)));
  }

  /** Assigns the role by Pod Identity instead. */
  void podIdentity() {
    annotations.clear();
    hasProvider = false;
    trust = service("pods.eks.amazonaws.com", "sts:AssumeRole\", \"sts:TagSession");
    agent(3, 3);
    eachPod(
        pod ->
            pod.with(
                Map.of(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials")));
    more.add(() -> associate("shop", "orders"));
  }

  void associate(String namespace, String serviceAccount) {
    eks.createPodIdentityAssociation(
        r ->
            r.clusterName("game")
                .namespace(namespace)
                .serviceAccount(serviceAccount)
                .roleArn(roleArn));
  }

  void agent(int wanted, int ready) {
    objects.add(
        """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: eks-pod-identity-agent, namespace: kube-system}
        spec:
          selector: {matchLabels: {app: agent}}
          template:
            metadata: {labels: {app: agent}}
            spec:
              containers: [{name: agent, image: "example.com/agent:1"}]
        status:
          currentNumberScheduled: %d
          desiredNumberScheduled: %d
          numberMisscheduled: 0
          numberReady: %d
        """
            .formatted(wanted, wanted, ready));
  }

  String provider() {
    return "arn:aws:iam::" + sandbox.embedded().id() + ":oidc-provider/" + issuer;
  }

  /** Returns the trust policy of a federated principal, with conditions. */
  static String trust(String provider, String... conditions) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
     "Principal": {"Federated": "%s"}, "Action": "sts:AssumeRoleWithWebIdentity",
     "Condition": {%s}}}
    """
        .formatted(provider, String.join(", ", conditions));
  }

  /** Returns a condition of StringEquals on a claim, and the right audience. */
  String condition(String claim, String value) {
    return "\"StringEquals\": {\"%s:%s\": \"%s\", \"%s:aud\": \"sts.amazonaws.com\"}"
        .formatted(issuer, claim, value, issuer);
  }

  /** Returns a condition of StringLike on the subject. */
  String like(String subject) {
    return "\"StringLike\": {\"%s:sub\": \"%s\"}".formatted(issuer, subject);
  }

  static String service(String name, String actions) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
     "Principal": {"Service": "%s"}, "Action": ["%s"]}}
    """
        .formatted(name, actions);
  }

  void role(String name, String trustPolicy, String rolePath) {
    iam.createRole(r -> r.roleName(name).path(rolePath).assumeRolePolicyDocument(trustPolicy));
  }

  /** Builds it, and judges the workload. */
  Verdict judge() {
    build();
    return judgeAgain("game");
  }

  Verdict judgeAgain(String cluster) {
    return Referee.builder()
        .clock(sandbox.clock())
        .build()
        .judge(check(), Cluster.named(sandbox.account(), cluster));
  }

  Check check() {
    return asked
        .apply(
            EksChecks.workloadIdentity()
                .namespace("shop")
                .allows("s3:GetObject arn:aws:s3:::orders/new")
                .denies("iam:CreateUser", "s3:DeleteObject"))
        .build();
  }

  void build() {
    if (hasProvider) {
      iam.createOpenIDConnectProvider(r -> r.url("https://" + issuer).clientIDList(audiences));
    }
    if (hasRole) {
      role("orders", trust, path);
      for (int i = 0; i < policies.size(); i++) {
        String name = "policy-" + i;
        String document = policies.get(i);
        iam.putRolePolicy(r -> r.roleName("orders").policyName(name).policyDocument(document));
      }
    }
    if (hasAccount) {
      objects.add(serviceAccount());
    }
    if (hasDeployment) {
      objects.add(deployment());
    }
    objects.forEach(kubernetes::apply);
    pods.forEach(this::start);
    more.forEach(Runnable::run);
  }

  /** Applies a pod; if its service account is gone, it was deleted after the pod had started. */
  private void start(Pod pod) {
    String missing = namedServiceAccount(pod.serviceAccount());
    boolean gone =
        objects.stream().noneMatch(it -> it.startsWith(missing))
            && !pod.serviceAccount().equals("default");
    if (gone) {
      kubernetes.apply(missing);
    }
    kubernetes.apply(yaml(pod));
    if (gone) {
      kubernetes.delete(missing);
    }
  }

  private static String namedServiceAccount(String name) {
    return """
    apiVersion: v1
    kind: ServiceAccount
    metadata:
      name: %s
      namespace: shop
    """
        .formatted(name);
  }

  private String serviceAccount() {
    StringBuilder yaml = new StringBuilder(namedServiceAccount("orders"));
    if (!annotations.isEmpty()) {
      yaml.append("  annotations:\n");
      annotations.forEach((key, value) -> yaml.append("    %s: \"%s\"\n".formatted(key, value)));
    }
    return yaml.toString();
  }

  private String deployment() {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: orders, namespace: shop}
    spec:
      replicas: %d
      selector: {matchLabels: {app: orders}}
      template:
        metadata: {labels: {app: orders}}
        spec:
          serviceAccountName: %s
          containers:
          - name: app
            image: "example.com/orders:1"
            env: [{name: DB_PASSWORD, value: "%s"}]
    status: {observedGeneration: 99, replicas: %d, updatedReplicas: %d}
    """
        .formatted(replicas, account, PASSWORD, replicas, updated);
  }

  private static String yaml(Pod pod) {
    StringBuilder yaml =
        new StringBuilder(
            """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %s
              namespace: shop
              labels: {app: orders}
              ownerReferences:
              - {apiVersion: apps/v1, kind: ReplicaSet, name: orders-5d4f, uid: "1"}
            status: {phase: %s}
            spec:
              serviceAccountName: %s
              nodeName: %s
              containers:
              - name: app
                image: example.com/orders:1
                env:
                - {name: DB_PASSWORD, value: "%s"}
            """
                .formatted(pod.name(), pod.phase(), pod.serviceAccount(), pod.node(), PASSWORD));
    pod.environment()
        .forEach(
            (name, value) ->
                yaml.append("    - {name: %s, value: \"%s\"}\n".formatted(name, value)));
    return yaml.toString();
  }

  @Override
  public void close() {
    kubernetes.close();
    sandbox.close();
  }
}

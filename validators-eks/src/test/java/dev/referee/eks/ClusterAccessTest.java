package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.kubernetes.Cluster;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.RefereeAssertions;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import dev.referee.testkit.kubernetes.KubernetesFault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.LogSetup;
import software.amazon.awssdk.services.eks.model.LogType;
import software.amazon.awssdk.services.iam.IamClient;

@Execution(ExecutionMode.CONCURRENT)
class ClusterAccessTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
       "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}}
      """;

  /** A cluster with the roles {@code platform}, {@code team/dev} and {@code guest}. */
  static final class Scene implements AutoCloseable {
    /** A password in what the check reads: annotations, data, and a tag of the cluster. */
    static final String PASSWORD = "Xk2-hunter-9";

    final EmbeddedSandbox sandbox;
    final EksClient eks;
    final String owner;
    final String platform;
    final String dev;
    final String guest;
    private @Nullable EmbeddedKubernetes kubernetes;
    UnaryOperator<ClusterAccessBuilder> asked;

    Scene(Consumer<CreateClusterRequest.Builder> more) {
      this(EmbeddedSandbox.start());
      create(more);
    }

    Scene(EmbeddedSandbox sandbox) {
      this.sandbox = sandbox;
      eks = sandbox.client(EksClient::builder);
      owner = "arn:aws:iam::%s:".formatted(sandbox.embedded().id());
      platform = owner + "role/platform";
      dev = owner + "role/team/dev";
      guest = owner + "role/guest";
      asked = check -> check.admins(platform);
    }

    void create(Consumer<CreateClusterRequest.Builder> more) {
      role("cluster", "/");
      role("platform", "/");
      role("dev", "/team/");
      role("guest", "/");
      List<String> subnets =
          sandbox.client(Ec2Client::builder).describeSubnets().subnets().stream()
              .map(Subnet::subnetId)
              .toList();
      eks.createCluster(
          r ->
              r.name("game")
                  .tags(Map.of("password", PASSWORD))
                  .roleArn(owner + "role/cluster")
                  .resourcesVpcConfig(v -> v.subnetIds(subnets))
                  .accessConfig(a -> a.authenticationMode("API_AND_CONFIG_MAP"))
                  .applyMutation(more));
      sandbox.advance(Duration.ofMinutes(20));
      kubernetes = EmbeddedKubernetes.start(sandbox.embedded(), "game");
    }

    Optional<EmbeddedKubernetes> started() {
      return Optional.ofNullable(kubernetes);
    }

    EmbeddedKubernetes kubernetes() {
      return started().orElseThrow();
    }

    Check check() {
      return asked.apply(EksChecks.access()).build();
    }

    private void role(String name, String path) {
      IamClient iam = sandbox.client(IamClient::builder);
      iam.createRole(r -> r.roleName(name).path(path).assumeRolePolicyDocument(TRUST));
      if (name.equals("cluster")) {
        iam.attachRolePolicy(
            r -> r.roleName(name).policyArn("arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"));
      }
    }

    void entry(String arn, String... groups) {
      eks.createAccessEntry(r -> r.clusterName("game").principalArn(arn).kubernetesGroups(groups));
    }

    void policy(String arn, String policy, String... namespaces) {
      eks.associateAccessPolicy(
          r ->
              r.clusterName("game")
                  .principalArn(arn)
                  .policyArn("arn:aws:eks::aws:cluster-access-policy/" + policy)
                  .accessScope(
                      s ->
                          s.type(namespaces.length == 0 ? "cluster" : "namespace")
                              .namespaces(namespaces)));
    }

    void admin(String arn) {
      entry(arn);
      policy(arn, "AmazonEKSClusterAdminPolicy");
    }

    void awsAuth(String arn, String group) {
      kubernetes()
          .apply(
              """
              apiVersion: v1
              kind: ConfigMap
              metadata:
                name: aws-auth
                namespace: kube-system
                annotations: {example.com/password: "%1$s"}
              data:
                password: "%1$s"
                mapRoles: |
                  - rolearn: %2$s
                    username: somebody
                    groups: [%3$s]
              """
                  .formatted(PASSWORD, arn, group));
    }

    void bind(String group, String role) {
      kubernetes()
          .apply(
              """
              apiVersion: rbac.authorization.k8s.io/v1
              kind: ClusterRoleBinding
              metadata:
                name: game-%s
                annotations: {example.com/password: "%s"}
              roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}
              subjects:
              - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: "%s"}
              """
                  .formatted(role, PASSWORD, role, group));
    }

    void allowEverything(String role) {
      kubernetes()
          .apply(
              """
              apiVersion: rbac.authorization.k8s.io/v1
              kind: ClusterRole
              metadata:
                name: %s
                annotations: {example.com/password: "%s"}
              rules:
              - {apiGroups: ["*"], resources: ["*"], verbs: ["*"]}
              """
                  .formatted(role, PASSWORD));
    }

    /** Nobody else may administer it; the user of the account created it. */
    void onlyPlatform() {
      String creator =
          eks.listAccessEntries(r -> r.clusterName("game")).accessEntries().stream()
              .filter(arn -> !arn.equals(platform))
              .findFirst()
              .orElseThrow();
      asked = check -> check.admins(platform, creator).onlyAdmins();
    }

    void viewer() {
      asked = check -> check.viewers(guest);
    }

    Verdict judge() {
      return Referee.builder()
          .clock(sandbox.clock())
          .build()
          .judge(check(), Cluster.named(sandbox.account(), "game"));
    }

    @Override
    public void close() {
      started().ifPresent(EmbeddedKubernetes::close);
      sandbox.close();
    }
  }

  /** Returns a world of a cluster that is created with other settings. */
  private static ClusterWorld<Scene> created(
      String name,
      String next,
      Consumer<CreateClusterRequest.Builder> more,
      Consumer<Scene> story) {
    return new ClusterWorld<>(
        name,
        next.isEmpty() ? "PASSED " : "FAILED " + next,
        scene -> {
          scene.create(more);
          story.accept(scene);
        });
  }

  private static ClusterWorld<Scene> world(String name, String next, Consumer<Scene> story) {
    return created(name, next, r -> {}, story);
  }

  private static Verdict judged(ClusterWorld<Scene> world) {
    try (Scene scene = new Scene(EmbeddedSandbox.start())) {
      world.story().accept(scene);
      return scene.judge();
    }
  }

  static Stream<ClusterWorld<Scene>> fails() {
    return Stream.of(
        world("no access entry", "AdminMissing", s -> {}),
        world("access entry without a policy", "AdminMissing", s -> s.entry(s.platform)),
        world(
            "administrator of a namespace",
            "AdminMissing",
            s -> {
              s.entry(s.platform);
              s.policy(s.platform, "AmazonEKSClusterAdminPolicy", "shop");
            }),
        world(
            "viewer instead of administrator",
            "AdminMissing",
            s -> {
              s.entry(s.platform);
              s.policy(s.platform, "AmazonEKSViewPolicy");
            }),
        world("group that nothing binds", "AdminMissing", s -> s.entry(s.platform, "platform")),
        world(
            "line of aws-auth with a path",
            "AdminMissing",
            s -> {
              s.asked = check -> check.admins(s.dev);
              s.awsAuth(s.dev, "system:masters");
            }),
        world(
            "an access entry takes precedence over aws-auth",
            "AdminMissing",
            s -> {
              s.awsAuth(s.platform, "system:masters");
              s.entry(s.platform);
            }),
        world("nobody is a viewer", "ViewerMissing", Scene::viewer),
        created(
            "mode CONFIG_MAP",
            "AuthenticationModeOutdated",
            r -> r.accessConfig(a -> a.authenticationMode("CONFIG_MAP")),
            s -> s.asked = check -> check.authenticationMode("API_AND_CONFIG_MAP")),
        world(
            "mode API_AND_CONFIG_MAP",
            "AuthenticationModeOutdated",
            s -> s.asked = check -> check.authenticationMode("API")),
        world(
            "public endpoint",
            "EndpointTooOpen",
            s -> s.asked = check -> check.endpoint("private")),
        world(
            "public endpoint for everybody",
            "EndpointTooOpen",
            s -> s.asked = check -> check.endpoint("198.51.100.0/24")),
        world(
            "secrets without a key",
            "SecretsNotEncrypted",
            s -> s.asked = ClusterAccessBuilder::secretsEncrypted),
        world("no logs", "ControlPlaneLogsOff", s -> s.asked = check -> check.logs("audit")),
        created(
            "other logs",
            "ControlPlaneLogsOff",
            r -> r.logging(l -> l.clusterLogging(logs(LogType.API))),
            s -> s.asked = check -> check.logs("api", "audit")));
  }

  static Stream<ClusterWorld<Scene>> failsIfOverFixed() {
    return Stream.of(
        world(
            "another administrator",
            "OtherAdminPresent",
            s -> {
              s.admin(s.platform);
              s.onlyPlatform();
              s.admin(s.guest);
            }),
        world(
            "another administrator in aws-auth",
            "OtherAdminPresent",
            s -> {
              s.admin(s.platform);
              s.onlyPlatform();
              s.awsAuth(s.guest, "system:masters");
            }),
        world(
            "a group of another one",
            "OtherAdminPresent",
            s -> {
              s.admin(s.platform);
              s.onlyPlatform();
              s.entry(s.guest, "guests");
              s.allowEverything("all");
              s.bind("guests", "all");
            }),
        world(
            "everybody who logs in",
            "OtherAdminPresent",
            s -> {
              s.admin(s.platform);
              s.onlyPlatform();
              s.bind("system:authenticated", "cluster-admin");
            }),
        created(
            "the creator whom nothing shows",
            "OtherAdminPresent",
            r -> r.accessConfig(a -> a.authenticationMode("CONFIG_MAP")),
            s -> {
              s.awsAuth(s.platform, "system:masters");
              s.asked = check -> check.admins(s.platform).onlyAdmins();
            }),
        world(
            "viewer who administers",
            "ViewerIsAdmin",
            s -> {
              s.viewer();
              s.admin(s.guest);
            }));
  }

  static Stream<ClusterWorld<Scene>> passes() {
    return Stream.of(
        world("policy for the cluster", "", s -> s.admin(s.platform)),
        world(
            "group bound to cluster-admin",
            "",
            s -> {
              s.entry(s.platform, "platform");
              s.bind("platform", "cluster-admin");
            }),
        world(
            "group bound to a role that allows everything",
            "",
            s -> {
              s.entry(s.platform, "platform");
              s.allowEverything("all");
              s.bind("platform", "all");
            }),
        world("aws-auth", "", s -> s.awsAuth(s.platform, "system:masters")),
        world(
            "aws-auth without the path",
            "",
            s -> {
              s.asked = check -> check.admins(s.dev);
              s.awsAuth(s.owner + "role/dev", "system:masters");
            }),
        world(
            "no others",
            "",
            s -> {
              s.admin(s.platform);
              s.onlyPlatform();
              s.entry(s.guest);
              s.policy(s.guest, "AmazonEKSViewPolicy");
            }),
        world(
            "viewer of a namespace",
            "",
            s -> {
              s.viewer();
              s.entry(s.guest);
              s.policy(s.guest, "AmazonEKSViewPolicy", "shop");
            }),
        world(
            "viewer by a group",
            "",
            s -> {
              s.viewer();
              s.entry(s.guest, "guests");
              s.bind("guests", "view");
            }),
        created(
            "mode API",
            "",
            r -> r.accessConfig(a -> a.authenticationMode("API")),
            s -> s.asked = check -> check.authenticationMode("API_AND_CONFIG_MAP")),
        created(
            "logs on",
            "",
            r -> r.logging(l -> l.clusterLogging(logs(LogType.API, LogType.AUDIT))),
            s -> s.asked = check -> check.logs("audit")));
  }

  @Test
  void acceptsAPublicEndpointForTheGivenBlocks() {
    try (Scene scene = new Scene(r -> {})) {
      scene.eks.updateClusterConfig(
          r ->
              r.name("game")
                  .resourcesVpcConfig(
                      v -> v.endpointPublicAccess(true).publicAccessCidrs("198.51.100.0/28")));
      scene.sandbox.advance(Duration.ofMinutes(10));
      scene.asked = check -> check.endpoint("198.51.100.0/24", "203.0.113.7/32");

      RefereeAssertions.assertThat(scene.judge()).isPassed();
    }
  }

  @Test
  void asksKubernetesNothingIfEksDecides() {
    try (Scene scene = new Scene(r -> {})) {
      scene.admin(scene.platform);

      RefereeAssertions.assertThat(scene.judge()).isPassed();

      assertThat(scene.kubernetes().requests()).isEmpty();
    }
  }

  @Test
  void cannotTellWhatItMayNotRead() {
    RefereeAssertions.assertThat(
            judged(
                world(
                    "denied",
                    "",
                    s -> {
                      s.admin(s.platform);
                      s.onlyPlatform();
                      s.kubernetes()
                          .inject(KubernetesFault.forbidden().on("list", "clusterrolebindings"));
                    })))
        .isInconclusive(Cause.ACCESS_DENIED);
    RefereeAssertions.assertThat(
            judged(
                world(
                    "denied",
                    "",
                    s -> {
                      s.admin(s.platform);
                      s.sandbox
                          .embedded()
                          .inject(Fault.deny().on("eks", "ListAssociatedAccessPolicies"));
                    })))
        .isInconclusive(Cause.ACCESS_DENIED);
    RefereeAssertions.assertThat(
            judged(
                world(
                    "garbage",
                    "",
                    s -> {
                      s.entry(s.platform, "platform");
                      s.kubernetes().inject(KubernetesFault.garbage());
                    })))
        .isInconclusive(Cause.UNREACHABLE);
  }

  @Test
  void refusesToJudgeNothing() {
    assertThatThrownBy(() -> EksChecks.access().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at least one of");
    assertThatThrownBy(() -> EksChecks.access().logs("audit").onlyAdmins().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("onlyAdmins needs admins");
    assertThatThrownBy(() -> EksChecks.access().admins("platform"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LogSetup logs(LogType... types) {
    return LogSetup.builder().enabled(true).types(types).build();
  }
}

package dev.referee.eks;

import static dev.referee.eks.WorkloadIdentityWorld.POLICY;
import static dev.referee.eks.WorkloadIdentityWorld.service;
import static dev.referee.eks.WorkloadIdentityWorld.trust;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.testkit.Fault;
import dev.referee.testkit.RefereeAssertions;
import dev.referee.testkit.kubernetes.KubernetesFault;
import dev.referee.testkit.kubernetes.ReceivedRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class WorkloadIdentityTest {
  private static final String ANNOTATION = "eks.amazonaws.com/role-arn";

  private static ClusterWorld<WorkloadIdentityWorld> world(
      String name, String next, Consumer<WorkloadIdentityWorld> story) {
    return new ClusterWorld<>(name, next.isEmpty() ? "PASSED " : "FAILED " + next, story);
  }

  private static Verdict judged(ClusterWorld<WorkloadIdentityWorld> world) {
    try (WorkloadIdentityWorld begun = new WorkloadIdentityWorld()) {
      world.story().accept(begun);
      return begun.judge();
    }
  }

  static Stream<ClusterWorld<WorkloadIdentityWorld>> fails() {
    return Stream.of(
        world(
            "scaled to zero",
            "WorkloadHasNoPods",
            w -> {
              w.replicas = 0;
              w.updated = 0;
              w.pods.clear();
            }),
        world("pods do not start", "WorkloadHasNoPods", w -> w.eachPod(pod -> pod.in("Pending"))),
        world("no service account named", "ServiceAccountNotNamed", w -> w.account = "default"),
        world("service account deleted", "ServiceAccountMissing", w -> w.hasAccount = false),
        world("no annotation", "RoleNotAssigned", w -> w.annotations.clear()),
        world(
            "annotation with a typing error",
            "RoleNotAssigned",
            w -> {
              w.annotations.clear();
              w.annotations.put("eks.amazon.com/role-arn", w.roleArn);
            }),
        world(
            "association for another namespace",
            "RoleNotAssigned",
            w -> {
              w.podIdentity();
              w.more.clear();
              w.more.add(() -> w.associate("default", "orders"));
            }),
        world("no OIDC provider", "OidcProviderMissing", w -> w.hasProvider = false),
        world(
            "OIDC provider of another cluster",
            "OidcProviderMissing",
            w -> {
              w.hasProvider = false;
              w.more.add(
                  () ->
                      w.iam.createOpenIDConnectProvider(
                          r -> r.url("https://oidc.eks.us-east-1.amazonaws.com/id/OTHER")));
            }),
        world(
            "OIDC provider for another audience",
            "OidcAudienceMissing",
            w -> w.audiences = List.of("sts")),
        world("role deleted", "RoleMissing", w -> w.hasRole = false),
        world(
            "annotation with an instance profile",
            "RoleMissing",
            w -> w.annotations.put(ANNOTATION, w.roleArn.replace(":role/", ":instance-profile/"))),
        world("role with a path", "RoleMissing", w -> w.path = "/game/"),
        world(
            "trusts another cluster",
            "RoleNotTrusting",
            w -> w.trust = w.trust.replace(w.issuer, "oidc.eks.us-east-1.amazonaws.com/id/OTHER")),
        world(
            "trusts another namespace",
            "RoleNotTrusting",
            w -> w.trust = w.trust.replace("shop:orders", "default:orders")),
        // https://github.com/crossplane/crossplane/issues/5578
        world(
            "wildcard in StringEquals",
            "RoleNotTrusting",
            w -> w.trust = w.trust.replace("shop:orders", "shop:ord*")),
        // https://github.com/external-secrets/kubernetes-external-secrets/issues/287
        world(
            "subject compared with the audience",
            "RoleNotTrusting",
            w ->
                w.trust =
                    trust(
                        w.provider(),
                        "\"StringEquals\": {\"%s:aud\": \"system:serviceaccount:shop:orders\"}"
                            .formatted(w.issuer))),
        // https://github.com/aws/karpenter-provider-aws/issues/1666
        world(
            "ARN of the provider in the condition key",
            "RoleNotTrusting",
            w -> w.trust = w.trust.replace("\"" + w.issuer, "\"" + w.provider())),
        world(
            "wrong audience in the trust policy",
            "RoleNotTrusting",
            w -> w.trust = w.trust.replace("sts.amazonaws.com", "sts.amazon.com")),
        // https://github.com/aws/aws-node-termination-handler/issues/373
        world(
            "role for EC2",
            "RoleNotTrusting",
            w -> w.trust = service("ec2.amazonaws.com", "sts:AssumeRole")),
        world(
            "Pod Identity without sts:TagSession",
            "RoleNotTrusting",
            w -> {
              w.podIdentity();
              w.trust = service("pods.eks.amazonaws.com", "sts:AssumeRole");
            }),
        world(
            "Pod Identity with a role for IRSA",
            "RoleNotTrusting",
            w -> {
              String before = w.trust;
              w.podIdentity();
              w.trust = before;
            }),
        world(
            "no Pod Identity Agent",
            "PodIdentityAgentNotRunning",
            w -> {
              w.podIdentity();
              w.objects.clear();
            }),
        world(
            "Pod Identity Agent not ready",
            "PodIdentityAgentNotRunning",
            w -> {
              w.podIdentity();
              w.objects.clear();
              w.agent(3, 1);
            }),
        world(
            "Pod Identity on Fargate",
            "PodIdentityOnFargate",
            w -> {
              w.podIdentity();
              w.eachPod(pod -> pod.on("fargate-ip-10-0-0-1.ec2.internal"));
            }),
        world("no policy", "ActionNotAllowed", w -> w.policies.clear()),
        world(
            "policy for another bucket",
            "ActionNotAllowed",
            w -> w.policies.replaceAll(it -> it.replace(":::orders", ":::old"))),
        world(
            "explicit deny",
            "ActionNotAllowed",
            w -> w.policies.add(POLICY.replace("Allow", "Deny"))),
        // https://github.com/external-secrets/kubernetes-external-secrets/issues/419
        world("not restarted", "PodsNotRestarted", w -> w.eachPod(pod -> pod.with(Map.of()))),
        world(
            "one pod not restarted", "PodsNotRestarted", w -> w.lastPod(pod -> pod.with(Map.of()))),
        world(
            "token for the role before",
            "PodsNotRestarted",
            w ->
                w.eachPod(
                    pod ->
                        pod.with(
                            Map.of(
                                "AWS_ROLE_ARN",
                                w.roleArn + "-old",
                                "AWS_WEB_IDENTITY_TOKEN_FILE",
                                WorkloadIdentityWorld.TOKEN)))),
        world(
            "pods run with the service account before",
            "PodsNotRestarted",
            w -> w.eachPod(pod -> pod.as("default"))),
        world(
            "tokens of IRSA after the change to Pod Identity",
            "PodsNotRestarted",
            w -> {
              w.podIdentity();
              w.pods("orders-1", "orders-2");
            }),
        world(
            "access key in a pod",
            "AccessKeysInPods",
            w ->
                w.lastPod(
                    pod ->
                        pod.with(
                            Map.of(
                                "AWS_ROLE_ARN", w.roleArn,
                                "AWS_WEB_IDENTITY_TOKEN_FILE", WorkloadIdentityWorld.TOKEN,
                                "AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")))));
  }

  static Stream<ClusterWorld<WorkloadIdentityWorld>> failsIfOverFixed() {
    return Stream.of(
        world(
            "every service account of the cluster",
            "TrustTooWide",
            w -> w.trust = trust(w.provider(), w.like("system:serviceaccount:*:*"))),
        world(
            "every service account of the namespace",
            "TrustTooWide",
            w -> w.trust = trust(w.provider(), w.like("system:serviceaccount:shop:*"))),
        world(
            "every token of the issuer",
            "TrustTooWide",
            w ->
                w.trust =
                    trust(
                        w.provider(),
                        "\"StringEquals\": {\"%s:aud\": \"sts.amazonaws.com\"}"
                            .formatted(w.issuer))),
        world(
            "service accounts of this name in any namespace",
            "TrustTooWide",
            w -> w.trust = trust(w.provider(), w.like("system:serviceaccount:*:orders"))),
        world(
            "EC2 instances, too",
            "TrustTooWide",
            w -> {
              w.podIdentity();
              w.trust =
                  w.trust.replace(
                      "\"pods.eks.amazonaws.com\"",
                      "[\"pods.eks.amazonaws.com\", \"ec2.amazonaws.com\"]");
            }),
        world(
            "administrator",
            "ForbiddenActionAllowed",
            w ->
                w.more.add(
                    () ->
                        w.iam.attachRolePolicy(
                            r ->
                                r.roleName("orders")
                                    .policyArn("arn:aws:iam::aws:policy/AdministratorAccess")))),
        world(
            "every action of S3",
            "ForbiddenActionAllowed",
            w -> w.policies.replaceAll(it -> it.replace("s3:GetObject", "s3:*"))));
  }

  static Stream<ClusterWorld<WorkloadIdentityWorld>> passes() {
    return Stream.of(
        world("IRSA", "", w -> {}),
        world("Pod Identity", "", WorkloadIdentityWorld::podIdentity),
        world(
            "StringLike with the exact subject",
            "",
            w -> w.trust = trust(w.provider(), w.like("system:serviceaccount:shop:orders"))),
        world(
            "several service accounts by name",
            "",
            w ->
                w.trust =
                    trust(
                        w.provider(),
                        "\"ForAnyValue:StringEquals\": {\"%s:sub\": [\"%s\", \"%s\"]}"
                            .formatted(
                                w.issuer,
                                "system:serviceaccount:shop:orders",
                                "system:serviceaccount:shop:billing"))),
        world(
            "Pod Identity for this service account by session tags",
            "",
            w -> {
              w.podIdentity();
              w.trust =
                  w.trust.replace(
                      "\"Action\"",
                      "\"Condition\": {\"StringEquals\": {"
                          + "\"aws:RequestTag/kubernetes-namespace\": \"shop\","
                          + "\"aws:RequestTag/kubernetes-service-account\": \"orders\"}},"
                          + " \"Action\"");
            }),
        world(
            "pods by label",
            "",
            w -> {
              w.hasDeployment = false;
              w.asked = check -> check.pods(Map.of("app", "orders"));
            }),
        world(
            "permissions by session tags",
            "",
            w -> {
              w.podIdentity();
              w.policies.replaceAll(
                  it ->
                      it.replace(
                          "\"arn:aws:s3:::orders/*\"",
                          "\"*\", \"Condition\": {\"StringEquals\":"
                              + " {\"aws:PrincipalTag/kubernetes-namespace\": \"shop\"}}"));
            }),
        world(
            "target role",
            "",
            w -> {
              w.podIdentity();
              w.policies.clear();
              w.policies.add(
                  """
                  {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                   "Action": ["sts:AssumeRole", "sts:TagSession"], "Resource": "*"}}
                  """);
              w.more.clear();
              w.more.add(() -> associateTarget(w));
            }),
        world(
            "pods that have ended",
            "",
            w -> w.pods.add(w.pods.get(0).in("Succeeded").with(Map.of()))));
  }

  private static void associateTarget(WorkloadIdentityWorld world) {
    String target = world.roleArn + "-target";
    world.role(
        "orders-target",
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
         "Principal": {"AWS": "%s"}, "Action": ["sts:AssumeRole", "sts:TagSession"]}}
        """
            .formatted(world.roleArn),
        "/");
    world.iam.putRolePolicy(
        r -> r.roleName("orders-target").policyName("read").policyDocument(POLICY));
    world.eks.createPodIdentityAssociation(
        r ->
            r.clusterName("game")
                .namespace("shop")
                .serviceAccount("orders")
                .roleArn(world.roleArn)
                .targetRoleArn(target));
  }

  @Test
  void namesThePodsToRestartAndTheCommand() {
    Verdict verdict = judged(world("one old pod", "", w -> w.lastPod(pod -> pod.with(Map.of()))));

    Finding next = verdict.next().orElseThrow();
    assertThat(next.seen().orElseThrow()).contains("orders-2").doesNotContain("orders-1");
    assertThat(next.remedy().orElseThrow())
        .contains("kubectl rollout restart deployment/orders -n shop");
    assertThat(next.progress().percent()).isEqualTo(50);
  }

  @Test
  void namesTheDeploymentOfPodsThatWereSelectedByLabel() {
    Verdict verdict =
        judged(
            world(
                "old pods",
                "",
                w -> {
                  w.eachPod(pod -> pod.with(Map.of()));
                  w.asked = check -> check.pods(Map.of("app", "orders"));
                }));

    assertThat(verdict.next().orElseThrow().remedy().orElseThrow())
        .contains("kubectl rollout restart deployment/orders -n shop");
  }

  @Test
  void failsWithoutACluster() {
    try (WorkloadIdentityWorld world = new WorkloadIdentityWorld()) {
      RefereeAssertions.assertThat(world.judgeAgain("other"))
          .isFailed()
          .hasNext("ClusterNotActive");
    }
  }

  @Test
  void takesFewCallsIfSolved() {
    try (WorkloadIdentityWorld world = new WorkloadIdentityWorld()) {
      world.podIdentity();
      world.build();
      int before = world.sandbox.embedded().calls().size();

      RefereeAssertions.assertThat(world.judgeAgain("game")).isPassed();

      List<ReceivedRequest> requests = world.kubernetes.requests();
      assertThat(requests).hasSizeLessThanOrEqualTo(4);
      assertThat(
              world.sandbox.embedded().calls().stream()
                  .skip(before)
                  .filter(call -> call.service().equals("eks")))
          .hasSizeLessThanOrEqualTo(3);
    }
  }

  @Test
  void cannotTellWhatItMayNotRead() {
    inconclusive(w -> w.kubernetes.inject(KubernetesFault.forbidden().on("list", "pods")));
    inconclusive(w -> w.kubernetes.inject(KubernetesFault.unauthorized()));
    inconclusive(w -> w.sandbox.embedded().inject(Fault.deny().on("iam", "GetRole")));
    inconclusive(
        w -> w.sandbox.embedded().inject(Fault.deny().on("eks", "ListPodIdentityAssociations")));
    inconclusive(w -> w.sandbox.embedded().inject(Fault.deny().on("iam", "ListRolePolicies")));
  }

  private static void inconclusive(Consumer<WorkloadIdentityWorld> fault) {
    Verdict verdict = judged(world("fault", "", w -> w.more.add(() -> fault.accept(w))));
    assertThat(verdict.cause())
        .as(verdict.toString())
        .hasValueSatisfying(cause -> assertThat(cause).isNotEqualTo(Cause.INTERNAL));
  }

  @Test
  void cannotTellFromGarbage() {
    Verdict verdict =
        judged(
            world(
                "garbage",
                "",
                w ->
                    w.more.add(
                        () -> w.kubernetes.inject(KubernetesFault.garbage().on("list", "pods")))));

    RefereeAssertions.assertThat(verdict).isInconclusive(Cause.UNREACHABLE);
  }

  @Test
  void cannotTellForARoleOfAnotherAccount() {
    RefereeAssertions.assertThat(
            judged(
                world(
                    "other account",
                    "",
                    w -> {
                      String other = "arn:aws:iam::999988887777:role/orders";
                      w.annotations.put(ANNOTATION, other);
                      w.eachPod(
                          pod ->
                              pod.with(
                                  Map.of(
                                      "AWS_ROLE_ARN",
                                      other,
                                      "AWS_WEB_IDENTITY_TOKEN_FILE",
                                      WorkloadIdentityWorld.TOKEN)));
                    })))
        .isInconclusive(Cause.MISCONFIGURED);
  }
}

package dev.referee.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.ManualClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;

/** Tests of logins, on whichever control plane there is. */
@ExtendWith(KubernetesExtension.class)
class LoginTest {
  private static final String PODS = "/api/v1/namespaces/shop/pods";

  private EmbeddedKubernetes kubernetes;
  private EmbeddedAccount account;
  private Caller caller;

  @BeforeEach
  void start(EmbeddedKubernetes started) {
    kubernetes = started;
    account = started.account();
    caller = new Caller(started);
  }

  private String role(String path) {
    String arn =
        account
            .client(IamClient::builder)
            .createRole(
                r ->
                    r.roleName("player")
                        .path(path)
                        .assumeRolePolicyDocument(
                            """
                            {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                             "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}}
                            """))
            .role()
            .arn();
    return arn;
  }

  private int status(String token, String path) throws Exception {
    return caller.get(token, path).statusCode();
  }

  private String player(String roleArn) {
    return Tokens.of(account, "game", Tokens.session(account, roleArn));
  }

  @Test
  void showsItsEndpointAndCertificate() {
    assertThat(caller.cluster.endpoint()).isEqualTo(kubernetes.endpoint().toString());
  }

  @Test
  void admitsTheCreator() throws Exception {
    assertThat(status(Tokens.of(account, "game"), PODS)).isEqualTo(200);
    assertThat(kubernetes.requests())
        .extracting(ReceivedRequest::verb, ReceivedRequest::resource, ReceivedRequest::status)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("list", "pods", 200));
  }

  @Test
  void admitsATokenThatIsSignedForTheEmbeddedEndpoint() throws Exception {
    String url =
        Tokens.url(account, "game", Tokens.own(account), account.endpoint().toString() + "/");

    assertThat(status(Tokens.encoded(url), PODS)).isEqualTo(200);
  }

  @Test
  void refusesATokenAfterAQuarterOfAnHour(ManualClock clock) throws Exception {
    String token = Tokens.of(account, "game");
    clock.advance(Duration.ofMinutes(15));
    assertThat(status(token, PODS)).isEqualTo(200);

    clock.advance(Duration.ofSeconds(1));

    HttpResponse<String> refused = caller.get(token, PODS);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).contains("\"kind\":\"Status\"", "\"reason\":\"Unauthorized\"");
  }

  @Test
  void refusesATokenOfAnotherCluster() throws Exception {
    assertThat(status(Tokens.of(account, "other"), PODS)).isEqualTo(401);
  }

  @Test
  void refusesATokenThatWasChanged() throws Exception {
    String url = Tokens.url(account, "game", Tokens.own(account), "https://sts.amazonaws.com/");

    assertThat(status(Tokens.encoded(url), PODS)).isEqualTo(200);
    assertThat(status(Tokens.encoded(url + "0"), PODS)).isEqualTo(401);
    assertThat(status(Tokens.encoded(url + "&Extra=1"), PODS)).isEqualTo(401);
    assertThat(status(Tokens.encoded(url.replace("com/", "com/x")), PODS)).isEqualTo(401);
    assertThat(status(Tokens.encoded(url.replace("amazonaws.com", "example.org")), PODS))
        .isEqualTo(401);
    assertThat(status(TokenVerifier.PREFIX + "%", PODS)).isEqualTo(401);
  }

  @Test
  void refusesAPrincipalOfAnotherAccount(EmbeddedCloud cloud) throws Exception {
    assertThat(status(Tokens.of(cloud.account("999999999999"), "game"), PODS)).isEqualTo(401);
  }

  @Test
  void refusesWhoHasNoAccessEntryUntilThereIsOne() throws Exception {
    String role = role("/");
    assertThat(status(player(role), PODS)).isEqualTo(401);

    EksClient eks = account.client(EksClient::builder);
    eks.createAccessEntry(r -> r.clusterName("game").principalArn(role));
    assertThat(status(player(role), PODS)).isEqualTo(403);

    view(role, "namespace", "shop");
    assertThat(status(player(role), PODS)).isEqualTo(200);
  }

  private void view(String role, String scope, String... namespaces) {
    account
        .client(EksClient::builder)
        .associateAccessPolicy(
            r ->
                r.clusterName("game")
                    .principalArn(role)
                    .policyArn("arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy")
                    .accessScope(s -> s.type(scope).namespaces(namespaces)));
  }

  @Test
  void allowsWhatTheAccessPolicyAllowsInItsScope() throws Exception {
    String role = role("/team/");
    account
        .client(EksClient::builder)
        .createAccessEntry(r -> r.clusterName("game").principalArn(role));
    view(role, "namespace", "shop", "dev-*");

    assertThat(status(player(role), PODS)).isEqualTo(200);
    assertThat(status(player(role), "/api/v1/namespaces/dev-1/pods")).isEqualTo(200);
    assertThat(status(player(role), "/api/v1/namespaces/bank/pods")).isEqualTo(403);
    assertThat(status(player(role), "/api/v1/namespaces/shop/secrets")).isEqualTo(403);
    assertThat(status(player(role), "/api/v1/pods")).isEqualTo(403);
    HttpResponse<String> refused = caller.get(player(role), "/api/v1/nodes");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body())
        .contains(
            "nodes is forbidden: User"
                + " \\\"arn:aws:sts::111122223333:assumed-role/player/player\\\"");
  }

  @Test
  void admitsWhomTheConfigMapMaps() throws Exception {
    String role = role("/");
    kubernetes.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: aws-auth, namespace: kube-system}
        data:
          mapRoles: |
            - rolearn: %s
              username: player:{{SessionName}}
              groups: [system:masters]
        """
            .formatted(role));

    assertThat(status(player(role), PODS)).isEqualTo(200);
    assertThat(kubernetes.requests().get(0).user()).isEqualTo("player:player");
  }

  @Test
  void refusesARoleWithAPathInTheConfigMap() throws Exception {
    String role = role("/team/");
    kubernetes.apply(
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: aws-auth, namespace: kube-system}
        data: {mapRoles: '[{rolearn: "%s", username: player, groups: ["system:masters"]}]'}
        """
            .formatted(role));

    assertThat(status(player(role), PODS)).isEqualTo(401);
  }

  @Test
  void refusesWhoBringsNoToken() throws Exception {
    HttpResponse<String> refused = caller.get("", PODS);

    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("system:anonymous");
    assertThat(status("something", PODS)).isEqualTo(401);
  }
}

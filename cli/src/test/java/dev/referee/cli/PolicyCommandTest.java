package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {
  private static final String GAME =
      """
      id: doors
      title: Doors
      tasks:
        - id: door
          title: A door
          points: 100
          checks:
            - check: ec2.ports-open
              parameters: {securityGroup: web, required: tcp 443 from 0.0.0.0/0}
        - id: shell
          title: A shell
          points: 100
          checks:
            - check: ssm.session-opens
              parameters: {instances: {"tag:Name": vault}}
      teams:
        - id: one
          account:
            id: "111122220001"
            region: %s
            role: arn:aws:iam::${account.id}:role/referee
            externalId: ${env.SECRET}-one
      """;

  @TempDir private Path folder;
  private Path game = Path.of("game.yaml");

  @BeforeEach
  void write() throws IOException {
    game = folder.resolve("game.yaml");
    Files.writeString(game, GAME.formatted("eu-west-1"));
  }

  private Spoken policy(String... more) {
    List<String> arguments = new ArrayList<>(List.of("policy", game.toString()));
    arguments.addAll(List.of(more));
    return Spoken.referee(arguments.toArray(String[]::new));
  }

  private static List<String> actions(JsonNode policy) {
    List<String> actions = new ArrayList<>();
    policy.get("Statement").forEach(it -> it.get("Action").forEach(a -> actions.add(a.asText())));
    return actions;
  }

  @Test
  void isWhatTheChecksOfTheGameNeedAndWhatActsIsNamed() throws IOException {
    Spoken said = policy();

    assertThat(said.code()).isZero();
    assertThat(actions(new ObjectMapper().readTree(said.out())))
        .contains("ec2:DescribeSecurityGroups", "ssm:StartSession", "ssm:TerminateSession")
        .doesNotContain("autoscaling:DescribeAutoScalingGroups", "sts:GetCallerIdentity");
    assertThat(said.err())
        .contains("The task shell", "ssm.session-opens", "ssm:StartSession")
        .doesNotContain("The task door");
    assertThat(policy().out()).isEqualTo(said.out());
  }

  @Test
  void namesOptionalActionsAndWhatIsNotSeenWithoutThem() {
    Spoken said = policy("--task=shell");

    assertThat(said.err())
        .contains("are optional", "iam:SimulatePrincipalPolicy", "ssm:GetDocument")
        .contains("Whether the session preferences")
        .doesNotContain("ec2:DescribeSecurityGroups,");
    assertThat(policy("--task=door").err()).doesNotContain("are optional");
  }

  @Test
  void isNoMoreThanTheNamedTasksNeed() throws IOException {
    Spoken said = policy("--task=door");

    assertThat(actions(new ObjectMapper().readTree(said.out())))
        .contains("ec2:DescribeSecurityGroups")
        .noneMatch(action -> action.startsWith("ssm"));
    assertThat(said.err()).isEmpty();
    assertThat(policy("--task=dor").err()).contains("no task 'dor'", "'door'");
  }

  @Test
  void trustsAnAccountOfTheTeamsPartition() throws IOException {
    Spoken said = policy("--trust=999988887777", "--external-id=secret-one");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("arn:aws:iam::999988887777:root", "\"secret-one\"");
    assertThat(said.err()).isEmpty();

    Files.writeString(game, GAME.formatted("cn-north-1"));
    assertThat(policy("--trust=999988887777").out()).contains("arn:aws-cn:iam::999988887777:root");
  }

  @Test
  void warnsOfTrustWithoutAnExternalId() {
    Spoken said = policy("--trust=arn:aws:iam::999988887777:role/runner");

    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("arn:aws:iam::999988887777:role/runner");
    assertThat(said.err()).contains("--external-id");
  }

  @Test
  void saysWhatIsWrongWithItsUse() {
    assertThat(policy("--trust=me").code()).isEqualTo(64);
    assertThat(policy("--trust=me").err()).contains("12 digits", "'me'");
    assertThat(policy("--trust=999988887777", "--external-id=a b").code()).isEqualTo(64);
    assertThat(policy("--external-id=abc").err()).contains("--trust");
    assertThat(policy("--document=2").err()).contains("no document 2");
    assertThat(policy("--trust=999988887777", "--document=1").code()).isEqualTo(64);
  }

  @Nested
  class OfAnEksCluster {
    @BeforeEach
    void write() throws IOException {
      Files.writeString(
          game,
          GAME.formatted("eu-west-1")
              .replace("ssm.session-opens", "eks.workload-serves")
              .replace("{instances: {\"tag:Name\": vault}}", "{workload: web}"));
    }

    @Test
    void isAClusterRoleWithItsBinding() {
      Spoken role = policy("--cluster-role");

      assertThat(role.code()).isZero();
      assertThat(role.out())
          .contains("kind: ClusterRole\n", "kind: ClusterRoleBinding\n", "  name: referee\n")
          .contains("- apiGroups: [\"apps\"]\n  resources: [deployments, statefulsets]\n");
      assertThat(role.err()).contains("aws eks create-access-entry", "--kubernetes-groups referee");
    }

    @Test
    void isNotInThePolicyOfIam() {
      Spoken policy = policy();

      assertThat(policy.out()).contains("eks:DescribeCluster").doesNotContain("kubernetes");
      assertThat(policy.err()).contains("--cluster-role");
    }

    @Test
    void isNotNeededForOtherTasks() {
      Spoken role = policy("--cluster-role", "--task=door");

      assertThat(role.code()).isEqualTo(64);
      assertThat(role.err()).contains("No check of doors reads a cluster");
    }

    @Test
    void isPrintedAlone() {
      assertThat(policy("--cluster-role", "--trust=111122223333").err())
          .contains("Give one of --cluster-role, --trust and --document");
    }
  }
}

package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.aws.IamPolicy;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import dev.referee.testkit.SpawningFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.iam.IamClient;

class DoctorCommandTest {
  private static final String GAME =
      """
      id: shop
      title: Shop
      clock: {start: 2100-01-01T00:00:00Z, duration: 1h}
      tasks:
        - id: spawner
          title: Spawner
          points: 100
          checks:
            - check: ec2.spawner-stopped
              parameters: {group: shop, strange: {"tag:team": odd}}
        - id: serves
          title: Serves
          points: 100
          needs: [spawner]
          checks:
            - check: ec2.fleet-serves
              parameters: {group: shop, atLeast: 4}
      """;
  private static final String READY =
      """
      teams:
        - id: ready
          name: Team Ready
          account: {region: us-east-1, role: "arn:aws:iam::111122223333:role/judge", externalId: any}
      """;

  @TempDir private Path folder;
  private final EmbeddedSandbox sandbox = EmbeddedSandbox.start();

  @BeforeEach
  void build() {
    new SpawningFleet(sandbox, "shop", "odd").built();
    ExampleGame.role(sandbox.embedded(), "judge", sandbox.embedded().id());
  }

  @AfterEach
  void close() {
    sandbox.close();
  }

  private void permit(String policy) {
    sandbox
        .client(IamClient::builder)
        .putRolePolicy(it -> it.roleName("judge").policyName("referee").policyDocument(policy));
  }

  private void permitAll() throws IOException {
    Files.writeString(folder.resolve("game.yaml"), GAME);
    permit(Spoken.referee("policy", folder.resolve("game.yaml").toString()).out());
  }

  private Spoken doctor(Duration ahead, String teams) throws IOException {
    Path game = Files.writeString(folder.resolve("game.yaml"), GAME + teams);
    CliEnvironment given = Spoken.of(sandbox);
    return Spoken.in(
        new CliEnvironment(
            Clock.offset(sandbox.clock(), ahead),
            given.environment(),
            false,
            false,
            given.accounts(),
            given.in(),
            given.pause()),
        "doctor",
        game.toString(),
        "--endpoint=" + sandbox.cloud().endpoint());
  }

  private static String line(Spoken said, String team) {
    return said.out().lines().filter(it -> it.startsWith(team)).findFirst().orElse("");
  }

  @Test
  void reportsWhoIsReadyAndWhatASweepCosts() throws IOException {
    permitAll();

    Spoken said = doctor(Duration.ZERO, READY);

    assertThat(said.code()).as(said.out() + said.err()).isZero();
    assertThat(said.out().lines()).hasSize(2);
    assertThat(line(said, "ready"))
        .contains("111122223333", "right", "all", "2 of 2 judged", " of 100 to ")
        .endsWith("ready");
    assertThat(said.err())
        .contains("A sweep of 1 team by 2 tasks makes", "2100-01-01")
        .doesNotContain("Solved");
  }

  @Test
  void usesThePathOfTheRoleThatItAssumes() throws IOException {
    permitAll();
    String trust = IamPolicy.trust("arn:aws:iam::111122223333:root");
    IamClient iam = sandbox.client(IamClient::builder);
    iam.createRole(it -> it.roleName("blind").path("/game/").assumeRolePolicyDocument(trust));

    Spoken said = doctor(Duration.ZERO, READY.replace("role/judge", "role/game/blind"));

    assertThat(line(said, "ready")).contains(" missing ");
  }

  @Test
  void countsTheCallsThatASweepReallyMakes() throws IOException {
    permitAll();
    doctor(Duration.ZERO, READY);
    int before = sandbox.cloud().calls().size();
    Spoken.in(
        Spoken.of(sandbox),
        "judge",
        folder.resolve("game.yaml").toString(),
        "--task=spawner",
        "--task=serves",
        "--endpoint=" + sandbox.cloud().endpoint());
    long judged =
        sandbox.cloud().calls().subList(before, sandbox.cloud().calls().size()).stream()
            .filter(it -> !it.operation().equals("AssumeRole"))
            .count();

    Spoken said = doctor(Duration.ZERO, READY);

    assertThat(line(said, "ready")).contains("  %d, ".formatted(judged));
  }

  @Test
  void reportsARemedyForEachTeam() throws IOException {
    permitAll();

    Spoken said =
        doctor(
            Duration.ZERO,
            READY
                + """
                  - id: other
                    account: {id: "999999999999", region: us-east-1}
                  - id: untrusted
                    account: {region: us-east-1, role: "arn:aws:iam::444455556666:role/judge"}
                """);

    assertThat(said.code()).isEqualTo(2);
    assertThat(line(said, "ready")).endsWith("ready");
    assertThat(line(said, "other")).contains("not reached").endsWith("1 thing to do");
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains(
            "These credentials belong to account 111122223333, but the team's account is"
                + " 999999999999",
            "Give the team's account its own profile",
            "The role arn:aws:iam::444455556666:role/judge cannot be assumed",
            "Add the account that runs Referee to the role's trust policy");
  }

  @Test
  void reportsACommonRemedyOnce() throws IOException {
    permitAll();

    Spoken said =
        doctor(
            Duration.ZERO,
            """
            teams:
              - {id: one, account: {region: us-east-1, role: "arn:aws:iam::444455556661:role/judge"}}
              - {id: two, account: {region: us-east-1, role: "arn:aws:iam::444455556662:role/judge"}}
            """);

    assertThat(said.out())
        .contains("one, two\n")
        .containsOnlyOnce("role's trust policy")
        .contains("arn:aws:iam::...:role/judge");
    assertThat(said.err()).doesNotContain("A sweep");
  }

  @Test
  void namesThePermissionsThatAreMissing() throws IOException {
    permit(IamPolicy.permissions(dev.referee.Permissions.ofReads("ec2:DescribeInstances")));

    Spoken said = doctor(Duration.ZERO, READY);

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out())
        .contains(" missing", "autoscaling:DescribeAutoScalingGroups", "referee policy")
        .doesNotContain("ec2:DescribeInstances,");
  }

  @Test
  void seesByTheCallsWhatIsDeniedIfTheSimulationIsNotAllowed() throws IOException {
    permitAll();
    sandbox.embedded().inject(Fault.deny().on("iam", "SimulatePrincipalPolicy"));
    assertThat(line(doctor(Duration.ZERO, READY), "ready"))
        .contains("none denied")
        .endsWith("ready");
    sandbox.embedded().clearFaults();
    sandbox.embedded().inject(Fault.internalError().on("iam", "SimulatePrincipalPolicy"));
    assertThat(line(doctor(Duration.ZERO, READY), "ready"))
        .contains("none denied")
        .endsWith("ready");

    sandbox.embedded().inject(Fault.deny().on("autoscaling"));
    Spoken said = doctor(Duration.ZERO, READY);

    assertThat(said.code()).isEqualTo(2);
    assertThat(line(said, "ready")).contains("denied", "0 of 2 judged");
    assertThat(said.out().replaceAll("\\s+", " "))
        .contains("The task spawner cannot be judged: ACCESS_DENIED")
        .contains("Add autoscaling:DescribeAutoScalingGroups to the policy of the role");
  }

  @Test
  void findsAClockThatIsWrong() throws IOException {
    permitAll();

    Spoken said = doctor(Duration.ofMinutes(10), READY);

    assertThat(said.code()).isEqualTo(1);
    assertThat(said.out()).contains("The system clock is ", "ahead of AWS's", "REFEREE_TIME");
    assertThat(line(said, "ready")).containsPattern("(10m|9m5\\ds|10m\\ds) ahead ");
    assertThat(doctor(Duration.ofMinutes(-10), READY).out()).contains("behind AWS's");
  }

  @Test
  void wondersAboutWhatIsSolvedBeforeTheGame() throws IOException {
    permitAll();
    new SpawningFleet(sandbox, "shop", "odd").update(it -> it.desiredCapacity(4)).later(10);

    assertThat(doctor(Duration.ZERO, READY).err())
        .contains("Already solved for Team Ready before the game: serves");
  }
}

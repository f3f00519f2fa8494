package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.ManualClock;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

class SandboxCommandTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Pattern EXPORTS =
      Pattern.compile(
          "# account (\\d+)\\Rexport AWS_ENDPOINT_URL=(\\S+)\\Rexport AWS_ACCESS_KEY_ID=(\\S+)\\R"
              + "export AWS_SECRET_ACCESS_KEY=(\\S+)\\Rexport AWS_REGION=(\\S+) \\S+\\R"
              + "export REFEREE_TIME=(\\S+)");

  /** Ends the output of a sandbox, so that no reader waits for more. */
  private static final String ENDED = "the end of the sandbox";

  private final PipedWriter typed = new PipedWriter();
  private final StringWriter out = new StringWriter();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private String iam = "";

  @AfterEach
  void end() throws Exception {
    typed.close();
  }

  private CompletableFuture<Integer> sandbox(String... options) throws Exception {
    CliEnvironment surroundings =
        new CliEnvironment(
            ManualClock.at(NOW),
            ManualClock.at(Instant.MIN),
            Map.of(),
            false,
            false,
            UnaryOperator.identity(),
            new PipedReader(typed),
            time -> {});
    PrintWriter err =
        new PrintWriter(new StringWriter()) {
          @Override
          public void println(String line) {
            told.add(line);
          }
        };
    String[] arguments = new String[options.length + 2];
    arguments[0] = "sandbox";
    arguments[1] = "--port=0";
    System.arraycopy(options, 0, arguments, 2, options.length);
    CompletableFuture<Integer> ended =
        CompletableFuture.supplyAsync(
            () ->
                Main.commandLine(surroundings, arguments)
                    .setOut(new PrintWriter(out))
                    .setErr(err)
                    .execute(arguments),
            runnable -> new Thread(runnable, "sandbox").start());
    ended.whenComplete((code, thrown) -> told.add(ENDED));
    iam = heard("listens at");
    return ended;
  }

  private String heard(String words) throws InterruptedException {
    for (String line = next(); ; line = next()) {
      if (line.contains(words)) {
        return line;
      }
    }
  }

  private String next() throws InterruptedException {
    String line = told.take();
    assertThat(line).as("the sandbox says something before it ends").isNotEqualTo(ENDED);
    return line;
  }

  private void type(String line) throws Exception {
    typed.write(line + "\n");
    typed.flush();
  }

  @Test
  void servesWhatItExportsAndEndsOnRequest() throws Exception {
    CompletableFuture<Integer> ended =
        sandbox("--accounts=2", "--region=eu-west-1", "--role=judge");

    Matcher exports = EXPORTS.matcher(out.toString());
    for (String id : new String[] {"111122220001", "111122220002"}) {
      assertThat(exports.find()).isTrue();
      assertThat(exports.group(1)).isEqualTo(id);
      assertThat(URI.create(exports.group(2)).getHost()).isEqualTo("127.0.0.1");
      assertThat(exports.group(5)).isEqualTo("eu-west-1");
      StsClient sts =
          StsClient.builder()
              .endpointOverride(URI.create(exports.group(2)))
              .region(Region.of(exports.group(5)))
              .credentialsProvider(credentials(exports))
              .build();
      assertThat(sts.getCallerIdentity().account()).isEqualTo(id);
      if (id.endsWith("1")) {
        String other = "arn:aws:iam::111122220002:role/judge";
        assertThat(sts.assumeRole(it -> it.roleArn(other).roleSessionName("me").externalId("any")))
            .isNotNull();
      }
    }

    type("end");
    assertThat(ended.get()).isZero();
    assertThat(heard("ended")).isNotEmpty();
  }

  private static StaticCredentialsProvider credentials(Matcher exports) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(exports.group(3), exports.group(4)));
  }

  @Test
  void hasTheBrokenWorldOfAGameAndATimeThatIsMoved() throws Exception {
    CompletableFuture<Integer> ended = sandbox("--game=unicorn-corp", "--region=ap-northeast-1");
    Matcher exports = EXPORTS.matcher(out.toString());
    assertThat(exports.find()).isTrue();
    Ec2Client ec2 =
        Ec2Client.builder()
            .endpointOverride(URI.create(exports.group(2)))
            .region(Region.AP_NORTHEAST_1)
            .credentialsProvider(credentials(exports))
            .build();
    AutoScalingClient autoScaling =
        AutoScalingClient.builder()
            .endpointOverride(URI.create(exports.group(2)))
            .region(Region.AP_NORTHEAST_1)
            .credentialsProvider(credentials(exports))
            .build();

    assertThat(autoScaling.describeAutoScalingGroups().autoScalingGroups())
        .extracting(AutoScalingGroup::autoScalingGroupName)
        .containsExactlyInAnyOrder("unicorn-web", "unicorn-batch");
    assertThat(
            ec2.describeInstancesPaginator().reservations().stream()
                .flatMap(it -> it.instances().stream()))
        .hasSize(17)
        .extracting(Instance::launchTime)
        .allMatch(launched -> launched.isBefore(NOW));

    type("+1h30m");
    assertThat(heard("in the sandbox")).contains("2026-03-01T11:30:00Z");
    assertThat(CliEnvironment.clock(ManualClock.at(NOW), Map.of("REFEREE_TIME", exports.group(6))))
        .extracting(Clock::instant)
        .isEqualTo(Instant.parse("2026-03-01T11:30:00Z"));
    type("what?");
    assertThat(heard("moves it")).contains("+5m");
    type("end");
    assertThat(ended.get()).isZero();
  }

  @Test
  void buildsTheAccountsOfManyTeamsInTheRegionOfTheirGame() throws Exception {
    CompletableFuture<Integer> ended =
        sandbox("--game=fleet-jam", "--accounts=3", "--role=referee", "--no-enforce-iam");
    assertThat(iam).contains("does not enforce IAM");
    Matcher exports = EXPORTS.matcher(out.toString());
    assertThat(exports.find()).isTrue();
    assertThat(exports.group(5)).isEqualTo("ap-northeast-2");
    CliEnvironment organiser =
        new CliEnvironment(
            ManualClock.at(NOW),
            Map.of("REFEREE_EXTERNAL_ID", "any"),
            false,
            false,
            account -> account.credentials(credentials(exports)),
            Reader.nullReader(),
            time -> {});

    Spoken judged =
        Spoken.in(
            organiser,
            "judge",
            Path.of("..", "examples", "games", "seventy-two-teams.yaml").toString(),
            "--endpoint=" + exports.group(2),
            "--team=team-01",
            "--team=team-03",
            "--task=serve",
            "--task=private");

    assertThat(judged.code()).isEqualTo(1);
    assertThat(judged.out())
        .contains("4 judged: 4 failed", "GroupTooSmall", "InstanceHasPublicAddress");

    type("end");
    assertThat(ended.get()).isZero();
  }

  @Test
  void hasTheQuotasThatItIsGiven() throws Exception {
    CompletableFuture<Integer> ended = sandbox("--quota=VPCS_PER_REGION=1");
    Matcher exports = EXPORTS.matcher(out.toString());
    assertThat(exports.find()).isTrue();
    try (Ec2Client ec2 =
        Ec2Client.builder()
            .endpointOverride(URI.create(exports.group(2)))
            .region(Region.of(exports.group(5)))
            .credentialsProvider(credentials(exports))
            .build()) {
      assertThatThrownBy(() -> ec2.createVpc(it -> it.cidrBlock("10.0.0.0/16")))
          .isInstanceOf(Ec2Exception.class)
          .hasMessageContaining("The maximum number of VPCs has been reached.");
    }
    type("end");
    assertThat(ended.get()).isZero();
  }

  @Test
  void refusesARoleWhatItsPoliciesDoNotAllow() throws Exception {
    CompletableFuture<Integer> ended = sandbox("--game=unicorn-corp", "--role=referee");
    assertThat(iam).contains("It enforces IAM");
    Matcher exports = EXPORTS.matcher(out.toString());
    assertThat(exports.find()).isTrue();
    CliEnvironment organiser =
        new CliEnvironment(
            ManualClock.at(NOW),
            Map.of(),
            false,
            false,
            account -> account.credentials(credentials(exports)),
            Reader.nullReader(),
            time -> {});
    String[] check = {
      "check",
      "ec2.fleet-serves",
      "--param=group=unicorn-web",
      "--param=atLeast=3",
      "--region=" + exports.group(5),
      "--role=arn:aws:iam::111122220001:role/referee",
      "--endpoint=" + exports.group(2)
    };

    Spoken refused = Spoken.in(organiser, check);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.out()).contains("autoscaling:DescribeAutoScalingGroups");

    String policy =
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*", "Action":
         ["autoscaling:Describe*", "ec2:Describe*", "elasticloadbalancing:Describe*"]}}
        """;
    IamClient.builder()
        .endpointOverride(URI.create(exports.group(2)))
        .region(Region.AWS_GLOBAL)
        .credentialsProvider(credentials(exports))
        .build()
        .putRolePolicy(r -> r.roleName("referee").policyName("referee").policyDocument(policy));
    assertThat(Spoken.in(organiser, check).code()).isLessThan(2);

    type("end");
    assertThat(ended.get()).isZero();
  }

  @Test
  void hasNoWorldForMoreAccountsThanAGameHasTeams() {
    Spoken many = Spoken.referee("sandbox", "--game=fleet-jam", "--accounts=73", "--port=0");

    assertThat(many.code()).isEqualTo(64);
    assertThat(many.err()).contains("fleet-jam has 72 teams");
  }

  @Test
  void saysWhatIsWrongWithItsUse() {
    assertThat(Spoken.referee("sandbox", "--accounts=0").code()).isEqualTo(64);
    assertThat(Spoken.referee("sandbox", "--port=70000").code()).isEqualTo(64);
    assertThat(Spoken.referee("sandbox", "--game=chess").err()).contains("chess", "unicorn-corp");
  }
}

package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.iam.IamClient;

/** Tests of the embedded account with the AWS CLI, if it is installed. */
class AwsCliTest {
  private static final String TRUST =
      """
      {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
       "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}\
      """;

  @TempDir private Path directory;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");

  @BeforeAll
  static void needsTheCli() {
    assumeTrue(
        Pattern.compile(File.pathSeparator, Pattern.LITERAL)
            .splitAsStream(System.getenv("PATH"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "aws"))),
        "There is no aws on the PATH");
  }

  @AfterEach
  void close() {
    cloud.close();
  }

  private record Ran(int exit, String out, String err) {}

  private Ran run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("aws"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--endpoint-url", cloud.endpoint().toString(), "--output", "json"));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    String path = builder.environment().get("PATH");
    builder.environment().clear();
    builder.environment().put("PATH", directory + File.pathSeparator + path);
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("AWS_ACCESS_KEY_ID", account.accessKeyId());
    builder.environment().put("AWS_SECRET_ACCESS_KEY", account.secretAccessKey());
    builder.environment().put("AWS_DEFAULT_REGION", "us-east-1");
    builder.environment().put("AWS_MAX_ATTEMPTS", "1");
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("The CLI hangs: " + command);
    }
    return new Ran(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private JsonNode aws(String... arguments) throws IOException, InterruptedException {
    Ran ran = run(arguments);
    assertThat(ran.exit()).as(ran.err()).isZero();
    return new ObjectMapper().readTree(ran.out());
  }

  @Test
  void returnsTheCallersIdentity() throws Exception {
    JsonNode identity = aws("sts", "get-caller-identity");
    assertThat(identity.path("Account").asText()).isEqualTo("111111111111");
    assertThat(identity.path("Arn").asText()).isEqualTo("arn:aws:iam::111111111111:user/owner");
  }

  @Test
  void makesARoleAndReadsItsTrustPolicyBack() throws Exception {
    aws("iam", "create-role", "--role-name", "web", "--assume-role-policy-document", TRUST);
    JsonNode role = aws("iam", "get-role", "--role-name", "web").path("Role");
    assertThat(role.path("Arn").asText()).isEqualTo("arn:aws:iam::111111111111:role/web");
    assertThat(role.path("CreateDate").asText()).startsWith("2026-01-01T09:00:00");
    assertThat(role.at("/AssumeRolePolicyDocument/Statement/0/Action").asText())
        .isEqualTo("sts:AssumeRole");
  }

  @Test
  void listsStacks() throws Exception {
    assertThat(aws("cloudformation", "describe-stacks").path("Stacks").isArray()).isTrue();
    Ran missing = run("cloudformation", "describe-stacks", "--stack-name", "game");
    assertThat(missing.exit()).isNotZero();
    assertThat(missing.err())
        .contains("(ValidationError)")
        .contains("Stack with id game does not exist");
  }

  /** Retries while the name is taken: the CLI names a change set after the current second. */
  private Ran deploy(String... arguments) throws IOException, InterruptedException {
    Ran ran = run(arguments);
    for (int tries = 1; tries < 10 && ran.err().contains("AlreadyExistsException"); tries++) {
      ran = run(arguments);
    }
    return ran;
  }

  /** Deploys the network of a GameDay, then again without changes, and then with one change. */
  @Test
  void deploysTheNetworkOfAGameDay() throws Exception {
    Path template = directory.resolve("network.yaml");
    Files.writeString(
        template,
        Resources.toString(
            Resources.getResource(AwsCliTest.class, "gameday-network.yaml"),
            StandardCharsets.UTF_8));
    String[] deploy = {
      "cloudformation",
      "deploy",
      "--stack-name",
      "network",
      "--template-file",
      template.toString(),
      "--capabilities",
      "CAPABILITY_IAM",
      "--no-fail-on-empty-changeset"
    };
    Ran first = deploy(deploy);
    assertThat(first.exit()).as(first.err()).isZero();
    assertThat(first.out()).contains("Successfully created/updated stack - network");
    Ran again = deploy(deploy);
    assertThat(again.out()).as(again.err()).contains("No changes to deploy");
    String[] more = Arrays.copyOf(deploy, deploy.length + 2);
    more[deploy.length] = "--parameter-overrides";
    more[deploy.length + 1] = "Size=2";
    Ran last = deploy(more);
    assertThat(last.exit()).as(last.err()).isZero();
    assertThat(
            aws("autoscaling", "describe-auto-scaling-groups")
                .at("/AutoScalingGroups/0/MinSize")
                .asInt())
        .isEqualTo(2);
  }

  @Test
  void listsInstancesAndGroups() throws Exception {
    Ec2Client ec2 = account.client(Ec2Client::builder);
    String image = ec2.describeImages().images().get(0).imageId();
    String id =
        ec2.runInstances(r -> r.imageId(image).instanceType("t3.micro").minCount(1).maxCount(1))
            .instances()
            .get(0)
            .instanceId();
    JsonNode instances = aws("ec2", "describe-instances");
    assertThat(instances.at("/Reservations/0/Instances/0/InstanceId").asText()).isEqualTo(id);
    assertThat(
            aws("autoscaling", "describe-auto-scaling-groups").path("AutoScalingGroups").isArray())
        .isTrue();
  }

  @Test
  void createsAClusterAndConfiguresKubectlForIt() throws Exception {
    IamClient iam = account.client(IamClient::builder);
    iam.createRole(
        r ->
            r.roleName("cluster")
                .assumeRolePolicyDocument(TRUST.replace("ec2.amazonaws", "eks.amazonaws")));
    String subnets =
        account.client(Ec2Client::builder).describeSubnets().subnets().stream()
            .map(Subnet::subnetId)
            .collect(Collectors.joining(","));
    JsonNode created =
        aws(
            "eks",
            "create-cluster",
            "--name",
            "game",
            "--role-arn",
            "arn:aws:iam::111111111111:role/cluster",
            "--resources-vpc-config",
            "subnetIds=" + subnets);
    assertThat(created.at("/cluster/status").asText()).isEqualTo("CREATING");
    cloud.clock().advance(Duration.ofMinutes(10));
    assertThat(run("eks", "wait", "cluster-active", "--name", "game").exit()).isZero();
    assertThat(run("eks", "update-kubeconfig", "--name", "game").err()).isEmpty();
    assertThat(Files.readString(directory.resolve(".kube/config")))
        .contains(
            aws("eks", "describe-cluster", "--name", "game").at("/cluster/endpoint").asText());
    assertThat(
            run("eks", "describe-nodegroup", "--cluster-name", "game", "--nodegroup-name", "web")
                .err())
        .contains("(ResourceNotFoundException)")
        .contains("No node group found for name: web.");
    assertThat(
            aws(
                    "eks",
                    "list-tags-for-resource",
                    "--resource-arn",
                    created.at("/cluster/arn").asText())
                .path("tags")
                .isObject())
        .isTrue();
  }

  @Test
  void asksForTheHealthOfTargets() throws Exception {
    String vpc = account.client(Ec2Client::builder).describeVpcs().vpcs().get(0).vpcId();
    String group =
        aws(
                "elbv2",
                "create-target-group",
                "--name",
                "web",
                "--protocol",
                "HTTP",
                "--port",
                "80",
                "--vpc-id",
                vpc)
            .at("/TargetGroups/0/TargetGroupArn")
            .asText();
    assertThat(
            aws("elbv2", "describe-target-groups", "--names", "web")
                .at("/TargetGroups/0/Matcher/HttpCode")
                .asText())
        .isEqualTo("200");
    JsonNode health =
        aws(
            "elbv2",
            "describe-target-health",
            "--target-group-arn",
            group,
            "--targets",
            "Id=i-0123456789abcdef0");
    assertThat(health.at("/TargetHealthDescriptions/0/TargetHealth/Reason").asText())
        .isEqualTo("Target.NotRegistered");
    assertThat(run("elbv2", "describe-target-groups", "--names", "none").err())
        .contains("(TargetGroupNotFound)");
  }

  /** The CLI passes the response to a plugin, here to one that only prints it. */
  @Test
  void startsASession() throws Exception {
    Path plugin = directory.resolve("session-manager-plugin");
    Files.writeString(
        plugin,
        """
        #!/bin/sh
        [ "$1" = --version ] && echo 1.2.764.0 && exit
        case "$1" in AWS_SSM*) echo "$AWS_SSM_START_SESSION_RESPONSE" ;; *) echo "$1" ;; esac
        """);
    assertThat(plugin.toFile().setExecutable(true)).isTrue();
    String id = managedInstance();

    assertThat(
            aws("ssm", "describe-instance-information")
                .at("/InstanceInformationList/0/PingStatus")
                .asText())
        .isEqualTo("Online");
    assertThat(aws("ssm", "get-connection-status", "--target", id).path("Status").asText())
        .isEqualTo("connected");
    JsonNode session = aws("ssm", "start-session", "--target", id);
    assertThat(session.path("SessionId").asText()).startsWith("owner-");
    assertThat(session.path("StreamUrl").asText())
        .contains("/v1/data-channel/" + session.path("SessionId").asText());
  }

  private String managedInstance() {
    IamClient iam = account.client(IamClient::builder);
    iam.createRole(r -> r.roleName("managed").assumeRolePolicyDocument(TRUST));
    iam.attachRolePolicy(
        r ->
            r.roleName("managed")
                .policyArn("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"));
    iam.createInstanceProfile(r -> r.instanceProfileName("managed"));
    iam.addRoleToInstanceProfile(r -> r.instanceProfileName("managed").roleName("managed"));
    Ec2Client ec2 = account.client(Ec2Client::builder);
    String image = ec2.describeImages().images().get(0).imageId();
    String id =
        ec2.runInstances(
                r ->
                    r.imageId(image)
                        .minCount(1)
                        .maxCount(1)
                        .iamInstanceProfile(p -> p.name("managed")))
            .instances()
            .get(0)
            .instanceId();
    cloud.clock().advance(Duration.ofMinutes(2));
    return id;
  }

  @Test
  void readsAnError() throws Exception {
    account.inject(Fault.deny());
    assertThat(run("ec2", "describe-instances").err()).contains("(UnauthorizedOperation)");
    assertThat(run("ssm", "describe-instance-information").err())
        .contains("(AccessDeniedException)");
  }
}

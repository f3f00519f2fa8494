package dev.referee.testkit.embedded.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/** Tests with whose permissions CloudFormation creates the resources of a stack. */
class StackRolesTest {
  private static final String PARAMETER =
      """
      Resources:
        One: {Type: 'AWS::SSM::Parameter', Properties: {Name: /one, Type: String, Value: a}}
      """;
  private static final String ROLE =
      """
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess']
            AssumeRolePolicyDocument:
              {Version: 2012-10-17, Statement: [{Effect: Allow,
                Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]}
      """;
  private static final String SERVICE_ROLE = "arn:aws:iam::111111111111:role/deployer";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final CloudFormationClient owner = account.client(CloudFormationClient::builder);
  private final IamClient iam = account.client(IamClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private void role(String name, String principal) {
    iam.createRole(
        r ->
            r.roleName(name)
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": %s, "Action": "sts:AssumeRole"}}
                    """
                        .formatted(principal)));
  }

  private void serviceRole() {
    role("deployer", "{\"Service\": \"cloudformation.amazonaws.com\"}");
  }

  private void allow(String role, String resource, String... actions) {
    iam.putRolePolicy(
        r ->
            r.roleName(role)
                .policyName("allowed")
                .policyDocument(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
                        + String.join("\",\"", actions)
                        + "\"],\"Resource\":\""
                        + resource
                        + "\"}]}"));
  }

  /** Returns a client with a player's role, in an account that enforces IAM. */
  private CloudFormationClient player(String... actions) {
    role("player", "{\"AWS\": \"111111111111\"}");
    allow("player", "*", actions);
    account.enforceIam(true);
    Credentials credentials =
        account
            .client(StsClient::builder)
            .assumeRole(
                r -> r.roleArn("arn:aws:iam::111111111111:role/player").roleSessionName("game"))
            .credentials();
    return CloudFormationClient.builder()
        .endpointOverride(cloud.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    credentials.accessKeyId(),
                    credentials.secretAccessKey(),
                    credentials.sessionToken())))
        .build();
  }

  private static void create(
      CloudFormationClient by, String template, Consumer<CreateStackRequest.Builder> more) {
    by.createStack(
        r ->
            r.stackName("game")
                .templateBody(template)
                .capabilitiesWithStrings("CAPABILITY_IAM")
                .applyMutation(more));
  }

  private Stack stack() {
    return owner.describeStacks(r -> r.stackName("game")).stacks().get(0);
  }

  private List<String> failures() {
    return owner.describeStackEvents(r -> r.stackName("game")).stackEvents().stream()
        .filter(event -> event.resourceStatusAsString().endsWith("FAILED"))
        .map(StackEvent::resourceStatusReason)
        .toList();
  }

  @Test
  void refusesARoleThatThereIsNot() {
    assertThatThrownBy(() -> create(owner, PARAMETER, r -> r.roleARN(SERVICE_ROLE)))
        .isInstanceOf(CloudFormationException.class)
        .hasMessageContaining("Role " + SERVICE_ROLE + " is invalid or cannot be assumed");
    assertThat(owner.describeStacks().stacks()).isEmpty();
  }

  @Test
  void refusesARoleThatCloudFormationCannotAssume() {
    role("deployer", "{\"Service\": \"ec2.amazonaws.com\"}");
    assertThatThrownBy(() -> create(owner, PARAMETER, r -> r.roleARN(SERVICE_ROLE)))
        .hasMessageContaining("Role " + SERVICE_ROLE + " is invalid or cannot be assumed");
  }

  @Test
  void refusesARoleByItsName() {
    assertThatThrownBy(
            () -> create(owner, PARAMETER, r -> r.roleARN("CloudFormationExecutionRole")))
        .hasMessageContaining("CloudFormationExecutionRole is not a valid RoleARN");
  }

  @Test
  void refusesARoleThatTheCallerMayNotPass() {
    serviceRole();
    CloudFormationClient player = player("cloudformation:*");
    assertThatThrownBy(() -> create(player, PARAMETER, r -> r.roleARN(SERVICE_ROLE)))
        .isInstanceOf(CloudFormationException.class)
        .hasMessageContaining(
            "assumed-role/player/game is not authorized to perform: iam:PassRole on resource: "
                + SERVICE_ROLE)
        .extracting(refused -> ((CloudFormationException) refused).awsErrorDetails().errorCode())
        .isEqualTo("AccessDenied");
  }

  @Test
  void makesTheResourcesByTheRole() {
    serviceRole();
    allow("deployer", "arn:aws:ssm:us-east-1:111111111111:parameter/one", "ssm:*");
    create(player("cloudformation:*", "iam:PassRole"), PARAMETER, r -> r.roleARN(SERVICE_ROLE));
    assertThat(failures()).isEmpty();
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(stack().roleARN()).isEqualTo(SERVICE_ROLE);
  }

  @Test
  void makesNoResourceThatTheRoleMayNotMake() {
    serviceRole();
    create(
        player("cloudformation:*", "iam:PassRole", "ssm:*"),
        PARAMETER,
        r -> r.roleARN(SERVICE_ROLE));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(failures())
        .singleElement()
        .asString()
        .contains(
            "API: ssm:PutParameter",
            "arn:aws:sts::111111111111:assumed-role/deployer/AWSCloudFormation is not authorized to"
                + " perform: ssm:PutParameter");
  }

  @Test
  void makesResourcesByTheCallerWithoutARole() {
    CloudFormationClient player = player("cloudformation:*");
    create(player, PARAMETER, r -> {});
    assertThat(failures()).singleElement().asString().contains("assumed-role/player/game");
  }

  @Test
  void doesNotElevatePermissionsByAStack() {
    create(player("cloudformation:*", "iam:CreateRole", "iam:DeleteRole"), ROLE, r -> {});
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(failures()).singleElement().asString().contains("API: iam:AttachRolePolicy");
  }

  @Test
  void usesTheRoleForWhatFollowsWithoutPermissionToPassIt() {
    serviceRole();
    allow("deployer", "*", "ssm:*");
    create(owner, PARAMETER, r -> r.roleARN(SERVICE_ROLE));
    CloudFormationClient player = player("cloudformation:*");
    player.updateStack(
        r -> r.stackName("game").templateBody(PARAMETER.replace("Value: a", "Value: b")));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    String id = stack().stackId();
    player.deleteStack(r -> r.stackName("game"));
    assertThat(owner.describeStacks(r -> r.stackName(id)).stacks().get(0).stackStatus())
        .isEqualTo(StackStatus.DELETE_COMPLETE);
  }

  @Test
  void leavesWhatTheIdentityMayNotDelete() {
    create(owner, PARAMETER, r -> {});
    player("cloudformation:*").deleteStack(r -> r.stackName("game"));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.DELETE_FAILED);
    assertThat(stack().stackStatusReason())
        .contains("The following resource(s) failed to delete: [One].");
    assertThat(failures()).anyMatch(reason -> reason.contains("API: ssm:DeleteParameter"));
  }

  @Test
  void cannotDeleteAStackWhoseRoleIsGone() {
    serviceRole();
    create(owner, PARAMETER, r -> r.roleARN(SERVICE_ROLE));
    iam.deleteRole(r -> r.roleName("deployer"));
    assertThatThrownBy(() -> owner.deleteStack(r -> r.stackName("game")))
        .hasMessageContaining("Role " + SERVICE_ROLE + " is invalid or cannot be assumed");
  }

  @Test
  void takesTheRoleOfAChangeSet() {
    serviceRole();
    owner.createChangeSet(
        r ->
            r.stackName("game")
                .changeSetName("first")
                .changeSetType("CREATE")
                .roleARN(SERVICE_ROLE)
                .templateBody(PARAMETER));
    owner.executeChangeSet(r -> r.stackName("game").changeSetName("first"));
    assertThat(stack().roleARN()).isEqualTo(SERVICE_ROLE);
  }
}

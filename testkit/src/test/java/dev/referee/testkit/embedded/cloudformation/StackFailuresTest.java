package dev.referee.testkit.embedded.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.embedded.ec2.Images;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.InsufficientCapabilitiesException;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Tests the states of a stack and its resources after an operation has failed. */
class StackFailuresTest {
  private static final String ONE =
      "Resources:\n"
          + "  One: {Type: 'AWS::SSM::Parameter', Properties: {Name: /one, Type: String, Value:"
          + " a}}\n";
  private static final String BAD =
      "  Two: {Type: 'AWS::SSM::Parameter', DependsOn: One,"
          + " Properties: {Name: /aws/no, Type: String, Value: b}}\n";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final CloudFormationClient client = account.client(CloudFormationClient::builder);
  private final SsmClient ssm = account.client(SsmClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private String create(String template, Consumer<CreateStackRequest.Builder> more) {
    return client
        .createStack(r -> r.stackName("game").templateBody(template).applyMutation(more))
        .stackId();
  }

  private void update(String template, Consumer<UpdateStackRequest.Builder> more) {
    client.updateStack(r -> r.stackName("game").templateBody(template).applyMutation(more));
  }

  private Stack stack(String nameOrId) {
    return client.describeStacks(r -> r.stackName(nameOrId)).stacks().get(0);
  }

  private StackStatus status() {
    return stack("game").stackStatus();
  }

  private boolean has(String parameter) {
    return ssm.getParameters(r -> r.names(parameter)).parameters().size() == 1;
  }

  private static String with(String attribute, String template) {
    return template.replace("One: {", "One: {" + attribute + ", ");
  }

  @ParameterizedTest
  @CsvSource({
    "DeletionPolicy: Retain, false, true",
    "DeletionPolicy: Retain, true, false",
    "DeletionPolicy: RetainExceptOnCreate, false, false",
    "DeletionPolicy: Delete, false, false",
  })
  void rollsACreationBackAsThePolicySays(String policy, boolean exceptOnCreate, boolean stays) {
    create(with(policy, ONE) + BAD, r -> r.retainExceptOnCreate(exceptOnCreate));
    assertThat(status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(has("/one")).isEqualTo(stays);
  }

  @ParameterizedTest
  @CsvSource({
    "DeletionPolicy: Retain, true",
    "DeletionPolicy: RetainExceptOnCreate, false",
    "DeletionPolicy: Delete, false",
  })
  void rollsAnAdditionBackAsThePolicySays(String policy, boolean stays) {
    String other =
        "  Other: {Type: 'AWS::SSM::Parameter', Properties: {Name: /o, Type: String, Value: b}}\n";
    create("Resources:\n" + other, r -> {});
    update(with(policy, ONE) + other + BAD, r -> {});
    assertThat(status()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
    assertThat(has("/one")).isEqualTo(stays);
  }

  @ParameterizedTest
  @CsvSource({"Retain, true", "RetainExceptOnCreate, true", "Delete, false"})
  void deletesAsThePolicySays(String policy, boolean stays) {
    String id = create(with("DeletionPolicy: " + policy, ONE), r -> {});
    client.deleteStack(r -> r.stackName("game"));
    assertThat(stack(id).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
    assertThat(has("/one")).isEqualTo(stays);
  }

  @ParameterizedTest
  @CsvSource({"Retain, true, DELETE_SKIPPED", "Delete, false, DELETE_COMPLETE"})
  void replacesAsThePolicySays(String policy, boolean stays, String event) {
    String template = with("UpdateReplacePolicy: " + policy, ONE);
    create(template, r -> {});
    update(template.replace("/one", "/two"), r -> {});
    assertThat(has("/one")).isEqualTo(stays);
    assertThat(has("/two")).isTrue();
    assertThat(client.describeStackEvents(r -> r.stackName("game")).stackEvents())
        .filteredOn(one -> "/one".equals(one.physicalResourceId()))
        .extracting(StackEvent::resourceStatusAsString)
        .contains(event);
    assertThat(client.describeStackResources(r -> r.stackName("game")).stackResources())
        .singleElement()
        .extracting(one -> one.physicalResourceId())
        .isEqualTo("/two");
  }

  @Test
  void deletesTheStackIfOnFailureIsDelete() {
    String id = create(ONE + BAD, r -> r.onFailure(OnFailure.DELETE));
    assertThat(stack(id).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
    assertThat(stack(id).deletionTime()).isNotNull();
    assertThat(has("/one")).isFalse();
  }

  @Test
  void refusesBothWaysToSayWhatFollowsAFailure() {
    assertThatThrownBy(() -> create(ONE, r -> r.onFailure(OnFailure.DELETE).disableRollback(true)))
        .hasMessageContaining("You can specify either DisableRollback or OnFailure, but not both");
  }

  @Test
  void updatesAStackThatWasKeptAfterItsFailure() {
    create(ONE + BAD, r -> r.disableRollback(true));
    assertThat(status()).isEqualTo(StackStatus.CREATE_FAILED);
    assertThat(stack("game").disableRollback()).isTrue();
    assertThat(has("/one")).isTrue();
    String good = ONE + BAD.replace("/aws/no", "/two");
    assertThatThrownBy(() -> update(good, r -> {}))
        .hasMessageContaining(
            "This stack is currently in a non-terminal [CREATE_FAILED] state. To update the stack"
                + " from this state, please use the disable-rollback parameter");
    update(good, r -> r.disableRollback(true));
    assertThat(status()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    assertThat(has("/two")).isTrue();
  }

  @Test
  void refusesToUpdateAStackWhoseOnFailureIsDoNothing() {
    create(ONE + BAD, r -> r.onFailure(OnFailure.DO_NOTHING));
    assertThatThrownBy(() -> update(ONE, r -> r.disableRollback(true)))
        .hasMessageContaining(
            "This stack cannot be updated from [CREATE_FAILED] state because it contains"
                + " [on-failure: DO_NOTHING].");
  }

  @Test
  void keepsAChangeThatFailedUntilItIsRolledBack() {
    create(ONE, r -> {});
    String changed = ONE.replace("Value: a", "Value: c");
    update(changed + BAD, r -> r.disableRollback(true));
    assertThat(status()).isEqualTo(StackStatus.UPDATE_FAILED);
    assertThat(ssm.getParameter(r -> r.name("/one")).parameter().value()).isEqualTo("c");
    client.rollbackStack(r -> r.stackName("game"));
    assertThat(status()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
    assertThat(ssm.getParameter(r -> r.name("/one")).parameter().value()).isEqualTo("a");
  }

  @Test
  void rollsBackOnlyWhenEverythingIsGone() {
    String id =
        create(
            """
            Resources:
              Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
              Subnet:
                {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
              Server:
                Type: AWS::EC2::Instance
                Properties: {ImageId: %s, InstanceType: t3.micro, SubnetId: !Ref Subnet}
              Two: {Type: 'AWS::SSM::Parameter', DependsOn: Server,
                Properties: {Name: /aws/no, Type: String, Value: b}}
            """
                .formatted(Images.AL2023),
            r -> {});
    assertThat(status()).isEqualTo(StackStatus.ROLLBACK_IN_PROGRESS);
    cloud.clock().advance(Duration.ofMinutes(5));
    assertThat(status()).isEqualTo(StackStatus.ROLLBACK_COMPLETE);
    assertThat(
            account.client(Ec2Client::builder).describeVpcs().vpcs().stream()
                .filter(vpc -> !vpc.isDefault()))
        .isEmpty();
    client.deleteStack(r -> r.stackName("game"));
    assertThat(stack(id).stackStatus()).isEqualTo(StackStatus.DELETE_COMPLETE);
    assertThatThrownBy(() -> client.updateStack(r -> r.stackName(id).templateBody(ONE)))
        .hasMessageContaining("does not exist");
  }

  private static String role(String properties) {
    return """
    Resources:
      Role:
        Type: AWS::IAM::Role
        Properties:
          %s
          AssumeRolePolicyDocument:
            {Version: 2012-10-17, Statement: [{Effect: Allow,
              Principal: {Service: ec2.amazonaws.com}, Action: 'sts:AssumeRole'}]}
    """
        .formatted(properties);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Path: /|CAPABILITY_AUTO_EXPAND|[CAPABILITY_IAM]",
        "RoleName: web|CAPABILITY_IAM|[CAPABILITY_NAMED_IAM]",
        "RoleName: web|CAPABILITY_AUTO_EXPAND|[CAPABILITY_NAMED_IAM]"
      })
  void asksForCapabilities(String properties, Capability given, String needed) {
    String words = "Requires capabilities : " + needed;
    String template = role(properties);
    assertThatThrownBy(() -> create(template, r -> r.capabilities(given)))
        .isInstanceOf(InsufficientCapabilitiesException.class)
        .hasMessageContaining(words);
    assertThatThrownBy(
            () ->
                client.createChangeSet(
                    r ->
                        r.stackName("game")
                            .changeSetName("first")
                            .changeSetType("CREATE")
                            .capabilities(given)
                            .templateBody(template)))
        .hasMessageContaining(words);
    create(ONE, r -> {});
    assertThatThrownBy(() -> update(template, r -> r.capabilities(given)))
        .hasMessageContaining(words);
    assertThat(client.validateTemplate(r -> r.templateBody(template)))
        .matches(answer -> answer.capabilitiesAsStrings().toString().equals(needed))
        .matches(
            answer ->
                answer
                    .capabilitiesReason()
                    .equals("The following resource(s) require capabilities: [AWS::IAM::Role]"));
  }

  @Test
  void asksForTheCapabilityToExpandMacros() {
    String template = "Transform: AWS::LanguageExtensions\n" + ONE;
    assertThatThrownBy(() -> create(template, r -> {}))
        .hasMessageContaining("Requires capabilities : [CAPABILITY_AUTO_EXPAND]");
    client.createChangeSet(
        r ->
            r.stackName("game")
                .changeSetName("first")
                .changeSetType("CREATE")
                .templateBody(template));
    assertThat(client.validateTemplate(r -> r.templateBody(template)).declaredTransforms())
        .isEqualTo(List.of("AWS::LanguageExtensions"));
  }
}

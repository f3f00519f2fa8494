package dev.referee.testkit.embedded.cloudformation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.Resources;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetStatus;
import software.amazon.awssdk.services.cloudformation.model.ChangeSetType;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackEvent;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Tests of stack updates, with the template of a GameDay network. */
class StackChangesTest {
  private static final String PARAMETER =
      """
      Parameters: {Value: {Type: String, Default: a}}
      Resources:
        One: {Type: 'AWS::SSM::Parameter', Properties: {Name: /one, Type: String, Value: !Ref Value}}
      """;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final CloudFormationClient client = account.client(CloudFormationClient::builder);
  private final Ec2Client ec2 = account.client(Ec2Client::builder);
  private final SsmClient ssm = account.client(SsmClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private static String network() throws IOException {
    return Resources.toString(
        Resources.getResource("dev/referee/testkit/gameday-network.yaml"), UTF_8);
  }

  private void create(String template) {
    client.createStack(
        r ->
            r.stackName("game")
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
  }

  private void update(String template, Parameter... parameters) {
    client.updateStack(
        r ->
            r.stackName("game")
                .templateBody(template)
                .parameters(parameters)
                .capabilities(Capability.CAPABILITY_NAMED_IAM));
  }

  private static Parameter parameter(String name, String value) {
    return Parameter.builder().parameterKey(name).parameterValue(value).build();
  }

  private Stack stack() {
    return client.describeStacks(r -> r.stackName("game")).stacks().get(0);
  }

  private List<String> reasons() {
    return client.describeStackEvents(r -> r.stackName("game")).stackEvents().stream()
        .filter(event -> event.resourceStatusAsString().endsWith("FAILED"))
        .map(StackEvent::resourceStatusReason)
        .toList();
  }

  private AutoScalingGroup group() {
    return account
        .client(AutoScalingClient::builder)
        .describeAutoScalingGroups()
        .autoScalingGroups()
        .get(0);
  }

  @Test
  void makesTheNetworkOfAGameDay() throws Exception {
    create(network());
    assertThat(reasons()).isEmpty();
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    assertThat(stack().outputs()).extracting(Output::outputKey).containsExactly("Url", "Command");
    assertThat(ssm.getParameter(r -> r.name("/game/stage")).parameter().value()).isEqualTo("live");
    assertThat(group().desiredCapacity()).isEqualTo(1);
  }

  @Test
  void changesWhatTheParametersChange() throws Exception {
    create(network());
    String before = group().autoScalingGroupARN();
    update(network(), parameter("Size", "2"), parameter("Stage", "rehearsal"));
    assertThat(reasons()).isEmpty();
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    assertThat(group().minSize()).isEqualTo(2);
    assertThat(group().autoScalingGroupARN()).isEqualTo(before);
    assertThat(ssm.getParameter(r -> r.name("/game/stage")).parameter().value()).isEqualTo("test");
    assertThat(stack().outputs()).extracting(Output::outputKey).containsExactly("Url");
    assertThatThrownBy(() -> ssm.describeDocument(r -> r.name("game-Document")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void takesTheNetworkAwayAgain() throws Exception {
    int vpcs = ec2.describeVpcs().vpcs().size();
    create(network());
    cloud.clock().advance(Duration.ofMinutes(10));
    client.deleteStack(r -> r.stackName("game"));
    cloud.clock().advance(Duration.ofMinutes(10));
    assertThat(client.listStacks().stackSummaries().get(0).stackStatus())
        .isEqualTo(StackStatus.DELETE_COMPLETE);
    assertThat(ssm.getParameters(r -> r.names("/game/stage")).invalidParameters()).hasSize(1);
    assertThat(ec2.describeVpcs().vpcs()).hasSize(vpcs);
  }

  @Test
  void replacesWhatCannotBeChanged() {
    create(PARAMETER);
    update(PARAMETER.replace("/one", "/two"));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    assertThat(ssm.getParameters(r -> r.names("/one", "/two")).invalidParameters())
        .containsExactly("/one");
  }

  @Test
  void leavesWhatIsToBeRetained() {
    String other =
        "  Two: {Type: 'AWS::SSM::Parameter', Properties: {Name: /two, Type: String, Value: b}}\n";
    create(PARAMETER.replace("One: {", "One: {DeletionPolicy: Retain, ") + other);
    update(PARAMETER.replaceAll(" +One: .*\n", other).replace("Default: a", "Default: b"));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.UPDATE_COMPLETE);
    assertThat(ssm.getParameter(r -> r.name("/one")).parameter().value()).isEqualTo("a");
  }

  @Test
  void undoesAChangeThatFails() {
    create(PARAMETER);
    update(
        PARAMETER
            + "  Two: {Type: 'AWS::SSM::Parameter', Properties: {Name: /aws/no, Type: String,"
            + " Value: b}}\n",
        parameter("Value", "b"));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.UPDATE_ROLLBACK_COMPLETE);
    assertThat(ssm.getParameter(r -> r.name("/one")).parameter().value()).isEqualTo("a");
    assertThat(stack().parameters()).containsExactly(parameter("Value", "a"));
    assertThat(client.describeStackResources(r -> r.stackName("game")).stackResources())
        .noneMatch(resource -> resource.resourceStatusAsString().endsWith("_FAILED"));
  }

  @Test
  void refusesAChangeThatIsNone() {
    create(PARAMETER);
    assertThatThrownBy(() -> update(PARAMETER))
        .hasMessageContaining("No updates are to be performed.");
  }

  @Test
  void refusesToDeleteWhatIsProtected() {
    client.createStack(
        r -> r.stackName("game").templateBody(PARAMETER).enableTerminationProtection(true));
    assertThatThrownBy(() -> client.deleteStack(r -> r.stackName("game")))
        .hasMessageContaining(
            "Stack [game] cannot be deleted while TerminationProtection is enabled");
    client.updateTerminationProtection(r -> r.stackName("game").enableTerminationProtection(false));
    client.deleteStack(r -> r.stackName("game"));
  }

  @Test
  void changesByChangeSets() {
    client.createChangeSet(
        r ->
            r.stackName("game")
                .changeSetName("first")
                .changeSetType(ChangeSetType.CREATE)
                .templateBody(PARAMETER));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.REVIEW_IN_PROGRESS);
    client.executeChangeSet(r -> r.stackName("game").changeSetName("first"));
    assertThat(stack().stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
    client.createChangeSet(r -> r.stackName("game").changeSetName("none").templateBody(PARAMETER));
    var none = client.describeChangeSet(r -> r.stackName("game").changeSetName("none"));
    assertThat(none.status()).isEqualTo(ChangeSetStatus.FAILED);
    assertThat(none.statusReason()).startsWith("The submitted information didn't contain changes.");
  }

  @Test
  void forgetsTheOtherChangeSetsOfAStackThatChanges() {
    create(PARAMETER);
    for (String name : new String[] {"b", "c"}) {
      client.createChangeSet(
          r ->
              r.stackName("game")
                  .changeSetName(name)
                  .templateBody(PARAMETER)
                  .parameters(parameter("Value", name)));
    }
    client.executeChangeSet(r -> r.stackName("game").changeSetName("c"));
    assertThat(ssm.getParameter(r -> r.name("/one")).parameter().value()).isEqualTo("c");
    assertThatThrownBy(() -> client.executeChangeSet(r -> r.stackName("game").changeSetName("b")))
        .hasMessageContaining("ChangeSet [b] does not exist");
  }

  @Test
  void forgetsTheChangeSetsOfAStackThatIsDeleted() {
    create(PARAMETER);
    String id =
        client
            .createChangeSet(
                r ->
                    r.stackName("game")
                        .changeSetName("b")
                        .templateBody(PARAMETER)
                        .parameters(parameter("Value", "b")))
            .id();
    client.deleteStack(r -> r.stackName("game"));
    assertThatThrownBy(() -> client.executeChangeSet(r -> r.changeSetName(id)))
        .hasMessageContaining("does not exist");
    assertThat(ssm.getParameters(r -> r.names("/one")).invalidParameters()).containsExactly("/one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{Resources: {A: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref B}}}}"
            + "|Unresolved resource dependencies [B] in the Resources block of the template",
        "{Resources: {A: {Type: 'AWS::EC2::VPC', DependsOn: B}}}"
            + "|Unresolved resource dependencies [B] in the Resources block of the template",
        "{Resources: {A: {Type: 'AWS::EC2::VPC'}}, Outputs: {O: {Value: !Ref B}}}"
            + "|Unresolved resource dependencies [B] in the Outputs block of the template",
        "{Resources: {A: {Type: 'AWS::EC2::VPC', DependsOn: B},"
            + " B: {Type: 'AWS::EC2::VPC', DependsOn: A}}}"
            + "|Circular dependency between resources: [A, B]",
        "{Resources: {A: {Type: 'AWS::EC2::VPC', Condition: C}}}"
            + "|Unresolved condition dependency C in the Resources block of the template",
        "{Resources: {A: {Properties: {}}}}"
            + "|Every Resources object must contain a Type member.",
        "{Resources: {A: {Type: 'AWS::EC2::VPC', Propertys: {}}}}"
            + "|Invalid template resource property 'Propertys'",
        "{Resource: {}, Resources: {A: {Type: 'AWS::EC2::VPC'}}}"
            + "|Invalid template property or properties [Resource]",
        "{Resources: {A: {Type: 'AWS::EC2::Vpc'}}}"
            + "|Unrecognized resource types: [AWS::EC2::Vpc]",
        "{Parameters: {P: {Type: String}}, Resources: {A: {Type: 'AWS::EC2::VPC'}}}"
            + "|Parameters: [P] must have values",
        "{Parameters: {P: {Type: String, Default: c, AllowedValues: [a, b]}},"
            + " Resources: {A: {Type: 'AWS::EC2::VPC'}}}"
            + "|Parameter 'P' must be one of AllowedValues",
        "{Parameters: {P: {Type: Number, Default: c}}, Resources: {A: {Type: 'AWS::EC2::VPC'}}}"
            + "|Parameter 'P' must be a number",
        "{Resources: {A: {Type: 'AWS::EC2::VPC'}}, Outputs: {}}|Outputs",
        "{Resources: {A: {Type: 'AWS::EC2::VPC'}}, Outputs: }"
            + "|[/Outputs] 'null' values are not allowed in templates",
      })
  void refusesATemplateAtOnce(String template, String words) {
    assertThatThrownBy(() -> create("---\n" + template)).hasMessageContaining(words);
    assertThat(client.describeStacks().stacks()).isEmpty();
  }

  @Test
  void refusesParametersThatThereAreNot() {
    assertThatThrownBy(
            () ->
                client.createStack(
                    r ->
                        r.stackName("game")
                            .templateBody(PARAMETER)
                            .parameters(parameter("Other", "x"))))
        .hasMessageContaining("Parameters: [Other] do not exist in the template");
  }

  @Test
  void refusesANameThatIsNone() {
    assertThatThrownBy(
            () -> client.createStack(r -> r.stackName("my_game").templateBody(PARAMETER)))
        .hasMessageContaining("Member must satisfy regular expression pattern");
  }

  @Test
  void describesTheParametersOfATemplate() {
    assertThat(client.validateTemplate(r -> r.templateBody(PARAMETER)).parameters())
        .extracting(one -> one.parameterKey() + "=" + one.defaultValue())
        .containsExactly("Value=a");
    create(PARAMETER);
    assertThat(client.getTemplate(r -> r.stackName("game")).templateBody()).isEqualTo(PARAMETER);
  }
}

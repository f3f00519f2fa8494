package dev.referee.testkit.embedded.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;

/** Tests references to a resource that a condition leaves out. */
class TemplateConditionsTest {
  private static final String TEMPLATE =
      """
      Parameters: {Wanted: {Type: String}}
      Conditions: {Wanted: !Equals [!Ref Wanted, 'yes']}
      Resources:
        Other: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}
        Vpc: {Type: 'AWS::EC2::VPC', Condition: Wanted, Properties: {CidrBlock: 10.1.0.0/16}}
      """;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final CloudFormationClient client =
      cloud.account("111111111111").client(CloudFormationClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private Stack create(String more, String wanted) {
    client.createStack(
        request ->
            request
                .stackName("game")
                .templateBody(TEMPLATE + more)
                .parameters(
                    Parameter.builder().parameterKey("Wanted").parameterValue(wanted).build()));
    return client.describeStacks(request -> request.stackName("game")).stacks().get(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Outputs: {O: {Value: !Ref Vpc}}|"
            + "Unresolved resource dependencies [Vpc] in the Outputs block of the template",
        "Outputs: {O: {Value: !Sub 'is ${Vpc.CidrBlock}'}}|"
            + "Unresolved resource dependencies [Vpc] in the Outputs block of the template",
        "  Subnet: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc,"
            + " CidrBlock: 10.1.0.0/24}}|"
            + "Template format error: Unresolved resource dependencies [Vpc] in the Resources block"
            + " of the template",
      })
  void cannotBeMadeWithoutIt(String more, String words) {
    // The cells are stripped, but an entry of the resources needs its indentation.
    String yaml = more.startsWith("Subnet") ? "  " + more : more;
    assertThatThrownBy(() -> create(yaml, "no"))
        .isInstanceOfSatisfying(
            CloudFormationException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(words);
            });
    assertThat(client.describeStacks().stacks()).isEmpty();
    assertThat(create(yaml, "yes").stackStatus()).isEqualTo(StackStatus.CREATE_COMPLETE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Outputs: {O: {Condition: Wanted, Value: !Ref Vpc}}",
        "Outputs: {O: {Condition: Wanted, Value: fixed}}",
      })
  void isNotShownWhereTheConditionIsItsOwn(String more) {
    assertThat(create(more, "no").hasOutputs()).isFalse();
    client.deleteStack(request -> request.stackName("game"));
    assertThat(create(more, "yes").outputs()).extracting(Output::outputKey).containsExactly("O");
  }

  @Test
  void mayHaveAnAlternativeValue() {
    assertThat(create("Outputs: {O: {Value: !If [Wanted, !Ref Vpc, none]}}", "no").outputs())
        .extracting(Output::outputValue)
        .containsExactly("none");
  }

  @Test
  void showsNoMemberThatIsEmptyButTags() {
    client.createStack(
        request ->
            request
                .stackName("plain")
                .templateBody("Resources: {W: {Type: 'AWS::EC2::InternetGateway'}}"));
    assertThat(client.describeStacks(request -> request.stackName("plain")).stacks())
        .singleElement()
        .satisfies(
            stack -> {
              assertThat(stack.hasOutputs()).isFalse();
              assertThat(stack.hasParameters()).isFalse();
              assertThat(stack.hasCapabilities()).isFalse();
              assertThat(stack.hasTags()).isTrue();
            });
  }

  @Test
  void describesOnlyTheSectionsThatATemplateHas() {
    String plain = "Resources: {W: {Type: 'AWS::EC2::InternetGateway'}}";
    assertThat(client.validateTemplate(request -> request.templateBody(plain)))
        .satisfies(
            said -> {
              assertThat(said.hasCapabilities()).isFalse();
              assertThat(said.hasDeclaredTransforms()).isFalse();
            });
    assertThat(client.getTemplateSummary(request -> request.templateBody(plain)))
        .satisfies(
            said -> {
              assertThat(said.hasCapabilities()).isFalse();
              assertThat(said.hasDeclaredTransforms()).isFalse();
            });
  }
}

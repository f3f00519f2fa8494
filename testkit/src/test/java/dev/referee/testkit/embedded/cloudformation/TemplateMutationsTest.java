package dev.referee.testkit.embedded.cloudformation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.Resources;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Capability;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;

/** Tests that no template, however wrong, breaks the embedded account. */
class TemplateMutationsTest {
  private static final int STEP = 7;

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");

  @AfterEach
  void close() {
    cloud.close();
  }

  private CloudFormationClient client(EmbeddedAccount of) {
    return of.client(
        () ->
            CloudFormationClient.builder()
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry())));
  }

  private static void create(CloudFormationClient client, String template) {
    client.createStack(
        r ->
            r.stackName("game")
                .templateBody(template)
                .capabilities(Capability.CAPABILITY_NAMED_IAM, Capability.CAPABILITY_AUTO_EXPAND));
  }

  /** Returns the template of a GameDay's network with one value of it changed, in many ways. */
  @ParameterizedTest
  @ValueSource(
      strings = {"null", "\"\"", "\"x\"", "-1", "[]", "{}", "[[\"x\"]]", "{\"Ref\":\"Vpc\"}"})
  void answersWhateverAValueIs(String value) throws Exception {
    JsonNode template =
        JsonCodec.JSON.valueToTree(
            TemplateYaml.parse(
                Resources.toString(
                    Resources.getResource("dev/referee/testkit/gameday-network.yaml"), UTF_8)));
    JsonNode other = JsonCodec.JSON.readTree(value);
    List<JsonNode> mutants = new ArrayList<>();
    mutate(template, template, other, mutants);
    List<String> broken = new ArrayList<>();
    int first = Math.floorMod(value.hashCode(), STEP);
    for (int i = first; i < mutants.size(); i += STEP) {
      CloudFormationClient client = client(cloud.account("%012d".formatted(i + 1)));
      try {
        create(client, mutants.get(i).toString());
      } catch (CloudFormationException refused) {
        if (refused.statusCode() >= 500) {
          broken.add(refused.awsErrorDetails().errorMessage());
        }
      }
    }
    assertThat(mutants).hasSizeGreaterThan(100);
    assertThat(broken.stream().distinct()).isEmpty();
  }

  /** Adds copies of the whole template, each with one changed value below a node. */
  private static void mutate(
      JsonNode whole, JsonNode node, JsonNode other, List<JsonNode> mutants) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode was = object.get(name);
        object.set(name, other);
        mutants.add(whole.deepCopy());
        object.set(name, was);
        mutate(whole, was, other, mutants);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        JsonNode was = array.get(i);
        array.set(i, other);
        mutants.add(whole.deepCopy());
        array.set(i, was);
        mutate(whole, was, other, mutants);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {Tags: [!Join [a, [~]]]}}}}"
            + "|'null' values are not allowed in templates",
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !GetAtt B}}}}"
            + "|every Fn::GetAtt object requires two non-empty parameters",
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Split [\"\", b]}}}}"
            + "|every Fn::Split object requires two parameters",
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Join [a, b]}}}}"
            + "|every Fn::Join object requires two parameters",
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !If [C, b]}}}}"
            + "|Fn::If requires a list argument",
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Select [x, [b]]}}}}"
            + "|Fn::Select requires a list argument with a valid index value",
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !Sub [a]}}}}"
            + "|Fn::Sub intrinsic functions don't specify expected arguments",
        "{Resources: {A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: !FindInMap [a]}}}}"
            + "|every Fn::FindInMap object requires three parameters",
        "{Conditions: {C: !Or [!Equals [a, b]]}, Resources: {A: {Type: AWS::EC2::VPC}}}"
            + "|every Fn::Or object requires a list of at least 2 and at most 10 boolean",
        "{Resources: {A: &a {Type: AWS::EC2::VPC}, B: *a}}"
            + "|YAML aliases are not allowed in CloudFormation templates",
        "{Resources: &a {A: *a}}|YAML aliases are not allowed in CloudFormation templates",
        "{Resources: {A: {Type: AWS::EC2::VPC, ~: b}}}|YAML not well-formed",
        "{Resources: {A: 5}}|Any Resources member must be a JSON object.",
        "{Resources: {A_b: {Type: AWS::EC2::VPC}}}|Resource name A_b is non alphanumeric.",
        "{Resources: {A: {Type: AWS::EC2::VPC, DeletionPolicy: Keep}}}"
            + "|Unrecognized DeletionPolicy Keep for resource A",
        "{Resources: {A: {Type: AWS::EC2::VPC, UpdateReplacePolicy: [Retain]}}}"
            + "|Every UpdateReplacePolicy member must be a string.",
        "{Resources: {A: {Type: AWS::EC2::VPC, DependsOn: {}}}}"
            + "|DependsOn must be a string or list of strings.",
        "{Resources: {A: {Type: AWS::EC2::VPC}}, Outputs: {O: {}}}"
            + "|Every Outputs member must contain a Value object",
        "{Parameters: {P: {}}, Resources: {A: {Type: AWS::EC2::VPC}}}"
            + "|Every Parameters object must contain a Type member.",
        "{AWSTemplateFormatVersion: 2010-09-10, Resources: {A: {Type: AWS::EC2::VPC}}}"
            + "|2010-09-10 is not a supported value for AWSTemplateFormatVersion.",
      })
  void refusesWhatIsMalformed(String template, String words) {
    CloudFormationClient client = client(account);
    assertThatThrownBy(() -> create(client, "---\n" + template))
        .isInstanceOf(CloudFormationException.class)
        .hasMessageContaining(words)
        .extracting(refused -> ((CloudFormationException) refused).awsErrorDetails().errorCode())
        .isEqualTo("ValidationError");
    assertThatThrownBy(() -> client.validateTemplate(r -> r.templateBody("---\n" + template)))
        .hasMessageContaining(words);
  }

  @Test
  void refusesATemplateThatIsTooLarge() {
    assertThatThrownBy(
            () -> create(client(account), "Description: " + "a".repeat(51_200) + "\nResources: {}"))
        .hasMessageContaining("Member must have length less than or equal to 51200");
  }
}

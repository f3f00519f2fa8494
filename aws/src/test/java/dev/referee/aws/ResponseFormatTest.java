package dev.referee.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static dev.referee.aws.FakeAws.during;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static dev.referee.aws.FakeAws.jsonError;
import static dev.referee.aws.FakeAws.queryError;
import static dev.referee.aws.FakeAws.restError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/** Tests of successful responses in a wrong format, which must never be read as "nothing". */
class ResponseFormatTest {
  /** One operation in each protocol, and its result. */
  private enum Protocol {
    EC2(
        "DescribeInstances",
        "<DescribeInstancesResponse><requestId>r</requestId><reservationSet/>"
            + "</DescribeInstancesResponse>",
        account -> account.client(Ec2Client::builder).describeInstances()),
    QUERY(
        "ListRoles",
        "<ListRolesResponse xmlns='https://iam.amazonaws.com/doc/2010-05-08/'><ListRolesResult>"
            + "<IsTruncated>false</IsTruncated><Roles/></ListRolesResult>"
            + "<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListRolesResponse>",
        account -> account.client(IamClient::builder).listRoles()),
    JSON(
        "DescribeParameters",
        "{\"Parameters\":[]}",
        account -> account.client(SsmClient::builder).describeParameters()),
    REST(
        "ListClusters",
        "{\"clusters\":[],\"nextToken\":null}",
        account -> account.client(EksClient::builder).listClusters());

    private final String operation;
    private final String nothing;
    private final Function<Account, Object> ask;

    Protocol(String operation, String nothing, Function<Account, Object> ask) {
      this.operation = operation;
      this.nothing = nothing;
      this.ask = ask;
    }

    ResponseDefinitionBuilder error() {
      return switch (this) {
        case EC2 -> ec2Error(200, "UnauthorizedOperation", "You are not authorized");
        case QUERY -> queryError(200, "AccessDenied", "You are not authorized");
        case JSON -> jsonError(200, "com.amazonaws.ssm#AccessDeniedException", "No");
        case REST -> restError(200, "AccessDeniedException", "No");
      };
    }

    ResponseDefinitionBuilder says(int status, String body) {
      return aResponse().withStatus(status).withHeader("x-amzn-RequestId", "r-1").withBody(body);
    }
  }

  @RegisterExtension final FakeAws aws = new FakeAws();
  private final FakeRun run =
      new FakeRun.Sweep()
          .run(
              "check",
              Permissions.ofReads(
                      FakeAws.DESCRIBE_INSTANCES,
                      FakeAws.LIST_ROLES,
                      FakeAws.DESCRIBE_PARAMETERS,
                      FakeAws.LIST_CLUSTERS)
                  .withActives(
                      "ec2:DeleteVpc",
                      "iam:DeleteRole",
                      "ssm:AddTagsToResource",
                      "eks:TagResource"));

  private Object ask(Function<Account, Object> what) {
    Account account = aws.account().build();
    return during(run, account, () -> what.apply(account));
  }

  static Stream<Arguments> foreignAnswers() {
    Map<String, Function<Protocol, ResponseDefinitionBuilder>> foreign = new LinkedHashMap<>();
    foreign.put("an empty body", protocol -> protocol.says(200, ""));
    foreign.put("an empty object", protocol -> protocol.says(200, "{}"));
    foreign.put("an empty list", protocol -> protocol.says(200, "[]"));
    foreign.put("spaces", protocol -> protocol.says(200, " \n\t"));
    foreign.put("null", protocol -> protocol.says(200, "null"));
    foreign.put("a number", protocol -> protocol.says(200, "42"));
    foreign.put("a page", protocol -> protocol.says(200, "<html><body>Sign in</body></html>"));
    foreign.put(
        "a page as browsers write it",
        protocol -> protocol.says(200, "<!DOCTYPE html><html><body>Sign in</body></html>"));
    foreign.put("a foreign object", protocol -> protocol.says(200, "{\"status\":\"up\"}"));
    foreign.put("a foreign XML", protocol -> protocol.says(200, "<status><up/></status>"));
    foreign.put(
        "another action's XML",
        protocol ->
            protocol.says(
                200,
                "<DescribeVpcsResponse><requestId>r</requestId><vpcSet/></DescribeVpcsResponse>"));
    foreign.put(
        "another action's JSON",
        protocol ->
            protocol.says(200, "{\"Commands\":[],\"NextToken\":\"n\",\"nextToken\":\"n\"}"));
    foreign.put("its own error", Protocol::error);
    foreign.put(
        "an error in XML",
        protocol ->
            protocol.says(200, "<Error><Code>AccessDenied</Code><Message>No</Message></Error>"));
    foreign.put(
        "an error beside the answer",
        protocol -> protocol.says(200, "{\"__type\":\"X\",\"Parameters\":[],\"clusters\":[]}"));
    foreign.put("no content", protocol -> protocol.says(204, ""));
    foreign.put("a part", protocol -> protocol.says(206, protocol.nothing));
    foreign.put("created", protocol -> protocol.says(201, protocol.nothing));
    foreign.put("accepted", protocol -> protocol.says(202, protocol.nothing));
    foreign.put("reset content", protocol -> protocol.says(205, ""));
    foreign.put("not modified", protocol -> protocol.says(304, ""));
    foreign.put(
        "the right answer without a request id",
        protocol ->
            aResponse()
                .withStatus(200)
                .withBody(
                    protocol.nothing.replaceAll("<requestId>.*?>|<ResponseMetadata>.*a>", "")));
    foreign.put(
        "a redirect",
        protocol -> protocol.says(302, protocol.nothing).withHeader("Location", "/login"));
    foreign.put(
        "a moved answer",
        protocol -> protocol.says(301, protocol.nothing).withHeader("Location", "/login"));
    foreign.put(
        "a redirect for now",
        protocol -> protocol.says(307, protocol.nothing).withHeader("Location", "/login"));
    foreign.put("a bomb of XML", protocol -> protocol.says(200, xmlBomb(protocol)));
    foreign.put("a bomb of JSON", protocol -> protocol.says(200, "{\"a\":".repeat(100_000)));
    foreign.put("a bomb of lists", protocol -> protocol.says(200, "[".repeat(100_000)));
    foreign.put("an error that is a bomb", protocol -> protocol.says(400, xmlBomb(protocol)));
    foreign.put(
        "an error that is a bomb of JSON",
        protocol -> protocol.says(400, "{\"a\":".repeat(100_000)));
    return foreign.entrySet().stream()
        .flatMap(
            each ->
                Stream.of(Protocol.values())
                    .map(
                        protocol ->
                            arguments(each.getKey(), protocol, each.getValue().apply(protocol))));
  }

  private static String xmlBomb(Protocol protocol) {
    return "<" + protocol.operation + "Response>" + "<a>".repeat(100_000);
  }

  @ParameterizedTest(name = "{0}, in {1}")
  @MethodSource("foreignAnswers")
  void whatDoesNotReadAsAwsIsUnreachable(
      String what, Protocol protocol, ResponseDefinitionBuilder answer) {
    aws.says(protocol.operation, answer);

    assertThatThrownBy(() -> ask(protocol.ask))
        .isInstanceOfSatisfying(
            Inconclusive.class,
            thrown -> {
              assertThat(thrown.cause()).isEqualTo(Cause.UNREACHABLE);
              assertThat(thrown).hasMessageContaining(protocol.operation);
              assertThat(thrown.getMessage()).hasSizeLessThan(500);
            });
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void anEmptyBodyIsAResponseIfTheModelHasNone(Protocol protocol) {
    aws.says(protocol.operation, protocol.says(200, protocol.nothing));

    ask(protocol.ask);

    assertThat(run.evidence()).hasSize(2);
  }

  static Protocol[] protocols() {
    return Protocol.values();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeff<?xml version='1.0' encoding='UTF-8'?>\n\n<DescribeInstancesResponse",
        "<!-- <a> --><DescribeInstancesResponse a='>' b=\"/>\"",
        "<?xml version='1.0'?><?pi <a>?><ec2:DescribeInstancesResponse"
            + " xmlns:ec2='http://ec2.amazonaws.com/doc/2016-11-15/'"
      })
  void theRootIsFoundBehindWhatMayStandBeforeIt(String beginning) {
    String end =
        beginning.contains("<ec2:")
            ? "</ec2:DescribeInstancesResponse>"
            : "</DescribeInstancesResponse>";
    aws.says(
        "DescribeInstances",
        Protocol.EC2.says(200, beginning + "><requestId>r</requestId><reservationSet/>" + end));

    ask(Protocol.EC2.ask);
  }

  @Test
  void whatWasForeignIsAskedAgainAndTheRightAnswerTaken() {
    aws.says("DescribeInstances", Protocol.EC2.says(200, ""));
    assertThatThrownBy(() -> ask(Protocol.EC2.ask)).isInstanceOf(Inconclusive.class);
    aws.says("DescribeInstances", instances("i-1"));

    ask(Protocol.EC2.ask);

    assertThat(aws.count("DescribeInstances")).isEqualTo(2);
  }

  @Nested
  class WhatHasNoOutput {
    private final Map<String, Function<Account, Object>> writes =
        Map.of(
            "DeleteVpc",
            account -> account.client(Ec2Client::builder).deleteVpc(r -> r.vpcId("vpc-1")),
            "DeleteRole",
            account -> account.client(IamClient::builder).deleteRole(r -> r.roleName("r")),
            "AddTagsToResource",
            account ->
                account
                    .client(SsmClient::builder)
                    .addTagsToResource(
                        r -> r.resourceType("Document").resourceId("d").tags(List.of())),
            "TagResource",
            account ->
                account
                    .client(EksClient::builder)
                    .tagResource(
                        r -> r.resourceArn("arn:aws:eks:eu-west-1:1:cluster/c").tags(Map.of())));

    private MappingBuilder asked(String operation) {
      return switch (operation) {
        case "AddTagsToResource" ->
            WireMock.any(WireMock.anyUrl())
                .withHeader("X-Amz-Target", WireMock.containing(operation));
        case "TagResource" -> WireMock.any(WireMock.urlPathMatching("/tags/.*"));
        default -> FakeAws.asked(operation);
      };
    }

    private Object ask(String operation, int status, String body) {
      aws.server.stubFor(asked(operation).willReturn(Protocol.EC2.says(status, body)));
      return ResponseFormatTest.this.ask(writes.get(operation));
    }

    @Test
    void isAnsweredByAnEmptyBodyInJson() {
      for (String body : new String[] {"", "{}", "{\"unknown\":1}"}) {
        ask("AddTagsToResource", 200, body);
        ask("TagResource", 200, body);
      }
      ask("TagResource", 204, "");
      ask("TagResource", 201, "{}");
      ask("TagResource", 202, "{}");
    }

    @Test
    void isAnsweredByItsRootInXml() {
      ask("DeleteVpc", 200, "<DeleteVpcResponse><return>true</return></DeleteVpcResponse>");
      ask("DeleteRole", 200, "<DeleteRoleResponse/>");
    }

    @Test
    void isNotAnsweredByWhatIsForeign() {
      for (String operation : writes.keySet()) {
        for (String body : new String[] {"<html/>", "{\"__type\":\"AccessDenied\"}", "<Error/>"}) {
          assertThatThrownBy(() -> ask(operation, 200, body))
              .as(operation + " answered by " + body)
              .isInstanceOf(Inconclusive.class)
              .hasMessageContaining(operation);
        }
        assertThatThrownBy(() -> ask(operation, 206, "")).isInstanceOf(Inconclusive.class);
      }
      for (String operation : new String[] {"DeleteVpc", "DeleteRole", "AddTagsToResource"}) {
        assertThatThrownBy(() -> ask(operation, 204, "")).isInstanceOf(Inconclusive.class);
      }
    }
  }

  @Nested
  class Outlines {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{\"a\":{\"b\":[{}]}}",
          "{\"a\":\"}}]]{{[[\",\"b\":[[[]]]}",
          "{\"\\\"{\":1,\"b\\\\\":[[{\"c\":\"__type\"}]]}"
        })
    void countTheDepthOfJson(String text) {
      assertThat(JsonOutline.of(bytes(text), 200)).isEqualTo(new JsonOutline(4, false));
    }

    @Test
    void findTheTypeOfJsonOnlyAtItsTop() {
      assertThat(JsonOutline.of(bytes("{\"a\":1, \"__type\" : \"b\"}"), 200).typed()).isTrue();
      assertThat(JsonOutline.of(bytes("{\"a\":{\"__type\":1}}"), 200).typed()).isFalse();
      assertThat(JsonOutline.of(bytes("{\"a\":\"__type\"}"), 200).typed()).isFalse();
      assertThat(JsonOutline.of(bytes("{\"a\":[\"__type\",\"__type\"]}"), 200).typed()).isFalse();
    }

    @Test
    void countTheDepthOfXml() {
      String text = "<a><b/><c x='<d>'><![CDATA[<e><f>]]><!--<g>--></c><d><e/></d></a>";

      assertThat(XmlOutline.of(bytes(text), 200)).isEqualTo(new XmlOutline("a", 3, false));
      assertThat(XmlOutline.of(bytes(text), 2).depth()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"<", "<a", "<a b='", "</", "<!--", "<![CDATA[", "<?", "\"", "{\"\\", ""})
    void endWithTheText(String text) {
      assertThat(XmlOutline.of(bytes(text), 200).depth()).isLessThanOrEqualTo(2);
      assertThat(JsonOutline.of(bytes(text), 200).depth()).isLessThanOrEqualTo(2);
    }

    private byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}

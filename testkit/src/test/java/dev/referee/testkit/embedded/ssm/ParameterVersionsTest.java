package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.embedded.PolicyCaller;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterHistory;
import software.amazon.awssdk.services.ssm.model.ParameterMetadata;
import software.amazon.awssdk.services.ssm.model.ParameterStringFilter;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Tests the versions and labels of Parameter Store's parameters, and their descriptions. */
class ParameterVersionsTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final SsmClient ssm = cloud.account("111111111111").client(SsmClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private void put(String name, String value) {
    ssm.putParameter(r -> r.name(name).value(value).type(ParameterType.STRING).overwrite(true));
  }

  private Parameter get(String name) {
    return ssm.getParameter(r -> r.name(name)).parameter();
  }

  private static void refused(ThrowingCallable call, String code, String words) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            SsmException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(code);
              assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(words);
            });
  }

  private static ParameterStringFilter filter(String key, String option, String... values) {
    return ParameterStringFilter.builder().key(key).option(option).values(values).build();
  }

  @Test
  void areFoundByNumber() {
    put("/game/stage", "one");
    put("/game/stage", "two");
    assertThat(get("/game/stage").value()).isEqualTo("two");
    assertThat(get("/game/stage").selector()).isNull();
    Parameter first = get("/game/stage:1");
    assertThat(first.name()).isEqualTo("/game/stage");
    assertThat(first.value()).isEqualTo("one");
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.selector()).isEqualTo(":1");
    assertThat(get(first.arn() + ":1").value()).isEqualTo("one");
    refused(
        () -> get("/game/stage:3"),
        "ParameterVersionNotFound",
        "Systems Manager could not find version 3 of /game/stage. Verify the version and try"
            + " again.");
    assertThat(ssm.getParameters(r -> r.names("/game/stage:1", "/game/stage:3")))
        .satisfies(
            answer -> {
              assertThat(answer.parameters()).extracting(Parameter::value).containsExactly("one");
              assertThat(answer.invalidParameters()).containsExactly("/game/stage:3");
            });
  }

  @Test
  void areFoundByLabelWhichOneVersionHas() {
    put("/game/stage", "one");
    put("/game/stage", "two");
    ssm.labelParameterVersion(r -> r.name("/game/stage").parameterVersion(1L).labels("live"));
    assertThat(get("/game/stage:live").value()).isEqualTo("one");
    assertThat(ssm.labelParameterVersion(r -> r.name("/game/stage").labels("live")))
        .satisfies(
            answer -> {
              assertThat(answer.parameterVersion()).isEqualTo(2);
              assertThat(answer.invalidLabels()).isEmpty();
            });
    assertThat(get("/game/stage:live").value()).isEqualTo("two");
    assertThat(ssm.getParameterHistory(r -> r.name("/game/stage")).parameters())
        .extracting(ParameterHistory::version, ParameterHistory::value, ParameterHistory::labels)
        .containsExactly(tuple(1L, "one", List.of()), tuple(2L, "two", List.of("live")));
    refused(() -> get("/game/stage:other"), "ParameterNotFound", "");
  }

  @Test
  void haveTenLabelsAtMost() {
    put("/game/stage", "one");
    List<String> ten = IntStream.range(0, 10).mapToObj(i -> "label" + i).toList();
    ssm.labelParameterVersion(r -> r.name("/game/stage").labels(ten));
    assertThatThrownBy(() -> ssm.labelParameterVersion(r -> r.name("/game/stage").labels("more")))
        .hasMessageContaining("A parameter version can have maximum 10 labels.");
    put("/game/stage", "two");
    assertThat(
            ssm.labelParameterVersion(
                    r -> r.name("/game/stage").labels("1st", "aws-one", "SSM", "a b", "fine"))
                .invalidLabels())
        .containsExactly("1st", "aws-one", "SSM", "a b");
    assertThat(get("/game/stage:fine").value()).isEqualTo("two");
    assertThatThrownBy(
            () ->
                ssm.labelParameterVersion(
                    r -> r.name("/game/stage").parameterVersion(9L).labels("fine")))
        .hasMessageContaining("could not find version 9 of /game/stage");
  }

  @Test
  void areAHundredAtMost() {
    IntStream.rangeClosed(1, 101).forEach(i -> put("/game/stage", "value " + i));
    assertThatThrownBy(() -> get("/game/stage:1")).hasMessageContaining("could not find version 1");
    ssm.labelParameterVersion(r -> r.name("/game/stage").parameterVersion(2L).labels("old"));
    assertThatThrownBy(() -> put("/game/stage", "more"))
        .hasMessageContaining("Version 2, the oldest version, can't be deleted");
    assertThat(get("/game/stage").value()).isEqualTo("value 101");
  }

  @Test
  void areFilteredByPathAndLabel() {
    put("/game/stage", "one");
    put("/game/stage", "two");
    put("/game/other", "three");
    ssm.labelParameterVersion(r -> r.name("/game/stage").parameterVersion(1L).labels("live"));
    assertThat(
            ssm.getParametersByPath(
                    r -> r.path("/game").parameterFilters(filter("Label", "Equals", "live")))
                .parameters())
        .extracting(Parameter::name, Parameter::value)
        .containsExactly(tuple("/game/stage", "one"));
  }

  @Test
  void areDescribedWithoutTheirValues() {
    ssm.putParameter(
        r ->
            r.name("/game/secret")
                .value("x")
                .type(ParameterType.SECURE_STRING)
                .description("for teams"));
    assertThat(ssm.describeParameters().parameters())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.name()).isEqualTo("/game/secret");
              assertThat(one.arn())
                  .isEqualTo("arn:aws:ssm:us-east-1:111111111111:parameter/game/secret");
              assertThat(one.typeAsString()).isEqualTo("SecureString");
              assertThat(one.keyId()).isEqualTo("alias/aws/ssm");
              assertThat(one.description()).isEqualTo("for teams");
              assertThat(one.version()).isEqualTo(1);
              assertThat(one.tierAsString()).isEqualTo("Standard");
              assertThat(one.lastModifiedUser()).isEqualTo("arn:aws:iam::111111111111:user/owner");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "Name, Equals, /game/one, /game/one",
    "Name, Contains, deep, /game/deep/three",
    "Name, BeginsWith, /game/, /game/deep/three;/game/one",
    "Path, OneLevel, /game, /game/one",
    "Path, Recursive, /game, /game/deep/three;/game/one",
    "Type, Equals, StringList, two",
    "Tier, Equals, Advanced, ''",
  })
  void areDescribedAsAFilterAsks(String key, String option, String value, String names) {
    put("/game/one", "1");
    put("/game/deep/three", "3");
    ssm.putParameter(r -> r.name("two").value("2").type(ParameterType.STRING_LIST));
    assertThat(
            String.join(
                ";",
                ssm
                    .describeParameters(r -> r.parameterFilters(filter(key, option, value)))
                    .parameters()
                    .stream()
                    .map(ParameterMetadata::name)
                    .toList()))
        .isEqualTo(names);
  }

  @Test
  void refuseAFilterThatIsNotTheirs() {
    put("/game/one", "1");
    refused(
        () -> ssm.describeParameters(r -> r.parameterFilters(filter("Label", "Equals", "live"))),
        "InvalidFilterKey",
        "The following filter key is not valid: Label. Valid filter keys include: [Path, Name,"
            + " Type, KeyId, Tier].");
  }

  @Test
  void haveNoColonInTheirName() {
    assertThatThrownBy(() -> put("stage:1", "x"))
        .hasMessageContaining("sub-paths divided by slash symbol");
  }

  @Test
  void areReadByWhoMayReadTheParameter() {
    String parameters = "arn:aws:ssm:us-east-1:111111111111:parameter";
    try (PolicyCaller caller = new PolicyCaller()) {
      caller
          .account
          .client(SsmClient::builder)
          .putParameter(r -> r.name("/game/stage").value("one").type(ParameterType.STRING));
      SsmClient judge = caller.client(SsmClient::builder);
      caller.may(PolicyCaller.allow("ssm:GetParameter*", parameters + "/game/stage"));
      for (String name : List.of("/game/stage:1", parameters + "/game/stage:1")) {
        assertThat(judge.getParameter(r -> r.name(name)).parameter().value()).isEqualTo("one");
        assertThat(judge.getParameters(r -> r.names(name)).parameters()).hasSize(1);
      }
      PolicyCaller.denied(
          () -> judge.getParameter(r -> r.name("/game/other:1")),
          "ssm:GetParameter",
          parameters + "/game/other");
      PolicyCaller.denied(
          judge::describeParameters,
          "ssm:DescribeParameters",
          "arn:aws:ssm:us-east-1:111111111111:*");
    }
  }
}

package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedCloud;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterNotFoundException;
import software.amazon.awssdk.services.ssm.model.ParameterType;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Tests by which names Systems Manager finds a parameter. */
class ParameterNamesTest {
  private static final String PARAMETERS = "arn:aws:ssm:us-east-1:111111111111:parameter";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final SsmClient ssm = cloud.account("111111111111").client(SsmClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private void put(String name) {
    ssm.putParameter(request -> request.name(name).value("v").type(ParameterType.STRING));
  }

  private Parameter get(String name) {
    return ssm.getParameter(request -> request.name(name)).parameter();
  }

  @Test
  void findsANameOfOneLevelWithASlashBeforeIt() {
    put("stage");
    assertThat(get("stage").name()).isEqualTo("stage");
    assertThat(get("/stage").name()).isEqualTo("/stage");
    assertThat(ssm.getParameters(request -> request.names("/stage", "/other")))
        .satisfies(
            answer -> {
              assertThat(answer.parameters()).extracting(Parameter::name).containsExactly("/stage");
              assertThat(answer.invalidParameters()).containsExactly("/other");
            });
  }

  @Test
  void findsAParameterByItsArn() {
    put("stage");
    put("/game/stage");
    assertThat(get("stage").arn()).isEqualTo(PARAMETERS + "/stage");
    assertThat(get(PARAMETERS + "/stage").name()).isEqualTo("stage");
    assertThat(get(PARAMETERS + "/game/stage").name()).isEqualTo("/game/stage");
    assertThatThrownBy(() -> get("arn:aws:ssm:us-east-1:222222222222:parameter/stage"))
        .isInstanceOf(ParameterNotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/game//stage", "game/stage", "/game/stage/"})
  void refusesANameThatIsNoPath(String name) {
    put("/game/stage");
    assertThatThrownBy(() -> get(name))
        .isInstanceOfSatisfying(
            SsmException.class,
            refusal -> {
              assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
              assertThat(refusal.awsErrorDetails().errorMessage())
                  .contains("sub-paths divided by slash symbol");
            });
  }

  @Test
  void namesTheSecretThatIsNotThere() {
    assertThatThrownBy(() -> get("/aws/reference/secretsmanager/db"))
        .isInstanceOf(ParameterNotFoundException.class)
        .hasMessageContaining("Secret /aws/reference/secretsmanager/db not found.");
  }
}

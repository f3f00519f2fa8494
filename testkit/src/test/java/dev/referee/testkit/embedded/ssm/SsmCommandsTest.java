package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.referee.testkit.embedded.Desk;
import dev.referee.testkit.embedded.ec2.Images;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.DocumentType;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InvalidCommandIdException;
import software.amazon.awssdk.services.ssm.model.InvalidParametersException;
import software.amazon.awssdk.services.ssm.model.InvalidPluginNameException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.SendCommandRequest;
import software.amazon.awssdk.services.ssm.model.UnsupportedPlatformTypeException;

/** Tests that parameters, time-outs and statuses of commands are those of Run Command. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class SsmCommandsTest {
  private static final String SHELL = "AWS-RunShellScript";

  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  private String send(String id, String document, Map<String, List<String>> parameters) {
    return send(
        SendCommandRequest.builder()
            .instanceIds(id)
            .documentName(document)
            .parameters(parameters)
            .build());
  }

  private String send(SendCommandRequest request) {
    return desk.ssm.sendCommand(request).command().commandId();
  }

  private String script(String id, String... lines) {
    return send(id, SHELL, Map.of("commands", List.of(lines), "executionTimeout", List.of("600")));
  }

  private GetCommandInvocationResponse look(String id, String command) {
    return desk.ssm.getCommandInvocation(r -> r.commandId(command).instanceId(id));
  }

  private Command listed(String command) {
    return desk.ssm.listCommands(r -> r.commandId(command)).commands().get(0);
  }

  /** A document with a parameter of each kind, and two steps. */
  private void document() {
    desk.ssm.createDocument(
        r ->
            r.name("Steps")
                .documentType(DocumentType.COMMAND)
                .documentFormat(DocumentFormat.YAML)
                .content(
                    """
                    schemaVersion: "2.2"
                    parameters:
                      Color: {type: String, default: red, allowedValues: [red, blue]}
                      Port: {type: String, default: "80", allowedPattern: "[0-9]{1,5}"}
                      Names: {type: StringList, default: [echo one, echo two], maxItems: 3}
                      Count: {type: Integer, default: 1}
                    mainSteps:
                      - action: aws:runShellScript
                        name: first
                        inputs: {runCommand: ["echo {{Color}} {{ Port }}"]}
                      - action: aws:runShellScript
                        name: second
                        inputs: {runCommand: "{{ Names }}"}
                    """));
  }

  @Nested
  class TheirParameters {
    @ParameterizedTest
    @CsvSource({
      "Color, green",
      "Port, 8o",
      "Port, x8080",
      "Count, many",
      "Size, 1",
    })
    void areRefusedWhenTheyAreNotAllowed(String name, String value) {
      document();
      String id = desk.good();

      assertThatThrownBy(() -> send(id, "Steps", Map.of(name, List.of(value))))
          .isInstanceOf(InvalidParametersException.class)
          .hasMessageContaining("document Steps does not support parameters.");
    }

    @Test
    void areRefusedWhenTheyAreTooManyOrTooLong() {
      document();
      String id = desk.good();

      assertThatThrownBy(() -> send(id, "Steps", Map.of("Color", List.of("red", "blue"))))
          .isInstanceOf(InvalidParametersException.class);
      assertThatThrownBy(() -> send(id, "Steps", Map.of("Names", List.of("a", "b", "c", "d"))))
          .isInstanceOf(InvalidParametersException.class);
      assertThatThrownBy(
              () ->
                  send(
                      id,
                      SHELL,
                      Map.of(
                          "commands", List.of("pwd"),
                          "workingDirectory", List.of("/".repeat(4097)))))
          .isInstanceOf(InvalidParametersException.class);
    }

    @ParameterizedTest
    @CsvSource({"0", "172801", "soon"})
    void areRefusedForATimeOutThatNoExecutionHas(String seconds) {
      String id = desk.good();

      assertThatThrownBy(
              () ->
                  send(
                      id,
                      SHELL,
                      Map.of("commands", List.of("pwd"), "executionTimeout", List.of(seconds))))
          .isInstanceOf(InvalidParametersException.class);
    }

    @Test
    void areMissing() {
      String id = desk.good();

      assertThatThrownBy(() -> send(id, SHELL, Map.of()))
          .isInstanceOf(InvalidParametersException.class)
          .hasMessageContaining("commands");
    }

    @Test
    void stepIntoTheirPlaces() {
      document();
      String id = desk.good();
      String command = send(id, "Steps", Map.of("Color", List.of("blue"), "Port", List.of("8080")));
      look(id, command);

      assertThat(
              desk.ssm
                  .getCommandInvocation(
                      r -> r.commandId(command).instanceId(id).pluginName("first"))
                  .standardOutputContent())
          .isEqualTo("blue 8080\n");
      assertThat(
              desk.ssm
                  .getCommandInvocation(
                      r -> r.commandId(command).instanceId(id).pluginName("second"))
                  .standardOutputContent())
          .isEqualTo("one\ntwo\n");
      assertThatThrownBy(
              () ->
                  desk.ssm.getCommandInvocation(
                      r -> r.commandId(command).instanceId(id).pluginName("third")))
          .isInstanceOf(InvalidPluginNameException.class);
      assertThat(look(id, command).standardOutputContent()).isEmpty();
    }

    @Test
    void nameADirectory() {
      String id = desk.good();
      String command =
          send(
              id,
              SHELL,
              Map.of("commands", List.of("pwd"), "workingDirectory", List.of("/home/ec2-user")));
      look(id, command);

      assertThat(look(id, command).standardOutputContent()).isEqualTo("/home/ec2-user\n");
    }
  }

  @Nested
  class Their {
    @Test
    void executionTimesOut() {
      String id = desk.good();
      String command = script(id, "echo begun", "sleep 601", "echo done");
      look(id, command);
      desk.passMinutes(9);
      assertThat(look(id, command).statusDetails()).isEqualTo("InProgress");
      assertThat(listed(command).statusAsString()).isEqualTo("InProgress");

      desk.passMinutes(1);

      GetCommandInvocationResponse over = look(id, command);
      assertThat(over.status()).isEqualTo(CommandInvocationStatus.TIMED_OUT);
      assertThat(over.statusDetails()).isEqualTo("ExecutionTimedOut");
      assertThat(over.responseCode()).isEqualTo(137);
      assertThat(over.standardOutputContent()).isEqualTo("begun\n");
      assertThat(over.executionElapsedTime()).isEqualTo("PT10M0.02S");
      assertThat(listed(command).statusDetails()).isEqualTo("ExecutionTimedOut");
      assertThat(listed(command).errorCount()).isEqualTo(1);
    }

    @Test
    void executionMayTakeLong() {
      String id = desk.good();
      String command = script(id, "sleep 300", "echo done");
      look(id, command);
      desk.passMinutes(5);

      assertThat(look(id, command).standardOutputContent()).isEqualTo("done\n");
      assertThat(look(id, command).status()).isEqualTo(CommandInvocationStatus.SUCCESS);
    }

    @Test
    void executionIsCancelled() {
      String id = desk.good();
      String command = script(id, "sleep 300");
      look(id, command);

      desk.ssm.cancelCommand(r -> r.commandId(command));

      assertThat(look(id, command).status()).isEqualTo(CommandInvocationStatus.CANCELLED);
      assertThat(listed(command).statusAsString()).isEqualTo("Cancelled");
      desk.passMinutes(10);
      assertThat(look(id, command).status()).isEqualTo(CommandInvocationStatus.CANCELLED);
    }

    @Test
    void endIsNotCancelled() {
      String id = desk.good();
      String command = script(id, "true");
      look(id, command);

      desk.ssm.cancelCommand(r -> r.commandId(command));

      assertThat(look(id, command).status()).isEqualTo(CommandInvocationStatus.SUCCESS);
      assertThatThrownBy(() -> desk.ssm.cancelCommand(r -> r.commandId(command + "0")))
          .isInstanceOf(InvalidCommandIdException.class);
    }

    @Test
    void targetIsNotThere() {
      String id = desk.good();
      desk.ec2.createTags(
          r -> r.resources(id).tags(Tag.builder().key("Task").value("one").build()));
      desk.account.stopAgent(id);
      desk.passMinutes(11);
      String command =
          send(
              SendCommandRequest.builder()
                  .targets(t -> t.key("tag:Task").values("one"))
                  .documentName(SHELL)
                  .parameters(Map.of("commands", List.of("true")))
                  .build());

      GetCommandInvocationResponse over = look(id, command);
      assertThat(over.status()).isEqualTo(CommandInvocationStatus.FAILED);
      assertThat(over.statusDetails()).isEqualTo("Undeliverable");
      assertThat(over.responseCode()).isEqualTo(-1);
      assertThat(listed(command).errorCount()).isZero();
    }
  }

  @Nested
  class OnWindows {
    private String windows() {
      desk.goodProfile("managed");
      return desk.run(r -> r.imageId(Images.WINDOWS).iamInstanceProfile(p -> p.name("managed")));
    }

    @Test
    void runInPowerShell() {
      String id = windows();
      String command =
          send(
              id,
              "AWS-RunPowerShellScript",
              Map.of("commands", List.of("Write-Output one two", "whoami")));
      look(id, command);

      assertThat(desk.managed().get(0).platformTypeAsString()).isEqualTo("Windows");
      assertThat(look(id, command).standardOutputContent())
          .isEqualTo("one\r\ntwo\r\nnt authority\\system\r\n");
      assertThat(look(id, command).pluginName()).isEqualTo("aws:runPowerShellScript");
    }

    @Test
    void areRefusedWhenTheyAreForAnotherSystem() {
      String id = windows();

      assertThatThrownBy(() -> send(id, SHELL, Map.of("commands", List.of("true"))))
          .isInstanceOf(UnsupportedPlatformTypeException.class);
    }

    @Test
    void skipStepsForAnotherSystem() {
      desk.ssm.createDocument(
          r ->
              r.name("Both")
                  .documentType(DocumentType.COMMAND)
                  .documentFormat(DocumentFormat.YAML)
                  .content(
                      """
                      schemaVersion: "2.2"
                      mainSteps:
                        - action: aws:runShellScript
                          name: linux
                          precondition: {StringEquals: [platformType, Linux]}
                          inputs: {runCommand: [echo linux]}
                        - action: aws:runPowerShellScript
                          name: windows
                          precondition: {StringEquals: [platformType, Windows]}
                          inputs: {runCommand: [echo windows]}
                      """));
      String id = windows();
      String command = send(id, "Both", Map.of());
      look(id, command);

      assertThat(look(id, command).status()).isEqualTo(CommandInvocationStatus.SUCCESS);
      assertThat(
              desk.ssm
                  .listCommandInvocations(r -> r.commandId(command).details(true))
                  .commandInvocations()
                  .get(0)
                  .commandPlugins())
          .extracting(CommandPlugin::output)
          .satisfiesExactly(
              skipped -> assertThat(skipped).contains("unsatisfied preconditions", "linux"),
              ran -> assertThat(ran).isEqualTo("windows\r\n"));
    }
  }

  @Nested
  class AreListed {
    @Test
    void withTheirSteps() {
      document();
      String id = desk.good();
      String command = send(id, "Steps", Map.of());
      look(id, command);

      CommandInvocation found =
          desk.ssm
              .listCommandInvocations(r -> r.commandId(command).details(true))
              .commandInvocations()
              .get(0);

      assertThat(found.commandPlugins())
          .extracting(CommandPlugin::name, CommandPlugin::output, CommandPlugin::responseCode)
          .containsExactly(tuple("first", "red 80\n", 0), tuple("second", "one\ntwo\n", 0));
    }

    @Test
    void byStatusTheNewestFirst() {
      String id = desk.good();
      String first = script(id, "true");
      String second = script(id, "false");
      String third = script(id, "true");
      for (String command : List.of(first, second, third)) {
        look(id, command);
        look(id, command);
      }

      assertThat(
              desk.ssm
                  .listCommands(r -> r.filters(f -> f.key("Status").value("Success")))
                  .commands())
          .extracting(Command::commandId)
          .containsExactly(third, first);
    }

    @Test
    void forThirtyDays() {
      String id = desk.good();
      String command = script(id, "true");
      desk.passMinutes(30 * 24 * 60 + 1);

      assertThat(desk.ssm.listCommands().commands()).isEmpty();
      assertThatThrownBy(() -> look(id, command))
          .isInstanceOf(InvocationDoesNotExistException.class);
    }
  }
}

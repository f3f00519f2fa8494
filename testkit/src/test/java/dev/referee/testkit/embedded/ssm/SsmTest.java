package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Desk;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ssm.model.CommandInvocationStatus;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;
import software.amazon.awssdk.services.ssm.model.DocumentAlreadyExistsException;
import software.amazon.awssdk.services.ssm.model.DocumentType;
import software.amazon.awssdk.services.ssm.model.DuplicateDocumentContentException;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentContentException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;
import software.amazon.awssdk.services.ssm.model.InvalidFilterKeyException;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.InvocationDoesNotExistException;
import software.amazon.awssdk.services.ssm.model.SendCommandResponse;
import software.amazon.awssdk.services.ssm.model.ServiceSettingNotFoundException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/**
 * Tests of the lists, commands, documents and settings of Systems Manager against AWS behaviour.
 */
class SsmTest {
  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  @Nested
  class Listing {
    private List<String> found(String key, String value) {
      return desk
          .ssm
          .describeInstanceInformation(
              r ->
                  r.filters(
                      InstanceInformationStringFilter.builder().key(key).values(value).build()))
          .instanceInformationList()
          .stream()
          .map(InstanceInformation::instanceId)
          .toList();
    }

    @Test
    void findsByIdPingAndTag() {
      String id = desk.good();
      desk.ec2.createTags(
          r -> r.resources(id).tags(Tag.builder().key("Task").value("one").build()));
      for (Map.Entry<String, String> filter :
          Map.of("InstanceIds", id, "PingStatus", "Online", "tag:Task", "one", "tag-key", "Task")
              .entrySet()) {
        assertThat(found(filter.getKey(), filter.getValue())).as("%s", filter).containsExactly(id);
      }
      assertThat(found("InstanceIds", "i-0123456789abcdef0")).isEmpty();
      assertThat(found("tag:Task", "two")).isEmpty();
    }

    @Test
    void refusesWhatItDoesNotKnow() {
      assertThatThrownBy(() -> found("Nickname", "x"))
          .isInstanceOf(InvalidFilterKeyException.class);
      assertThatThrownBy(() -> desk.ssm.describeInstanceInformation(r -> r.maxResults(4)))
          .isInstanceOf(SsmException.class)
          .hasMessageContaining("between 5 and 50");
    }

    @Test
    void turnsPages() {
      desk.goodProfile("managed");
      desk.run(r -> r.minCount(12).maxCount(12).iamInstanceProfile(p -> p.name("managed")));
      assertThat(desk.ssm.describeInstanceInformation().instanceInformationList()).hasSize(10);
      assertThat(desk.managed()).hasSize(12);
    }

    @Test
    void describesTheAgent() {
      String id = desk.good();
      assertThat(desk.managed())
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.instanceId()).isEqualTo(id);
                assertThat(one.agentVersion()).isEqualTo(AgentBuild.LATEST);
                assertThat(one.isLatestVersion()).isTrue();
                assertThat(one.platformTypeAsString()).isEqualTo("Linux");
                assertThat(one.iamRole()).isNull();
              });
    }

    @Test
    void hasTheAgentOfTheImage() {
      desk.goodProfile("managed");
      String old =
          desk.ec2
              .registerImage(r -> r.name("old").description("has amazon-ssm-agent 2.2.607.0"))
              .imageId();
      String bare = desk.ec2.registerImage(r -> r.name("bare")).imageId();
      desk.launch(r -> r.imageId(bare).iamInstanceProfile(p -> p.name("managed")));
      desk.run(r -> r.imageId(old).iamInstanceProfile(p -> p.name("managed")));
      assertThat(desk.managed())
          .singleElement()
          .extracting(InstanceInformation::agentVersion)
          .isEqualTo("2.2.607.0");
    }
  }

  @Nested
  class Commands {
    private SendCommandResponse send(String id, String... lines) {
      return desk.ssm.sendCommand(
          r ->
              r.instanceIds(id)
                  .documentName("AWS-RunShellScript")
                  .parameters(Map.of("commands", List.of(lines))));
    }

    private GetCommandInvocationResponse look(String id, SendCommandResponse sent) {
      return desk.ssm.getCommandInvocation(
          r -> r.commandId(sent.command().commandId()).instanceId(id));
    }

    @Test
    void areInProgressBeforeTheyAreOver() {
      String id = desk.good();
      SendCommandResponse sent = send(id, "echo nonce", "whoami");
      assertThat(look(id, sent).status()).isEqualTo(CommandInvocationStatus.IN_PROGRESS);
      GetCommandInvocationResponse over = look(id, sent);
      assertThat(over.status()).isEqualTo(CommandInvocationStatus.SUCCESS);
      assertThat(over.standardOutputContent()).isEqualTo("nonce\nroot\n");
      assertThat(over.responseCode()).isZero();
      assertThat(
              desk.ssm
                  .listCommandInvocations(r -> r.commandId(sent.command().commandId()))
                  .commandInvocations())
          .hasSize(1);
    }

    @Test
    void mayFail() {
      String id = desk.good();
      SendCommandResponse sent = send(id, "sudo make-me-a-sandwich");
      look(id, sent);
      assertThat(look(id, sent).status()).isEqualTo(CommandInvocationStatus.FAILED);
      assertThat(look(id, sent).standardErrorContent()).contains("command not found");
      assertThat(look(id, sent).responseCode()).isEqualTo(127);
    }

    @Test
    void areRefusedForWhatIsNotOnline() {
      String id = desk.run(r -> {});
      assertThatThrownBy(() -> send(id, "true"))
          .isInstanceOf(InvalidInstanceIdException.class)
          .hasMessageContaining("not in a valid state");
    }

    @Test
    void expireIfNoAgentFetchesThem() {
      desk.profile("half");
      desk.allow("half", "ssm:UpdateInstanceInformation");
      String id = desk.run(r -> r.iamInstanceProfile(p -> p.name("half")));
      SendCommandResponse sent = send(id, "true");
      assertThat(look(id, sent).status()).isEqualTo(CommandInvocationStatus.PENDING);
      desk.passMinutes(61);
      assertThat(look(id, sent).status()).isEqualTo(CommandInvocationStatus.PENDING);
      desk.passMinutes(60);
      assertThat(look(id, sent).status()).isEqualTo(CommandInvocationStatus.TIMED_OUT);
      assertThat(look(id, sent).statusDetails()).isEqualTo("DeliveryTimedOut");
    }

    @Test
    void useTheOlderServiceIfTheNewOneIsClosed() {
      desk.profile("half");
      desk.allow("half", "ssm:UpdateInstanceInformation", "ec2messages:*");
      String id = desk.run(r -> r.iamInstanceProfile(p -> p.name("half")));
      SendCommandResponse sent = send(id, "true");
      look(id, sent);
      assertThat(look(id, sent).status()).isEqualTo(CommandInvocationStatus.SUCCESS);
    }

    @Test
    void tellTheFirstOfWhatTheyWrote() {
      String id = desk.good();
      String line = "x".repeat(5_000);
      SendCommandResponse sent =
          send(id, ("echo " + line + "\n").repeat(5), (line + "\n").repeat(2));
      look(id, sent);
      GetCommandInvocationResponse over = look(id, sent);
      assertThat(over.standardOutputContent()).hasSize(24_000);
      assertThat(over.standardErrorContent()).hasSize(8_000);
      assertThat(plugins(sent))
          .singleElement()
          .satisfies(
              one -> {
                assertThat(one.output()).hasSize(2_500);
                assertThat(one.responseCode()).isEqualTo(127);
                assertThat(one.statusAsString()).isEqualTo("Failed");
              });
    }

    @Test
    void haveBothStreamsInOneIfDetailsAreRequested() {
      String id = desk.good();
      SendCommandResponse sent = send(id, "echo one", "missing");
      look(id, sent);
      look(id, sent);
      assertThat(plugins(sent))
          .singleElement()
          .extracting(CommandPlugin::output)
          .isEqualTo("one\n\n----------ERROR-------\nsh: missing: command not found\n");
    }

    private List<CommandPlugin> plugins(SendCommandResponse sent) {
      return desk.ssm
          .listCommandInvocations(r -> r.commandId(sent.command().commandId()).details(true))
          .commandInvocations()
          .get(0)
          .commandPlugins();
    }

    @ParameterizedTest
    @ValueSource(ints = {29, 2_592_001})
    void areRefusedForATimeOutOutOfRange(int seconds) {
      String id = desk.good();
      assertThatThrownBy(
              () ->
                  desk.ssm.sendCommand(
                      r ->
                          r.instanceIds(id)
                              .documentName("AWS-RunShellScript")
                              .timeoutSeconds(seconds)
                              .parameters(Map.of("commands", List.of("true")))))
          .isInstanceOf(SsmException.class)
          .hasMessageContaining("timeoutSeconds");
    }

    @Test
    void areNotThereForOthers() {
      String id = desk.good();
      SendCommandResponse sent = send(id, "true");
      assertThatThrownBy(() -> look("i-0123456789abcdef0", sent))
          .isInstanceOf(InvocationDoesNotExistException.class);
    }
  }

  @Nested
  class Documents {
    private static final String EMPTY =
        "{\"schemaVersion\":\"1.0\",\"sessionType\":\"Standard_Stream\",\"inputs\":{}}";

    private void create(String content) {
      desk.ssm.createDocument(
          r -> r.name(SsmSessions.PREFERENCES).documentType(DocumentType.SESSION).content(content));
    }

    @Test
    void areNotThereUntilTheyAreMade() {
      assertThatThrownBy(() -> desk.ssm.getDocument(r -> r.name(SsmSessions.PREFERENCES)))
          .isInstanceOf(InvalidDocumentException.class);
      create(EMPTY);
      assertThat(desk.ssm.getDocument(r -> r.name(SsmSessions.PREFERENCES)).content())
          .isEqualTo(EMPTY);
      assertThatThrownBy(() -> create(EMPTY)).isInstanceOf(DocumentAlreadyExistsException.class);
      desk.ssm.deleteDocument(r -> r.name(SsmSessions.PREFERENCES));
      create(EMPTY);
    }

    @Test
    void keepTheirVersions() {
      create(EMPTY);
      String other = EMPTY.replace("{}", "{\"idleSessionTimeout\":\"5\"}");
      desk.ssm.updateDocument(
          r -> r.name(SsmSessions.PREFERENCES).documentVersion("$LATEST").content(other));
      var described = desk.ssm.describeDocument(r -> r.name(SsmSessions.PREFERENCES)).document();
      assertThat(described.defaultVersion()).isEqualTo("1");
      assertThat(described.latestVersion()).isEqualTo("2");
      assertThat(
              desk.ssm
                  .getDocument(r -> r.name(SsmSessions.PREFERENCES).documentVersion("2"))
                  .content())
          .isEqualTo(other);
      assertThatThrownBy(
              () ->
                  desk.ssm.updateDocument(
                      r ->
                          r.name(SsmSessions.PREFERENCES)
                              .documentVersion("$LATEST")
                              .content(other)))
          .isInstanceOf(DuplicateDocumentContentException.class);
    }

    @Test
    void areJson() {
      assertThatThrownBy(() -> create("{")).isInstanceOf(InvalidDocumentContentException.class);
    }
  }

  @Nested
  class Settings {
    @Test
    void tellOfHostManagement() {
      assertThat(setting()).isEqualTo("$None Default");
      desk.ssm.updateServiceSetting(
          r -> r.settingId(HostManagement.SETTING).settingValue("service-role/hosts"));
      assertThat(setting()).isEqualTo("service-role/hosts Customized");
      desk.ssm.resetServiceSetting(r -> r.settingId(HostManagement.SETTING));
      assertThat(setting()).isEqualTo("$None Default");
    }

    private String setting() {
      var found =
          desk.ssm.getServiceSetting(r -> r.settingId(HostManagement.SETTING)).serviceSetting();
      return found.settingValue() + " " + found.status();
    }

    @Test
    void areFew() {
      assertThatThrownBy(() -> desk.ssm.getServiceSetting(r -> r.settingId("/ssm/other")))
          .isInstanceOf(ServiceSettingNotFoundException.class);
    }
  }
}

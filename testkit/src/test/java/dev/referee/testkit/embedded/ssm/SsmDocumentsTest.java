package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.referee.testkit.embedded.Desk;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.ssm.model.DocumentDescription;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.DocumentParameter;
import software.amazon.awssdk.services.ssm.model.DocumentType;
import software.amazon.awssdk.services.ssm.model.DocumentVersionInfo;
import software.amazon.awssdk.services.ssm.model.DuplicateDocumentVersionNameException;
import software.amazon.awssdk.services.ssm.model.GetDocumentResponse;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentContentException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentOperationException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentSchemaVersionException;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentVersionException;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Tests that formats, versions and parameters of documents are handled as by Systems Manager. */
class SsmDocumentsTest {
  private static final String YAML =
      """
      schemaVersion: "2.2"
      description: Greets somebody.
      parameters:
        Name:
          type: String
          description: Who is greeted
          default: you
        Words:
          type: StringList
          default: [good, day]
      mainSteps:
        - action: aws:runShellScript
          name: greet
          inputs:
            runCommand:
              - echo hello {{ Name }}
      """;
  private static final String SESSION =
      "{\"schemaVersion\":\"1.0\",\"sessionType\":\"Standard_Stream\",\"inputs\":{}}";

  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  private DocumentDescription create(
      String name, DocumentType type, DocumentFormat format, String content) {
    return desk.ssm
        .createDocument(
            r -> r.name(name).documentType(type).documentFormat(format).content(content))
        .documentDescription();
  }

  private DocumentDescription greeting() {
    return create("Greeting", DocumentType.COMMAND, DocumentFormat.YAML, YAML);
  }

  @Nested
  class InYaml {
    @Test
    void areReadBackInBothFormats() {
      greeting();
      GetDocumentResponse json = desk.ssm.getDocument(r -> r.name("Greeting"));
      GetDocumentResponse yaml =
          desk.ssm.getDocument(r -> r.name("Greeting").documentFormat(DocumentFormat.YAML));

      assertThat(json.documentFormat()).isEqualTo(DocumentFormat.JSON);
      assertThat(JsonCodec.parse(json.content()).at("/mainSteps/0/name").asText())
          .isEqualTo("greet");
      assertThat(yaml.documentFormat()).isEqualTo(DocumentFormat.YAML);
      assertThat(yaml.content()).isEqualTo(YAML);
    }

    @Test
    void areMadeOfJson() {
      create("Preferences", DocumentType.SESSION, DocumentFormat.JSON, SESSION);

      assertThat(
              desk.ssm
                  .getDocument(r -> r.name("Preferences").documentFormat(DocumentFormat.YAML))
                  .content())
          .isEqualTo("---\nschemaVersion: '1.0'\nsessionType: Standard_Stream\ninputs: {}\n");
    }

    @Test
    void areDescribedWithTheirParameters() {
      DocumentDescription described = greeting();

      assertThat(described.documentFormat()).isEqualTo(DocumentFormat.YAML);
      assertThat(described.description()).isEqualTo("Greets somebody.");
      assertThat(described.schemaVersion()).isEqualTo("2.2");
      assertThat(described.platformTypesAsStrings()).containsExactly("Linux", "MacOS");
      assertThat(described.parameters())
          .containsExactly(
              DocumentParameter.builder()
                  .name("Name")
                  .type("String")
                  .description("Who is greeted")
                  .defaultValue("you")
                  .build(),
              DocumentParameter.builder()
                  .name("Words")
                  .type("StringList")
                  .defaultValue("[\"good\",\"day\"]")
                  .build());
    }

    @Test
    void holdPreferencesOfSessions() {
      create(
          SsmSessions.PREFERENCES,
          DocumentType.SESSION,
          DocumentFormat.YAML,
          "schemaVersion: '1.0'\nsessionType: Standard_Stream\ninputs: {idleSessionTimeout: 5}\n");
      String id = desk.good();
      desk.ssm.startSession(r -> r.target(id));
      desk.passMinutes(6);

      assertThat(desk.ssm.describeSessions(r -> r.state("Active")).sessions()).isEmpty();
    }

    @Test
    void runAsCommands() {
      greeting();
      String id = desk.good();
      String command =
          desk.ssm
              .sendCommand(
                  r ->
                      r.instanceIds(id)
                          .documentName("Greeting")
                          .parameters(Map.of("Name", List.of("world"))))
              .command()
              .commandId();
      desk.ssm.getCommandInvocation(r -> r.commandId(command).instanceId(id));

      assertThat(
              desk.ssm
                  .getCommandInvocation(r -> r.commandId(command).instanceId(id))
                  .standardOutputContent())
          .isEqualTo("hello world\n");
    }
  }

  @Nested
  class AreRefused {
    /** The first two positions are those that AWS reported for such contents. */
    @ParameterizedTest
    @CsvSource({
      "JSON, https://example.com/document.json, JSON not well-formed. at Line: 1",
      "JSON, '---\nschemaVersion: 2.2', JSON not well-formed. at Line: 1",
      "YAML, 'schemaVersion: [', YAML not well-formed. at Line: 1",
      "YAML, some words, instance type (string) does not match any allowed primitive type",
      "JSON, '{\"description\":\"x\"}', 'object has missing required properties"
          + " ([\\\"mainSteps\\\",\\\"schemaVersion\\\"])'",
    })
    void whenTheyAreMalformed(DocumentFormat format, String content, String message) {
      assertThatThrownBy(() -> create("Malformed", DocumentType.COMMAND, format, content))
          .isInstanceOf(InvalidDocumentContentException.class)
          .hasMessageContaining(message);
    }

    @Test
    void whenASessionHasNoType() {
      assertThatThrownBy(
              () ->
                  create(
                      "Typeless",
                      DocumentType.SESSION,
                      DocumentFormat.JSON,
                      "{\"schemaVersion\":\"1.0\"}"))
          .isInstanceOf(InvalidDocumentContentException.class)
          .hasMessageContaining("sessionType");
    }

    @Test
    void whenTheirSchemaIsOfAnotherType() {
      assertThatThrownBy(
              () ->
                  create(
                      "Newer",
                      DocumentType.SESSION,
                      DocumentFormat.JSON,
                      SESSION.replace("1.0", "2.2")))
          .isInstanceOf(InvalidDocumentSchemaVersionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "with space"})
    void whenTheirNameIsNone(String name) {
      assertThatThrownBy(() -> create(name, DocumentType.SESSION, DocumentFormat.JSON, SESSION))
          .isInstanceOf(SsmException.class)
          .hasMessageContaining("at 'name' failed to satisfy constraint");
    }

    @Test
    void asTextUnlessTheyAreOfAppConfig() {
      assertThatThrownBy(
              () -> create("Plain", DocumentType.COMMAND, DocumentFormat.TEXT, "any words"))
          .isInstanceOf(InvalidDocumentContentException.class);
      create("Plain", DocumentType.APPLICATION_CONFIGURATION, DocumentFormat.TEXT, "any words");
      assertThat(desk.ssm.getDocument(r -> r.name("Plain")).content()).isEqualTo("any words");
    }
  }

  @Nested
  class HaveVersions {
    private void update(String content, String versionName) {
      desk.ssm.updateDocument(
          r ->
              r.name("Greeting")
                  .documentVersion("$LATEST")
                  .documentFormat(DocumentFormat.YAML)
                  .versionName(versionName)
                  .content(content));
    }

    @Test
    void withNames() {
      greeting();
      update(YAML.replace("hello", "hi"), "short");

      assertThat(
              desk.ssm.getDocument(r -> r.name("Greeting").versionName("short")).documentVersion())
          .isEqualTo("2");
      assertThat(desk.ssm.getDocument(r -> r.name("Greeting")).documentVersion()).isEqualTo("1");
      assertThat(desk.ssm.listDocumentVersions(r -> r.name("Greeting")).documentVersions())
          .extracting(
              DocumentVersionInfo::documentVersion,
              DocumentVersionInfo::versionName,
              DocumentVersionInfo::isDefaultVersion)
          .containsExactly(tuple("2", "short", false), tuple("1", null, true));
      assertThatThrownBy(() -> update(YAML.replace("hello", "good day"), "short"))
          .isInstanceOf(DuplicateDocumentVersionNameException.class);
      assertThatThrownBy(() -> desk.ssm.getDocument(r -> r.name("Greeting").versionName("long")))
          .isInstanceOf(InvalidDocumentVersionException.class);
    }

    @Test
    void thatAreDeletedUnlessTheyAreTheDefault() {
      greeting();
      update(YAML.replace("hello", "hi"), "short");
      desk.ssm.updateDocumentDefaultVersion(r -> r.name("Greeting").documentVersion("2"));

      assertThatThrownBy(
              () -> desk.ssm.deleteDocument(r -> r.name("Greeting").documentVersion("2")))
          .isInstanceOf(InvalidDocumentOperationException.class)
          .hasMessageContaining("Default version of the document can't be deleted.");
      desk.ssm.deleteDocument(r -> r.name("Greeting").documentVersion("1"));
      assertThatThrownBy(() -> desk.ssm.getDocument(r -> r.name("Greeting").documentVersion("1")))
          .isInstanceOf(InvalidDocumentVersionException.class);
      update(YAML.replace("hello", "good day"), "long");
      assertThat(desk.ssm.describeDocument(r -> r.name("Greeting")).document().latestVersion())
          .isEqualTo("3");
    }
  }
}

package dev.referee.gamefile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.referee.Catalogue;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GameFileSchemaTest {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(GameFileSchema.json());

  @ParameterizedTest
  @ValueSource(strings = {"unicorn-corp.yaml", "jam.yaml", "seventy-two-teams.yaml"})
  void takesTheExamples(String name) throws IOException {
    assertThat(said(Files.readString(Sound.GAMES.resolve(name)))).isEmpty();
  }

  @Test
  void takesWhatTheTestsChange() throws IOException {
    assertThat(said(Sound.FILE)).isEmpty();
  }

  static Stream<Sound.Change> visible() {
    return Sound.changes().filter(Sound.Change::schemaRefuses);
  }

  @ParameterizedTest
  @MethodSource("visible")
  void refusesWhatASchemaCanSee(Sound.Change change) throws IOException {
    assertThat(said(change.file())).isNotEmpty();
  }

  @Test
  void namesEveryParameterOfEveryCheck() throws IOException {
    JsonNode definitions = new ObjectMapper().readTree(GameFileSchema.json()).get("$defs");

    assertThat(Catalogue.load().kinds()).isNotEmpty();
    for (CheckKind kind : Catalogue.load().kinds().values()) {
      JsonNode parameters = definitions.get("parameters-of-" + kind.id());
      for (Parameter<?> parameter : kind.parameters()) {
        assertThat(parameters.at("/properties/" + parameter.name() + "/description").textValue())
            .startsWith(parameter.description());
      }
      List<String> required =
          kind.parameters().stream().filter(it -> it.required()).map(it -> it.name()).toList();
      assertThat(parameters.path("required")).map(JsonNode::textValue).isEqualTo(required);
    }
  }

  @Test
  void takesTheExampleOfEveryCheck() throws IOException {
    for (CheckKind kind : Catalogue.load().kinds().values()) {
      JsonNode game = YAML.readTree(Sound.FILE);
      JsonNode check =
          new ObjectMapper().valueToTree(Map.of("check", kind.id(), "parameters", kind.example()));
      ((com.fasterxml.jackson.databind.node.ArrayNode) game.at("/modules/0/tasks/0/checks"))
          .set(0, check);

      assertThat(SCHEMA.validate(game)).as(kind.id()).isEmpty();
      assertThat(Sound.read(game.toString()).game().tasks().get(0).checks().get(0).check().id())
          .isEqualTo(kind.id());
    }
  }

  @Test
  void isTheSameEveryTime() {
    assertThat(GameFileSchema.json())
        .isEqualTo(GameFileSchema.json(Catalogue.load()))
        .doesNotContain("\r");
  }

  private static Set<ValidationMessage> said(String file) throws JsonProcessingException {
    return SCHEMA.validate(YAML.readTree(file));
  }
}

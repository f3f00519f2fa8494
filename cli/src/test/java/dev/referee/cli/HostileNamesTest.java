package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.base.CharMatcher;
import dev.referee.testkit.EmbeddedSandbox;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Tests of all outputs of the command with hostile names of teams, organisers and resources. */
class HostileNamesTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final Map<String, String> NAMES =
      Map.of(
          "escape sequences", "\033[31mred\033]0;title\007\u009b2J\u0085",
          "changes of direction", "\u202egnp.exe\u202c \u2066a\u2069 \u200f\u200b\ufeff",
          "line breaks", "a\n## b\r\n::error::c\u2028d\u2029e\u000bf\f",
          "control characters", "\u0001\u0008\u001f\u007f\u0080\u009f\ufffe\uffff",
          "markup", "</title><script>alert(1)</script>]]>&amp;<!--\"'`<img src=x onerror=a>",
          "right to left", "\u05e9\u05dc\u05d5\u05dd 12 (\u0645\u0631\u062d\u0628\u0627)",
          "a long name", "x".repeat(100_000));

  private static final List<String> OUTPUTS =
      List.of(
          "judge",
          "judge --details",
          "judge --player=EXACT --team=red",
          "judge --json",
          "judge --json --player=EXACT --team=red",
          "judge --junit",
          "judge --html",
          "watch --events",
          "doctor",
          "policy");

  @TempDir private Path folder;

  static Stream<Arguments> outputs() {
    return OUTPUTS.stream()
        .flatMap(output -> NAMES.keySet().stream().map(name -> Arguments.of(output, name)));
  }

  @ParameterizedTest
  @MethodSource("outputs")
  void doNoHarm(String output, String name) throws Exception {
    String hostile = NAMES.get(name);
    String tag = tag(hostile);
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      server(sandbox, tag);
      Files.writeString(folder.resolve("game.yaml"), game(hostile, tag, sandbox.clock().instant()));
      Spoken said =
          output.equals("policy")
              ? Spoken.in(Spoken.of(sandbox), arguments(output))
              : Spoken.referee(sandbox, arguments(output));

      assertThat(said.code()).as(said.err()).isNotIn(64, 70, 74);
      assertThat(said.out()).isNotEmpty();
      assertHarmless(said.out());
      assertHarmless(said.err());
      assertThat(said.out().lines().filter(line -> !line.startsWith("{")))
          .allSatisfy(line -> assertThat(line).hasSizeLessThan(20_000));
      switch (output) {
        case "judge --json" -> json(said.out());
        case "judge --junit" -> xml(Files.readString(folder.resolve("out")));
        case "judge --html" -> html(Files.readString(folder.resolve("out")));
        case "watch --events" -> events(Files.readString(folder.resolve("out")));
        default -> {}
      }
    }
  }

  private String[] arguments(String output) {
    List<String> arguments = new ArrayList<>(List.of(output.split(" ")));
    arguments.add(1, folder.resolve("game.yaml").toString());
    if (output.matches(".*--(junit|html|events)")) {
      arguments.add(folder.resolve("out").toString());
    }
    return arguments.toArray(String[]::new);
  }

  /** Returns the text as EC2 accepts it as the value of a tag. */
  private static String tag(String hostile) {
    String carried =
        CharMatcher.javaIsoControl().or(CharMatcher.anyOf("\ufffe\uffff")).removeFrom(hostile);
    return carried.substring(0, Math.min(carried.length(), 255));
  }

  private static void server(EmbeddedSandbox sandbox, String tag) {
    sandbox
        .client(Ec2Client::builder)
        .runInstances(
            run ->
                run.imageId("ami-0abcdef1234567890")
                    .minCount(1)
                    .maxCount(1)
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType(ResourceType.INSTANCE)
                            .tags(Tag.builder().key("Name").value(tag).build())
                            .build()));
  }

  private static String game(String hostile, String tag, Instant start) throws Exception {
    Map<String, Object> task =
        Map.of(
            "id",
            "vault",
            "title",
            hostile,
            "text",
            hostile,
            "points",
            100,
            "checks",
            List.of(
                Map.of(
                    "check",
                    "ec2.instance-private",
                    "parameters",
                    Map.of("instances", Map.of("tag:Name", tag)))));
    Map<String, Object> red =
        Map.of(
            "id",
            "red",
            "name",
            hostile,
            "account",
            Map.of("id", "111122223333", "region", "us-east-1"));
    Map<String, Object> blue =
        Map.of(
            "id",
            "blue",
            "name",
            "b" + hostile,
            "account",
            Map.of("id", "111122229999", "region", "us-east-1"));
    return JSON.writeValueAsString(
            Map.of(
                "id",
                "game",
                "title",
                hostile,
                "clock",
                Map.of("start", start.toString(), "duration", "2m"),
                "tasks",
                List.of(task),
                "teams",
                List.of(red, blue)))
        .replace("\u007f", "\\u007f");
  }

  private static void assertHarmless(String text) {
    assertThat(text.lines()).noneMatch(line -> line.startsWith("::error") || line.equals("## b"));
    assertThat(
            text.codePoints()
                .filter(point -> point != '\n')
                .filter(
                    point ->
                        switch (Character.getType(point)) {
                          case Character.CONTROL,
                              Character.FORMAT,
                              Character.SURROGATE,
                              Character.UNASSIGNED,
                              Character.LINE_SEPARATOR,
                              Character.PARAGRAPH_SEPARATOR ->
                              true;
                          default -> false;
                        })
                .mapToObj(Integer::toHexString))
        .as(text)
        .isEmpty();
  }

  private static void json(String text) throws Exception {
    JsonNode sweep = new ObjectMapper().readTree(text);

    assertThat(sweep.at("/judgements")).hasSize(2);
  }

  private static void xml(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);

    assertHarmless(text);
    assertThat(
            factory
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(text)))
                .getElementsByTagName("testcase")
                .getLength())
        .isEqualTo(2);
  }

  private static void html(String text) {
    assertHarmless(text);
    assertThat(text).containsOnlyOnce("<script").doesNotContain("<script>alert", "<img");
    String body = text.substring(text.indexOf("<body>"));
    // Values of attributes are compared separately.
    String isolated =
        body.replaceAll("<bdi>[^<]*</bdi>", "").replaceAll("(title|aria-label)=\"[^\"]*\"", "");
    assertThat(IntStream.range(0, isolated.length()).map(isolated::charAt))
        .noneMatch(
            point ->
                Character.getDirectionality(point) == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                    || Character.getDirectionality(point)
                        == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
  }

  private static void events(String text) throws Exception {
    assertHarmless(text);
    assertThat(text.lines()).hasSizeGreaterThan(1);
    for (String line : text.lines().toList()) {
      assertThat(new ObjectMapper().readTree(line).isObject()).as(line).isTrue();
    }
  }
}

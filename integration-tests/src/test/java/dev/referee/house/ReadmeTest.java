package dev.referee.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the README matches the project. */
class ReadmeTest {
  private static final String CONSUMER = "integration-tests/src/it/consumer/";
  private static final String TESTS = "src/test/java/com/example/jam/";
  private static final Pattern REGION =
      Pattern.compile("// tag::readme\\[]\n(.*?)// end::readme\\[]", Pattern.DOTALL);
  private static final String README = Checkout.read("README.md");

  @Test
  void beginsWithAShortExample() {
    assertThat(snippets("java").get(0).lines().count()).isLessThanOrEqualTo(15);
  }

  /** The build of the consumer compiles and runs these files, and nothing else. */
  @Test
  void showsTheWholeFilesThatTheConsumerIsMadeOf() throws IOException {
    List<String> java =
        List.of(
            TESTS + "UnicornFleetTest.java",
            TESTS + "EndpointTest.java",
            "src/main/java/com/example/jam/SpareInstance.java",
            TESTS + "SpareInstanceTest.java");

    assertThat(snippets("xml")).containsExactly(Checkout.read(CONSUMER + "pom.xml"));
    assertThat(snippets("java").subList(1, snippets("java").size()))
        .containsExactlyElementsOf(
            java.stream().map(file -> Checkout.read(CONSUMER + file)).toList());
    assertThat(java).allSatisfy(file -> assertThat(README).contains("`" + file + "`:"));
    try (Stream<Path> files = Files.walk(Checkout.path(CONSUMER + "src"))) {
      assertThat(files.filter(Files::isRegularFile)).hasSameSizeAs(java);
    }
  }

  @Test
  void beginsWithWhatCompiles() {
    assertThat(snippets("java").get(0))
        .isEqualTo(region("examples/src/main/java/dev/referee/examples/ReadmeExample.java"));
  }

  @Test
  void givesCoordinatesThatExist() {
    Pom given = Pom.parse(snippets("xml").get(0));
    String ours = "[groupId='" + Pom.of("pom.xml").text("/project/groupId") + "']";
    List<String> published =
        Checkout.published().stream()
            .map(module -> Pom.of(module + "/pom.xml").text("/project/artifactId"))
            .toList();

    assertThat(given.texts("//dependency" + ours + "/artifactId"))
        .containsExactly("referee-bom", "referee-validators-ec2", "referee-testkit")
        .isSubsetOf(published);
    assertThat(given.texts("//dependency" + ours + "/version"))
        .containsExactly(Pom.of("pom.xml").text("/project/version"));
    assertThat(given.text("/project/properties/junit.version"))
        .isEqualTo(Pom.of("pom.xml").text("/project/properties/junit.version"));
  }

  @ParameterizedTest
  @MethodSource("dev.referee.house.Checkout#modules")
  void namesEveryModule(String module) {
    assertThat(README).contains("| [`" + module + "`](" + module + ") |");
  }

  @Test
  void linksOnlyToWhatIsThere() {
    Pattern link = Pattern.compile("]\\((?!https?:|#)([^)#]+)");

    assertThat(link.matcher(README).results().map(it -> it.group(1)))
        .isNotEmpty()
        .allSatisfy(path -> assertThat(Checkout.path(path)).exists());
  }

  private static List<String> snippets(String language) {
    return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
        .matcher(README)
        .results()
        .map(it -> it.group(1))
        .toList();
  }

  private static String region(String path) {
    List<MatchResult> regions = REGION.matcher(Checkout.read(path)).results().toList();
    assertThat(regions).as(path).hasSize(1);
    return regions.get(0).group(1);
  }
}

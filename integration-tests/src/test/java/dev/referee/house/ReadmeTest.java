package dev.referee.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the README to what is there. */
class ReadmeTest {
  private static final String HOUSE = "integration-tests/src/test/java/dev/referee/house/";
  private static final Pattern REGION =
      Pattern.compile("// tag::readme\\[]\n(.*?)// end::readme\\[]", Pattern.DOTALL);
  private static final String README = Checkout.read("README.md");

  @Test
  void beginsWithAShortExample() {
    assertThat(snippets("java").get(0).lines().count()).isLessThanOrEqualTo(15);
  }

  @Test
  void showsOnlyWhatCompiles() {
    assertThat(snippets("java"))
        .containsExactly(
            region("examples/src/main/java/dev/referee/examples/ReadmeExample.java"),
            region(HOUSE + "SpareInstance.java"),
            region(HOUSE + "SpareInstanceTest.java").stripTrailing() + "\n}\n");
  }

  @Test
  void givesCoordinatesThatExist() {
    Pom given = Pom.parse("<project>" + String.join("", snippets("xml")) + "</project>");
    List<String> published =
        Checkout.published().stream()
            .map(module -> Pom.of(module + "/pom.xml").text("/project/artifactId"))
            .toList();

    assertThat(given.texts("//groupId"))
        .isNotEmpty()
        .containsOnly(Pom.of("pom.xml").text("/project/groupId"));
    assertThat(given.texts("//artifactId"))
        .contains("referee-bom", "referee-validators-ec2", "referee-testkit")
        .isSubsetOf(published);
    assertThat(given.texts("//version"))
        .containsExactly(Pom.of("pom.xml").text("/project/version"));
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

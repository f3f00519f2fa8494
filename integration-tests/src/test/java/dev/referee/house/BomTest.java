package dev.referee.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that the BOM lists exactly the published modules. */
class BomTest {
  private static final String MANAGED =
      "/project/dependencyManagement/dependencies/dependency[groupId='dev.referee']/";

  private final Pom bom = Pom.of("bom/pom.xml");

  @Test
  void listsExactlyWhatIsPublished() {
    List<String> libraries = new ArrayList<>(Checkout.published());
    assertThat(libraries.remove("bom")).isTrue();
    assertThat(libraries)
        .contains("core", "aws", "testkit", "validators-ec2", "validators-ssm", "gamefile");

    assertThat(bom.texts(MANAGED + "artifactId"))
        .containsExactlyInAnyOrderElementsOf(
            libraries.stream()
                .map(module -> Pom.of(module + "/pom.xml").text("/project/artifactId"))
                .toList());
  }

  @Test
  void takesEveryVersionFromTheProject() {
    assertThat(bom.texts(MANAGED + "version"))
        .hasSameSizeAs(bom.texts(MANAGED + "artifactId"))
        .containsOnly("${project.version}");
  }

  @Test
  void setsTheVersionOfTheSdkThatThisBuildUses() {
    String sdk =
        "/project/dependencyManagement/dependencies/dependency[groupId='software.amazon.awssdk']/";
    Pom parent = Pom.of("pom.xml");

    assertThat(bom.texts(sdk + "artifactId")).containsExactly("third-party-jackson-core", "bom");
    assertThat(bom.texts(sdk + "version"))
        .isEqualTo(parent.texts(sdk + "version"))
        .containsExactly("${aws.jackson.version}", "${aws.version}");
  }

  @Test
  void publishesNothingThatOnlyTestsOrShows() {
    assertThat(Checkout.published()).doesNotContain("examples", "cli", "integration-tests");
  }
}

package dev.referee.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the documentation is complete. */
class DocumentationTest {

  @Test
  void everyDecisionIsInTheIndex() throws IOException {
    Path decisions = Checkout.path("docs/decisions");
    String index = Files.readString(decisions.resolve("README.md"));
    assertThat(files(decisions, "0"))
        .isNotEmpty()
        .allSatisfy(
            decision -> {
              String title = Files.readAllLines(decision).get(0).replace("# ", "");
              assertThat(index).contains("[%s](%s)".formatted(title, decision.getFileName()));
            });
  }

  @Test
  void everyPackageSaysWhichThreadsMayUseIt() throws IOException {
    assertThat(files(Checkout.path(""), "package-info.java"))
        .filteredOn(file -> file.toString().contains("src/main/java"))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(Files.readString(file)).containsIgnoringCase("thread"));
  }

  @Test
  void theExampleOfAClusterIsATest() throws IOException {
    String test =
        Checkout.read("validators-eks/src/test/java/dev/referee/eks/RolloutTest.java")
            .replace("package dev.referee.eks;\n\n", "");

    assertThat(Checkout.read("docs/eks.md")).contains("```java\n" + test + "```\n");
  }

  private static List<Path> files(Path below, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }
}

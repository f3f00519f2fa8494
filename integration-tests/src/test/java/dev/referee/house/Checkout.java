package dev.referee.house;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The checkout that this test runs in. */
public final class Checkout {
  /** The command that regenerates the pages of the checks, and their counts. */
  public static final String WRITE =
      "mvn -B test -pl integration-tests -am -Dtest=CheckPagesTest,WorldCountsTest,FaultCountsTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dreferee.write=true";

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private Checkout() {}

  public static Path path(String path) {
    return ROOT.resolve(path);
  }

  public static String read(String path) {
    try {
      return Files.readString(path(path), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the root's modules, in their order. */
  static List<String> modules() {
    return Pom.of("pom.xml").texts("/project/modules/module");
  }

  /** Returns the modules that others may depend on: a published POM stands alone, by a plugin. */
  static List<String> published() {
    return modules().stream()
        .filter(
            module ->
                Pom.of(module + "/pom.xml")
                    .texts("/project/build/plugins/plugin/artifactId")
                    .contains("flatten-maven-plugin"))
        .toList();
  }
}

package dev.referee.ec2.userdata;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A table in docs/fidelity.md that the build generates.
 *
 * @param name the name in the comments before and after it
 */
record FidelityTable(String name) {

  /** Asserts that the page has this table; writes it first if requested. */
  void says(String table) {
    Path file = file();
    String before = read(file);
    String begin = "<!-- " + name + ": written by the build -->\n";
    String end = "<!-- end of " + name + " -->";
    assertThat(before).contains(begin, end);
    int from = before.indexOf(begin) + begin.length();
    int to = before.indexOf(end);
    if (Boolean.getBoolean("referee.write")) {
      write(file, before.substring(0, from) + table + before.substring(to));
      return;
    }
    assertThat(before.substring(from, to))
        .as(
            "docs/fidelity.md does not say what is so; regenerate it with: mvn -B test -pl"
                + " validators-ec2 -am -Dtest=UserDataCorpusTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dreferee.write=true")
        .isEqualTo(table);
  }

  private static Path file() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("docs/fidelity.md"))) {
      at = at.getParent();
      assertThat(at).as("a folder with docs/fidelity.md around the working directory").isNotNull();
    }
    return at.resolve("docs/fidelity.md");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the completion script in a real bash. */
class CompletionCommandTest {
  private static final Path BASH = Path.of("/bin/bash");

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    assumeTrue(Files.isExecutable(BASH), "there is a bash");
    Files.writeString(
        folder.resolve("ask"),
        Spoken.referee("completion").out()
            + """

            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            _complete_referee referee "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
            echo "${COMPREPLY[*]}"
            """);
  }

  @ParameterizedTest
  @CsvSource({
    "ju, judge",
    "judge --t, --team --task",
    "sandbox --time F, FROZEN",
    "sandbox --game u, unicorn-corp"
  })
  void completesSubcommandsOptionsAndValues(String typed, String completed) throws Exception {
    Process bash =
        new ProcessBuilder("/bin/bash", "-c", "set -- referee " + typed + "; source ./ask")
            .directory(folder.toFile())
            .start();

    assertThat(new String(bash.getInputStream().readAllBytes(), UTF_8).strip())
        .isEqualTo(completed);
  }
}

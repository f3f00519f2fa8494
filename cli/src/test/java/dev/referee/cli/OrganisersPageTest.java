package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.referee.gamefile.GameFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that the organisers' page agrees with the command. */
class OrganisersPageTest {
  private static final Path PAGE = Path.of("..", "docs", "organisers.md");

  @Test
  void itsGameIsOne() {
    GameFile file = GameFile.read("game.yaml", blocks("yaml").findFirst().orElseThrow());

    assertThat(file.teams()).hasSize(2);
    assertThat(file.game().tasks()).hasSize(2);
  }

  static Stream<String> commands() {
    return blocks("sh")
        .flatMap(String::lines)
        .filter(line -> line.startsWith("referee "))
        .map(line -> line.replaceFirst("referee ", "").replaceFirst(" *[>|].*", ""))
        .map(line -> line.replace("$AWS_ENDPOINT_URL", "http://127.0.0.1:4566"));
  }

  @Test
  void namesNearlyEverySubcommand() {
    assertThat(commands().map(line -> line.replaceFirst(" .*", "")).distinct())
        .contains(
            "play",
            "judge",
            "watch",
            "check",
            "list-checks",
            "policy",
            "doctor",
            "replay",
            "schema");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itsCommandsAreUnderstood(String line) {
    String[] words = Splitter.on(" ").splitToStream(line).toArray(String[]::new);

    assertThat(
            Main.commandLine(Spoken.pipe(Clock.systemUTC()), words)
                .parseArgs(words)
                .hasSubcommand())
        .isTrue();
  }

  private static Stream<String> blocks(String language) {
    List<MatchResult> blocks =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(text())
            .results()
            .toList();
    return blocks.stream().map(block -> block.group(1));
  }

  private static String text() {
    try {
      return Files.readString(PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

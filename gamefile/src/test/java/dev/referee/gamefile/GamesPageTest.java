package dev.referee.gamefile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Score;
import dev.referee.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Tests that docs/games.md agrees with the code. */
class GamesPageTest {
  private final String page = Files.readString(Path.of("..", "docs", "games.md"));

  GamesPageTest() throws IOException {}

  @Test
  void showsAnExampleThatIsRead() {
    GameFile file = Sound.read(example());

    assertThat(file.game().tasks())
        .extracting(Task::id, task -> task.points())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("strange-servers", Score.of(1000)),
            org.assertj.core.groups.Tuple.tuple("way-in", Score.of(500)),
            org.assertj.core.groups.Tuple.tuple("no-way-in", Score.of(500)));
    assertThat(file.teams()).hasSize(2);
  }

  @Test
  void explainsEveryKey() {
    Matcher keys = Pattern.compile("\"([$A-Za-z]+)\" : \\{\\s+\"description\"").matcher(schema());

    assertThat(keys.results().map(it -> it.group(1)).distinct())
        .hasSizeGreaterThan(30)
        .allSatisfy(key -> assertThat(page).containsPattern(Pattern.quote(key) + "[:`\"]"));
  }

  @Test
  void documentsTheLimits() {
    assertThat(page)
        .contains(YamlTree.DEEPEST + " levels")
        .contains(String.format(Locale.ROOT, "%,d values", YamlTree.MOST_VALUES))
        .contains(DependencyGraph.MOST + " modules and tasks")
        .contains(String.format(Locale.ROOT, "%,d teams", TeamReader.MOST));
  }

  private String example() {
    Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertThat(example.find()).isTrue();
    return example.group(1);
  }

  private static String schema() {
    return GameFileSchema.json(dev.referee.Catalogue.of(java.util.List.of()));
  }
}

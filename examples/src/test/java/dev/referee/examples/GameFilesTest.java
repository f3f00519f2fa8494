package dev.referee.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Check;
import dev.referee.Game;
import dev.referee.GameClock;
import dev.referee.Module;
import dev.referee.Task;
import dev.referee.gamefile.GameFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that the game file equals the game that is built in code. */
class GameFilesTest {
  @Test
  void theFileIsTheGame() throws IOException {
    Game file = GameFile.read(Path.of("games", "unicorn-corp.yaml")).game();
    Game hand = UnicornCorp.game(file.clock().orElseThrow().start());

    assertThat(List.of(file.id(), file.title())).containsExactly(hand.id(), hand.title());
    assertThat(file.clock()).isEqualTo(hand.clock().map(it -> frozen(it)));
    assertThat(file.modules())
        .map(Module::id)
        .isEqualTo(hand.modules().stream().map(Module::id).toList());
    assertThat(file.modules())
        .map(Module::title)
        .isEqualTo(hand.modules().stream().map(Module::title).toList());
    assertThat(file.modules())
        .map(Module::needs)
        .isEqualTo(hand.modules().stream().map(Module::needs).toList());
    assertThat(file.tasks())
        .map(GameFilesTest::told)
        .isEqualTo(hand.tasks().stream().map(GameFilesTest::told).toList());
  }

  /** The public board of the file's game is frozen for its last minutes. */
  private static GameClock frozen(GameClock clock) {
    return clock.freezeLast(Duration.ofMinutes(15));
  }

  /** Returns all properties of a task except its scoring policy, which has no accessors. */
  private static List<Object> told(Task task) {
    return List.of(
        task.id(),
        task.title(),
        task.text(),
        task.area(),
        task.difficulty(),
        task.points(),
        task.hints(),
        task.needs(),
        task.disclosure(),
        task.checks().stream().map(each -> told(each.check(), each.weight())).toList());
  }

  private static List<Object> told(Check check, long weight) {
    return List.of(check.id(), check.claim(), check.expectations(), check.permissions(), weight);
  }
}

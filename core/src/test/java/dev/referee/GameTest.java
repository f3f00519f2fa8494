package dev.referee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GameTest {

  private static Task task(String id, String... needs) {
    return Task.builder(id, "Title of " + id)
        .check(new ScoringPolicyTest.FixedCheck(id))
        .needs(Set.of(needs))
        .build();
  }

  private static Module module(String id, Set<String> needs, Task... tasks) {
    return new Module(id, "Title of " + id, List.of(tasks), needs);
  }

  private static Game game(Module... modules) {
    return Game.builder("unicorn-corp", "Unicorn Corp").modules(List.of(modules)).build();
  }

  private static List<String> open(Game game, String... solved) {
    return game.open(Set.of(solved)).stream().map(Task::id).toList();
  }

  @Nested
  class Opens {
    @Test
    void everythingFromTheStartUnlessDeclaredOtherwise() {
      Game game =
          game(
              module("first", Set.of(), task("a"), task("b")),
              module("second", Set.of(), task("c")));
      assertThat(open(game)).containsExactly("a", "b", "c");
    }

    @Test
    void aTaskWhenAllThatItNeedsIsSolved() {
      Game game = game(module("m", Set.of(), task("a"), task("b"), task("c", "a", "b")));
      assertThat(open(game)).containsExactly("a", "b");
      assertThat(open(game, "a")).containsExactly("a", "b");
      assertThat(open(game, "a", "b")).containsExactly("a", "b", "c");
      assertThat(game.waitsFor(game.task("c"), Set.of("a"))).containsExactly("b");
    }

    @Test
    void aTaskThatNeedsAModuleWhenAllOfItIsSolved() {
      Game game =
          game(
              module("first", Set.of(), task("a"), task("b")),
              module("second", Set.of(), task("c", "first"), task("d")));
      assertThat(open(game, "a")).containsExactly("a", "b", "d");
      assertThat(game.waitsFor(game.task("c"), Set.of("a"))).containsExactly("first");
      assertThat(open(game, "a", "b")).containsExactly("a", "b", "c", "d");
    }

    @Test
    void allTasksOfAModuleWhenWhatTheModuleNeedsIsSolved() {
      Game game =
          game(
              module("first", Set.of(), task("a")),
              module("second", Set.of("a"), task("b"), task("c")));
      assertThat(open(game)).containsExactly("a");
      assertThat(open(game, "a")).containsExactly("a", "b", "c");
    }
  }

  @Property(tries = 200)
  void opensExactlyWhatNeedsNothingUnsolved(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, Set<String>> needs = new LinkedHashMap<>();
    List<Task> tasks = new ArrayList<>();
    Set<String> solved = new HashSet<>();
    for (int i = 0; i < 1 + random.nextInt(8); i++) {
      Set<String> mine = new HashSet<>();
      needs.keySet().stream().filter(each -> random.nextInt(3) == 0).forEach(mine::add);
      needs.put("t" + i, mine);
      tasks.add(task("t" + i, mine.toArray(String[]::new)));
      if (random.nextBoolean()) {
        solved.add("t" + i);
      }
    }
    Game game = game(module("m", Set.of(), tasks.toArray(Task[]::new)));
    assertThat(game.open(solved).stream().map(Task::id))
        .containsExactlyElementsOf(
            needs.keySet().stream().filter(id -> solved.containsAll(needs.get(id))).toList());
  }

  @Nested
  class Refuses {
    @Test
    void tasksThatNeedEachOther() {
      assertThatThrownBy(
              () -> game(module("m", Set.of(), task("a", "b"), task("b", "a"), task("c"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("never unlocked: [a, b]");
    }

    @Test
    void aModuleThatNeedsATaskOfItsOwn() {
      assertThatThrownBy(() -> game(module("m", Set.of("a"), task("a"), task("b"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("never unlocked: [a, b]");
    }

    @Test
    void modulesThatNeedEachOther() {
      assertThatThrownBy(
              () -> game(module("m", Set.of("n"), task("a")), module("n", Set.of("m"), task("b"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("never unlocked: [a, b]");
    }

    @Test
    void aNeedThatThereIsNot() {
      assertThatThrownBy(() -> game(module("m", Set.of(), task("a", "z"))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("a needs [z]", "there are [m, a]");
    }

    @Test
    void anIdTwice() {
      assertThatThrownBy(() -> game(module("m", Set.of(), task("a"), task("a"))))
          .hasMessageContaining("two modules or tasks with the id a");
      assertThatThrownBy(() -> game(module("a", Set.of(), task("a"))))
          .hasMessageContaining("two modules or tasks with the id a");
    }

    @Test
    void anIdThatIsNone() {
      for (String id : List.of("", "a b", "-a", "a/b", "\u00e4", "a".repeat(101))) {
        assertThatThrownBy(() -> Game.builder(id, "Title").build())
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("'" + id + "'");
        assertThatThrownBy(() -> module(id, Set.of())).hasMessageContaining("'" + id + "'");
        assertThatThrownBy(() -> task(id)).hasMessageContaining("'" + id + "'");
        assertThatThrownBy(() -> Team.of(id)).hasMessageContaining("'" + id + "'");
      }
    }

    @Test
    void toNameAMissingTask() {
      Game game = game(module("m", Set.of(), task("a"), task("b")));
      assertThat(game.task("b").id()).isEqualTo("b");
      assertThatThrownBy(() -> game.task("z"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("'z'", "[a, b]");
    }
  }

  @Nested
  class ATask {
    private final Check check = new ScoringPolicyTest.FixedCheck("check");

    @Test
    void needsACheckToBeProven() {
      assertThatThrownBy(() -> Task.builder("a", "A").build())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("has no check");
    }

    @Test
    void hasChecksOfSomeWeight() {
      assertThatThrownBy(() -> Task.builder("a", "A").check(check, 0).build())
          .hasMessageContaining("is 0; it has to be at least 1");
      assertThat(Task.builder("a", "A").check(check).build().checks())
          .containsExactly(new Task.Weighted(check, 1));
    }

    @Test
    void isNotWorthLessThanNothing() {
      assertThatThrownBy(() -> Task.builder("a", "A").check(check).points(-1).build())
          .hasMessageContaining("must not be negative: -1");
    }

    @Test
    void doesNotNeedItself() {
      assertThatThrownBy(() -> Task.builder("a", "A").check(check).needs(Set.of("a")).build())
          .hasMessageContaining("needs itself");
    }

    @Test
    void keepsItsHintsInOrder() {
      Task task = Task.builder("a", "A").check(check).hint("one", 5).hint("two", 0).build();
      assertThat(task.hints()).containsExactly(new Hint("one", 5), new Hint("two", 0));
    }
  }
}

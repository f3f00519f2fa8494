package dev.referee;

import static com.google.common.base.Preconditions.checkState;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.google.common.collect.Sets;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.immutables.value.Value;
import org.jetbrains.annotations.ApiStatus;

/**
 * A game: its clock and its modules.
 *
 * <p>Modules and tasks are independent, and all open from the start, unless {@code needs} says
 * otherwise. Immutable.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class Game {
  Game() {}

  /** Begins a game. */
  public static Builder builder(String id, String title) {
    return new Builder().id(id).title(title);
  }

  /** Returns the id. */
  public abstract String id();

  /** Returns the title. */
  public abstract String title();

  /** Returns when it is played; a game without a clock is always played. */
  public abstract Optional<GameClock> clock();

  /** Returns its modules, in the order in which they are shown. */
  public abstract List<Module> modules();

  /** Returns all its tasks, in the order in which they are shown. */
  public final List<Task> tasks() {
    return modules().stream().flatMap(module -> module.tasks().stream()).collect(toImmutableList());
  }

  /**
   * Returns the task of an id.
   *
   * @throws IllegalArgumentException when there is none; names those that there are
   */
  public final Task task(String taskId) {
    return tasks().stream()
        .filter(task -> task.id().equals(taskId))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The game "
                        + id()
                        + " has no task '"
                        + taskId
                        + "'; it has "
                        + tasks().stream().map(Task::id).toList()));
  }

  /**
   * Returns the ids of what still has to be solved before a task is open; empty when it is open.
   *
   * @param task one of this game's tasks
   * @param solved the ids of the tasks that a team has solved
   */
  public final Set<String> waitsFor(Task task, Set<String> solved) {
    return needs(task).filter(need -> !isSolved(need, solved)).collect(toImmutableSet());
  }

  /** Returns the tasks that are open to a team that has solved the given ones, solved ones too. */
  public final List<Task> open(Set<String> solved) {
    return tasks().stream()
        .filter(task -> waitsFor(task, solved).isEmpty())
        .collect(toImmutableList());
  }

  private Stream<String> needs(Task task) {
    return Stream.concat(
        task.needs().stream(),
        modules().stream()
            .filter(module -> module.tasks().contains(task))
            .flatMap(module -> module.needs().stream()));
  }

  private boolean isSolved(String need, Set<String> solved) {
    return tasksOf(need).map(Task::id).allMatch(solved::contains);
  }

  /** Returns the tasks that an id stands for: itself, or all of a module. */
  private Stream<Task> tasksOf(String id) {
    return modules().stream()
        .flatMap(
            module ->
                module.tasks().stream()
                    .filter(task -> module.id().equals(id) || task.id().equals(id)));
  }

  /** Makes sure that ids are unique, and that every task can open. */
  @Value.Check
  void check() {
    Ids.require("game", id());
    Set<String> ids = new LinkedHashSet<>();
    Stream.concat(modules().stream().map(Module::id), tasks().stream().map(Task::id))
        .forEach(
            id ->
                checkState(
                    ids.add(id), "The game %s has two modules or tasks of the id %s", id(), id));
    for (Task task : tasks()) {
      Set<String> unknown = Sets.difference(needs(task).collect(toImmutableSet()), ids);
      checkState(
          unknown.isEmpty(),
          "The task %s needs %s, and there is no such task or module; there are %s",
          task.id(),
          unknown,
          ids);
    }
    Set<String> solved = new HashSet<>();
    while (solved.addAll(open(solved).stream().map(Task::id).toList())) {
      // what is open gets solved, and opens more
    }
    List<String> never = tasks().stream().map(Task::id).filter(id -> !solved.contains(id)).toList();
    checkState(never.isEmpty(), "These tasks need each other, so they never open: %s", never);
  }

  /** A builder of a game. Not thread-safe. */
  public static final class Builder extends ImmutableGame.Builder {
    Builder() {}
  }
}

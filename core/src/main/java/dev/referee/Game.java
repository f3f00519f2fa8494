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
 * <p>Modules and tasks are independent, and all are unlocked from the start, unless {@code needs}
 * says otherwise. Immutable.
 */
@Value.Immutable
@ApiStatus.NonExtendable
public abstract class Game {
  Game() {}

  /** Returns a builder of a game. */
  public static Builder builder(String id, String title) {
    return new Builder().id(id).title(title);
  }

  /** Returns the id. */
  public abstract String id();

  /** Returns the title. */
  public abstract String title();

  /** Returns the clock; a game without a clock is always on. */
  public abstract Optional<GameClock> clock();

  /** Returns its modules, in the order in which they are shown. */
  public abstract List<Module> modules();

  /** Returns all its tasks, in the order in which they are shown. */
  public final List<Task> tasks() {
    return modules().stream().flatMap(module -> module.tasks().stream()).collect(toImmutableList());
  }

  /**
   * Returns the task with an id.
   *
   * @throws IllegalArgumentException if there is none; the message names the existing tasks
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
   * Returns the ids of the tasks and modules that still have to be solved before a task is
   * unlocked; empty if it is unlocked.
   *
   * @param task one of this game's tasks
   * @param solved the ids of the tasks that a team has solved
   */
  public final Set<String> waitsFor(Task task, Set<String> solved) {
    return needs(task).filter(need -> !isSolved(need, solved)).collect(toImmutableSet());
  }

  /**
   * Returns the tasks that are unlocked for a team that has solved the given ones, including those.
   */
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

  /** Returns the tasks that an id refers to: the task itself, or all tasks of a module. */
  private Stream<Task> tasksOf(String id) {
    return modules().stream()
        .flatMap(
            module ->
                module.tasks().stream()
                    .filter(task -> module.id().equals(id) || task.id().equals(id)));
  }

  /** Checks that ids are unique, and that every task can be unlocked. */
  @Value.Check
  void check() {
    Ids.require("game", id());
    Set<String> ids = new LinkedHashSet<>();
    Stream.concat(modules().stream().map(Module::id), tasks().stream().map(Task::id))
        .forEach(
            id ->
                checkState(
                    ids.add(id), "The game %s has two modules or tasks with the id %s", id(), id));
    for (Task task : tasks()) {
      Set<String> unknown = Sets.difference(needs(task).collect(toImmutableSet()), ids);
      checkState(
          unknown.isEmpty(),
          "The task %s needs %s, which is not a task or module; there are %s",
          task.id(),
          unknown,
          ids);
    }
    Set<String> solved = new HashSet<>();
    while (solved.addAll(open(solved).stream().map(Task::id).toList())) {
      // unlocked tasks get solved, and unlock others
    }
    List<String> never = tasks().stream().map(Task::id).filter(id -> !solved.contains(id)).toList();
    checkState(
        never.isEmpty(), "These tasks need each other, so they are never unlocked: %s", never);
  }

  /** A builder of a game. Not thread-safe. */
  public static final class Builder extends ImmutableGame.Builder {
    Builder() {}
  }
}

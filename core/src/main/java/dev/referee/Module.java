package dev.referee;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;

/**
 * A group of tasks.
 *
 * @param id the id, unique among the modules and tasks of a game
 * @param title the title for people
 * @param tasks its tasks, in the order in which they are shown
 * @param needs ids of tasks and modules that have to be solved before it is unlocked; usually none,
 *     because modules are independent
 */
public record Module(String id, String title, List<Task> tasks, Set<String> needs) {
  /** Checks the id. */
  public Module {
    Ids.require("module", id);
    tasks = ImmutableList.copyOf(tasks);
    needs = ImmutableSet.copyOf(needs);
  }

  /** Returns a module that is unlocked from the start. */
  public static Module of(String id, String title, Task... tasks) {
    return new Module(id, title, ImmutableList.copyOf(tasks), ImmutableSet.of());
  }
}

package dev.referee;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;

/**
 * A group of tasks.
 *
 * @param id names it; unique among the modules and tasks of a game
 * @param title what people call it
 * @param tasks its tasks, in the order in which they are shown
 * @param needs ids of tasks and modules that have to be solved before it is open; usually none, for
 *     modules are independent
 */
public record Module(String id, String title, List<Task> tasks, Set<String> needs) {
  /** Makes sure that it has an id. */
  public Module {
    Ids.require("module", id);
    tasks = ImmutableList.copyOf(tasks);
    needs = ImmutableSet.copyOf(needs);
  }

  /** Returns a module that is open from the start. */
  public static Module of(String id, String title, Task... tasks) {
    return new Module(id, title, ImmutableList.copyOf(tasks), ImmutableSet.of());
  }
}

package dev.referee;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A team and its targets.
 *
 * @param id names it in results and files; unique in a game
 * @param name what people call it
 * @param targets what checks look at
 */
public record Team(String id, String name, List<Target> targets) {
  /** Makes sure that it has an id. */
  public Team {
    Ids.require("team", id);
    targets = ImmutableList.copyOf(targets);
  }

  /** Returns a team that is called by its id. */
  public static Team of(String id, Target... targets) {
    return new Team(id, id, ImmutableList.copyOf(targets));
  }
}

package dev.referee;

import com.google.common.collect.ImmutableList;
import java.util.List;

/**
 * A team and its targets.
 *
 * @param id the id in results and files, unique in a game
 * @param name the title for people
 * @param targets the targets of checks
 */
public record Team(String id, String name, List<Target> targets) {
  /** Checks the id. */
  public Team {
    Ids.require("team", id);
    targets = ImmutableList.copyOf(targets);
  }

  /** Returns a team whose name is its id. */
  public static Team of(String id, Target... targets) {
    return new Team(id, id, ImmutableList.copyOf(targets));
  }
}

package dev.referee.report;

import com.google.common.collect.ImmutableMap;

/**
 * The display names of teams.
 *
 * @param names the names by the teams' ids; without teams that have only an id
 */
record TeamNames(ImmutableMap<String, String> names) {
  String name(String team) {
    return names.getOrDefault(team, team);
  }

  String heading(String team) {
    return names.getOrDefault(team, "Team " + team);
  }
}

package dev.referee.iam;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;

/**
 * The decisions about several actions.
 *
 * <p>Immutable and thread-safe.
 *
 * @param byAction the decisions, in the order of the actions
 */
public record Decisions(Map<String, Decision> byAction) {
  /** Copies the map. */
  public Decisions {
    byAction = ImmutableMap.copyOf(byAction);
  }

  /** Returns whether every action is certainly allowed; false without actions. */
  public boolean allAllowed() {
    return !byAction.isEmpty()
        && byAction.values().stream().allMatch(Decision.Allowed.class::isInstance);
  }

  /** Returns the actions that are certainly denied. */
  public List<String> missing() {
    return actions(Decision.Denied.class);
  }

  /** Returns the actions for which it is unknown. */
  public List<String> doubtful() {
    return actions(Decision.CannotKnow.class);
  }

  /** Returns a line for each action that is not certainly allowed, with the reason. */
  public String explanation() {
    return byAction.entrySet().stream()
        .filter(entry -> !(entry.getValue() instanceof Decision.Allowed))
        .map(entry -> entry.getKey() + ": " + entry.getValue().explanation())
        .collect(joining("\n"));
  }

  private List<String> actions(Class<? extends Decision> kind) {
    return byAction.entrySet().stream()
        .filter(entry -> kind.isInstance(entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(ImmutableList.toImmutableList());
  }
}

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
 * @param byAction what was decided, in the order in which it was asked
 */
public record Decisions(Map<String, Decision> byAction) {
  /** Copies the map. */
  public Decisions {
    byAction = ImmutableMap.copyOf(byAction);
  }

  /** Says whether every action is surely allowed; without any action it is not. */
  public boolean allAllowed() {
    return !byAction.isEmpty()
        && byAction.values().stream().allMatch(Decision.Allowed.class::isInstance);
  }

  /** Returns the actions that are surely denied. */
  public List<String> missing() {
    return actions(Decision.Denied.class);
  }

  /** Returns the actions of which it cannot be known. */
  public List<String> doubtful() {
    return actions(Decision.CannotKnow.class);
  }

  /** Returns a line for each action that is not surely allowed, saying why. */
  public String explanation() {
    return byAction.entrySet().stream()
        .filter(each -> !(each.getValue() instanceof Decision.Allowed))
        .map(each -> each.getKey() + ": " + each.getValue().explanation())
        .collect(joining("\n"));
  }

  private List<String> actions(Class<? extends Decision> kind) {
    return byAction.entrySet().stream()
        .filter(each -> kind.isInstance(each.getValue()))
        .map(Map.Entry::getKey)
        .collect(ImmutableList.toImmutableList());
  }
}

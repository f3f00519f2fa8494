package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.events.AwaitedEvent.Form;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that tell the person, which may be enough together: one for the launches by users, for
 * example, and one for those by services. Not thread-safe.
 */
final class CombinedRules {
  private final Map<String, Set<SampleEvent>> matched = new HashMap<>();
  private final Set<String> names = new LinkedHashSet<>();

  /**
   * Adds a rule with the findings about it.
   *
   * @return the findings, all satisfied, if the rules so far match every form of the event
   */
  Optional<ImmutableList<Finding>> add(MatchedRule rule, ImmutableList<Finding> findings) {
    boolean tells =
        findings.stream()
            .allMatch(
                finding ->
                    finding.isSatisfied()
                        || finding.expectation().equals(ToldExpectations.COMPLETE));
    if (!tells) {
      return Optional.empty();
    }
    Form form = rule.form();
    names.add(rule.rule().name());
    Set<SampleEvent> all = matched.computeIfAbsent(form.description(), key -> new HashSet<>());
    all.addAll(rule.matched());
    if (rule.isComplete()) {
      return Optional.of(findings);
    }
    return all.containsAll(form.samples())
        ? Optional.of(
            findings.stream()
                .map(finding -> finding.isSatisfied() ? finding : together())
                .collect(ImmutableList.toImmutableList()))
        : Optional.empty();
  }

  private Finding together() {
    return ToldExpectations.COMPLETE
        .satisfied()
        .seen(
            "The rules %s together match the event in every form."
                .formatted(String.join(", ", names)))
        .build();
  }
}

package dev.referee.eks;

import com.google.common.collect.ImmutableMap;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Label selectors, as the API server evaluates them. */
final class WorkloadLabels {
  private WorkloadLabels() {}

  /** Returns whether a selector selects these labels; no selector selects nothing. */
  static boolean matches(@Nullable LabelSelector selector, Map<String, String> labels) {
    return selector != null
        && labelsOf(selector).entrySet().stream()
            .allMatch(entry -> entry.getValue().equals(labels.get(entry.getKey())))
        && requirements(selector).stream().allMatch(requirement -> matches(requirement, labels));
  }

  private static Map<String, String> labelsOf(LabelSelector selector) {
    return selector.getMatchLabels() == null ? ImmutableMap.of() : selector.getMatchLabels();
  }

  private static List<LabelSelectorRequirement> requirements(LabelSelector selector) {
    return selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions();
  }

  private static boolean matches(LabelSelectorRequirement requirement, Map<String, String> labels) {
    @Nullable String value = labels.get(requirement.getKey());
    return switch (Objects.toString(requirement.getOperator(), "")) {
      case "In" -> value != null && requirement.getValues().contains(value);
      case "NotIn" -> value == null || !requirement.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }

  /** Returns a selector as kubectl writes it. */
  static String words(@Nullable LabelSelector selector) {
    if (selector == null) {
      return "no selector";
    }
    return Workload.shown(
        Stream.concat(
                Stream.of(words(labelsOf(selector))),
                requirements(selector).stream()
                    .map(
                        requirement ->
                            "%s %s %s"
                                .formatted(
                                    requirement.getKey(),
                                    requirement.getOperator(),
                                    requirement.getValues())))
            .filter(it -> !it.isEmpty())
            .collect(Collectors.joining(",")));
  }

  /** Returns labels as kubectl writes them. */
  static String words(Map<String, String> labels) {
    return labels.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .sorted()
        .collect(Collectors.joining(","));
  }
}

package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One condition of a statement: an operator, a context key, and the values that satisfy it.
 *
 * @param operator the operator, such as {@code StringEquals}
 * @param key the context key
 * @param values the values, of which one has to match
 */
record Condition(String operator, String key, List<String> values) {

  static List<Condition> all(JsonNode json) {
    ImmutableList.Builder<Condition> conditions = ImmutableList.builder();
    json.properties()
        .forEach(
            operator ->
                operator
                    .getValue()
                    .properties()
                    .forEach(
                        key ->
                            conditions.add(
                                new Condition(
                                    operator.getKey(),
                                    key.getKey(),
                                    Statement.texts(key.getValue())))));
    return conditions.build();
  }

  /**
   * Says whether it holds.
   *
   * @param context what is known, by key; keys ignore case
   * @param otherwise the answer for an operator that is not known here
   */
  boolean holds(ListMultimap<String, String> context, boolean otherwise) {
    BiPredicate<String, String> matches = matcher();
    if (matches == null) {
      return otherwise;
    }
    return context.entries().stream()
        .filter(known -> known.getKey().equalsIgnoreCase(key))
        .anyMatch(
            known -> values.stream().anyMatch(value -> matches.test(value, known.getValue())));
  }

  private @Nullable BiPredicate<String, String> matcher() {
    return switch (operator) {
      case "StringEquals" -> String::equals;
      case "StringEqualsIgnoreCase", "Bool" -> String::equalsIgnoreCase;
      case "StringLike", "ArnLike", "ArnEquals" ->
          (pattern, text) -> Statement.like(pattern, text, false);
      default -> null;
    };
  }
}

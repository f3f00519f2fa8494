package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import java.util.List;
import java.util.Map;
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
  private static final String IF_EXISTS = "IfExists";
  private static final String NOT = "Not";

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
   * Says whether it holds. Where the key is not known, an operator with {@code Not} or {@code
   * IfExists} does.
   *
   * @param context what is known, by key; keys ignore case
   * @param otherwise the answer for an operator that is not known here
   */
  boolean holds(ListMultimap<String, String> context, boolean otherwise) {
    List<String> known =
        context.entries().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(key))
            .map(Map.Entry::getValue)
            .toList();
    if (operator.equals("Null")) {
      return values.contains(Boolean.toString(known.isEmpty()));
    }
    if (operator.endsWith(IF_EXISTS) && known.isEmpty()) {
      return true;
    }
    String plain = operator.replace(IF_EXISTS, "");
    BiPredicate<String, String> matches = matcher(plain.replace(NOT, ""));
    if (matches == null) {
      return otherwise;
    }
    List<String> wanted = values.stream().map(value -> Statement.filled(value, context)).toList();
    boolean matched =
        known.stream()
            .anyMatch(text -> wanted.stream().anyMatch(value -> matches.test(value, text)));
    return plain.contains(NOT) != matched;
  }

  private static @Nullable BiPredicate<String, String> matcher(String operator) {
    return switch (operator) {
      case "StringEquals" -> String::equals;
      case "StringEqualsIgnoreCase", "Bool" -> String::equalsIgnoreCase;
      case "StringLike", "ArnLike", "ArnEquals" ->
          (pattern, text) -> Statement.like(pattern, text, false);
      default -> null;
    };
  }
}

package dev.referee.testkit.embedded.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A condition of a policy statement: an operator, a context key, and the values that satisfy it.
 *
 * @param operator the operator, for example {@code StringEquals}
 * @param key the context key
 * @param values the values, of which one has to match
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html">Single-valued
 *     vs. multivalued context keys</a>
 */
record PolicyCondition(String operator, String key, List<String> values) {

  static List<PolicyCondition> all(JsonNode json) {
    ImmutableList.Builder<PolicyCondition> conditions = ImmutableList.builder();
    json.properties()
        .forEach(
            operator ->
                operator
                    .getValue()
                    .properties()
                    .forEach(
                        key ->
                            conditions.add(
                                new PolicyCondition(
                                    operator.getKey(),
                                    key.getKey(),
                                    JsonCodec.texts(key.getValue())))));
    return conditions.build();
  }

  /**
   * Returns whether it holds. Where the key is not in the request, a negated operator, {@code
   * IfExists} and {@code ForAllValues} do.
   *
   * @param context the keys of the request; keys ignore case
   * @param otherwise the answer for an operator that is not known here
   */
  boolean holds(ListMultimap<String, String> context, boolean otherwise) {
    ConditionOperator parsed = ConditionOperator.parse(operator);
    if (parsed == null) {
      return otherwise;
    }
    List<String> known =
        context.entries().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(key))
            .map(Map.Entry::getValue)
            .toList();
    if (parsed.isNull()) {
      return values.stream().anyMatch(Boolean.toString(known.isEmpty())::equalsIgnoreCase);
    }
    List<String> wanted =
        values.stream().map(value -> PolicyStatement.filled(value, context)).toList();
    Predicate<String> matched =
        text -> wanted.stream().anyMatch(value -> parsed.matches(value, text));
    Predicate<String> condition = parsed.negated() ? matched.negate() : matched;
    if (known.isEmpty()) {
      return parsed.holdsWithoutKey();
    }
    return switch (parsed.quantifier()) {
      case ALL -> known.stream().allMatch(condition);
      case ANY -> known.stream().anyMatch(condition);
      case NONE -> parsed.negated() != known.stream().anyMatch(matched);
    };
  }
}

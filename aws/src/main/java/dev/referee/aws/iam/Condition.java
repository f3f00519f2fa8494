package dev.referee.aws.iam;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One key of one operator of a statement, with the values it is compared with.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html">Conditions
 *     with multiple context keys or values</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html">Single-valued
 *     and multivalued context keys</a>
 */
record Condition(String operator, String key, ImmutableList<String> values) {
  private static final Pattern OPERATOR =
      Pattern.compile("(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?", Pattern.CASE_INSENSITIVE);

  /** What becomes of several values in the request. */
  private enum Quantifier {
    ONE,
    ALL,
    ANY
  }

  /** Says whether the condition holds. */
  Truth holds(Variables variables) {
    Matcher form = OPERATOR.matcher(operator);
    Optional<Operator> found = form.matches() ? Operator.named(form.group(2)) : Optional.empty();
    boolean isNull = found.isPresent() && form.group(2).equalsIgnoreCase(Operator.NULL);
    if (found.isEmpty() || (isNull && form.group(3) != null)) {
      return Truth.unknown(Doubt.rule("the condition operator " + operator + " is unknown"));
    }
    if (!variables.context().knows(key)) {
      return Truth.unknown(Doubt.key(key));
    }
    List<String> actual = variables.context().values(key);
    if (isNull) {
      return isNull(actual, variables);
    }
    if (actual.isEmpty() && form.group(3) != null) {
      return Truth.TRUE;
    }
    return compare(found.get(), quantifier(form.group(1)), actual, variables)
        .and(form.group(3) == null ? valid(variables) : Truth.TRUE);
  }

  private Truth compare(
      Operator operator, Quantifier quantifier, List<String> actual, Variables variables) {
    boolean empty = actual.stream().allMatch(String::isEmpty);
    if (quantifier != Quantifier.ONE && empty) {
      return Truth.of(quantifier == Quantifier.ALL);
    }
    if (actual.isEmpty()) {
      return Truth.of(operator.negated());
    }
    List<Truth> each =
        actual.stream().map(value -> one(operator, value, variables)).collect(toImmutableList());
    Truth all = each.stream().reduce(Truth.TRUE, Truth::and);
    Truth any = each.stream().reduce(Truth.FALSE, Truth::or);
    return switch (quantifier) {
      case ALL -> all;
      case ANY -> any;
      case ONE ->
          all.isTrue() || any.isFalse() || actual.size() == 1
              ? all
              : Truth.unknown(
                  Doubt.rule("the condition key " + key + " has several values, not as a set"));
    };
  }

  /** Says whether one value of the request fits: any of the values, or none if negated. */
  private Truth one(Operator operator, String actual, Variables variables) {
    Truth matches =
        values.stream()
            .map(wanted -> operator.comparison().compare(wanted, actual, variables))
            .reduce(Truth.FALSE, Truth::or);
    return operator.negated() ? matches.not() : matches;
  }

  private Truth isNull(List<String> actual, Variables variables) {
    if (!actual.isEmpty() && actual.stream().allMatch(String::isEmpty)) {
      return Truth.unknown(
          Doubt.rule("whether the condition key " + key + " is null while its value is empty"));
    }
    String isNull = String.valueOf(actual.isEmpty());
    return values.stream()
        .map(wanted -> Comparison.truth(wanted, isNull, variables))
        .reduce(Truth.FALSE, Truth::or);
  }

  /** Says whether no value has a variable that may void the statement. */
  private Truth valid(Variables variables) {
    return values.stream()
        .map(value -> variables.resolve(value, false, 0).valid())
        .reduce(Truth.TRUE, Truth::and);
  }

  private static Quantifier quantifier(@Nullable String prefix) {
    if (prefix == null) {
      return Quantifier.ONE;
    }
    return prefix.equalsIgnoreCase("ForAllValues") ? Quantifier.ALL : Quantifier.ANY;
  }
}

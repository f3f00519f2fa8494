package dev.referee.iam;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A condition of a statement: an operator, a key, and the values to compare with.
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

  /** The quantifier of a condition for several values in the request. */
  private enum Quantifier {
    ONE,
    ALL,
    ANY
  }

  /** Returns whether the condition holds. */
  Ternary holds(Variables variables) {
    Matcher form = OPERATOR.matcher(operator);
    Optional<Operator> found = form.matches() ? Operator.named(form.group(2)) : Optional.empty();
    boolean isNull = found.isPresent() && form.group(2).equalsIgnoreCase(Operator.NULL);
    if (found.isEmpty() || (isNull && form.group(3) != null)) {
      return Ternary.unknown(
          UnknownReason.rule("the condition operator " + operator + " is unknown"));
    }
    if (!variables.context().knows(key)) {
      return Ternary.unknown(UnknownReason.key(key));
    }
    List<String> actual = variables.context().values(key);
    if (isNull) {
      return isNull(actual, variables);
    }
    if (actual.isEmpty() && form.group(3) != null) {
      return Ternary.TRUE;
    }
    return compare(found.get(), quantifier(form.group(1)), actual, variables)
        .and(form.group(3) == null ? valid(variables) : Ternary.TRUE);
  }

  private Ternary compare(
      Operator operator, Quantifier quantifier, List<String> actual, Variables variables) {
    boolean empty = actual.stream().allMatch(String::isEmpty);
    if (quantifier != Quantifier.ONE && empty) {
      return Ternary.of(quantifier == Quantifier.ALL);
    }
    if (actual.isEmpty()) {
      return Ternary.of(operator.negated());
    }
    List<Ternary> each =
        actual.stream().map(value -> one(operator, value, variables)).collect(toImmutableList());
    Ternary all = each.stream().reduce(Ternary.TRUE, Ternary::and);
    Ternary result = each.stream().reduce(Ternary.FALSE, Ternary::or);
    return switch (quantifier) {
      case ALL -> all;
      case ANY -> result;
      case ONE ->
          all.isTrue() || result.isFalse() || actual.size() == 1
              ? all
              : Ternary.unknown(
                  UnknownReason.rule(
                      "the condition key "
                          + key
                          + " has several values, but is not compared as a set"));
    };
  }

  /** Returns whether one value of the request matches: any of the values, or none if negated. */
  private Ternary one(Operator operator, String actual, Variables variables) {
    Ternary matches =
        values.stream()
            .map(wanted -> operator.comparison().compare(wanted, actual, variables))
            .reduce(Ternary.FALSE, Ternary::or);
    return operator.negated() ? matches.not() : matches;
  }

  private Ternary isNull(List<String> actual, Variables variables) {
    if (!actual.isEmpty() && actual.stream().allMatch(String::isEmpty)) {
      return Ternary.unknown(
          UnknownReason.rule(
              "whether the condition key " + key + " is null while its value is empty"));
    }
    String isNull = String.valueOf(actual.isEmpty());
    return values.stream()
        .map(wanted -> Comparison.truth(wanted, isNull, variables))
        .reduce(Ternary.FALSE, Ternary::or);
  }

  /** Returns whether no value has a variable that may invalidate the statement. */
  private Ternary valid(Variables variables) {
    return values.stream()
        .map(value -> variables.resolve(value, false, 0).valid())
        .reduce(Ternary.TRUE, Ternary::and);
  }

  private static Quantifier quantifier(@Nullable String prefix) {
    if (prefix == null) {
      return Quantifier.ONE;
    }
    return prefix.equalsIgnoreCase("ForAllValues") ? Quantifier.ALL : Quantifier.ANY;
  }
}

package dev.referee.testkit.embedded.cloudwatch;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;

/**
 * The rule of a composite alarm: {@code ALARM("a") AND NOT OK("b")}.
 *
 * @param alarms the names of the alarms in it
 * @param condition whether the rule is met, by the states of the alarms
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html">PutCompositeAlarm</a>
 */
record AlarmRule(Set<String> alarms, Predicate<Function<String, @Nullable StateValue>> condition) {
  private static final Pattern TOKEN =
      Pattern.compile("\\s*(\"[^\"]*\"|'[^']*'|[()]|[^\\s()\"']+)");
  private static final Pattern ARN_PREFIX =
      Pattern.compile("arn:[^:]*:cloudwatch:[^:]*:[^:]*:alarm:");

  /** Parses a rule; null for what is none. */
  static @Nullable AlarmRule parse(String text) {
    List<String> tokens = new ArrayList<>();
    Matcher token = TOKEN.matcher(text);
    int end = 0;
    while (token.find(end) && token.start() == end) {
      tokens.add(token.group(1));
      end = token.end();
    }
    if (!text.substring(end).isBlank()) {
      return null;
    }
    Parser parser = new Parser(tokens);
    Predicate<Function<String, @Nullable StateValue>> condition = parser.either();
    return condition == null || parser.at < tokens.size()
        ? null
        : new AlarmRule(Set.copyOf(parser.alarms), condition);
  }

  /** Returns the name of an alarm that is given by its name or its ARN. */
  static String name(String nameOrArn) {
    return ARN_PREFIX.matcher(nameOrArn).replaceFirst("");
  }

  /** A parser; its methods return null for what is no rule. */
  private static final class Parser {
    private final List<String> tokens;
    private final Set<String> alarms = new LinkedHashSet<>();
    private int at;

    Parser(List<String> tokens) {
      this.tokens = tokens;
    }

    private boolean accept(String word) {
      boolean found = at < tokens.size() && tokens.get(at).equalsIgnoreCase(word);
      at += found ? 1 : 0;
      return found;
    }

    @Nullable Predicate<Function<String, @Nullable StateValue>> either() {
      Predicate<Function<String, @Nullable StateValue>> left = both();
      while (left != null && accept("OR")) {
        Predicate<Function<String, @Nullable StateValue>> right = both();
        left = right == null ? null : left.or(right);
      }
      return left;
    }

    private @Nullable Predicate<Function<String, @Nullable StateValue>> both() {
      Predicate<Function<String, @Nullable StateValue>> left = single();
      while (left != null && accept("AND")) {
        Predicate<Function<String, @Nullable StateValue>> right = single();
        left = right == null ? null : left.and(right);
      }
      return left;
    }

    private @Nullable Predicate<Function<String, @Nullable StateValue>> single() {
      if (accept("NOT")) {
        Predicate<Function<String, @Nullable StateValue>> negated = single();
        return negated == null ? null : negated.negate();
      }
      if (accept("(")) {
        Predicate<Function<String, @Nullable StateValue>> inner = either();
        return inner != null && accept(")") ? inner : null;
      }
      if (accept("TRUE")) {
        return states -> true;
      }
      if (accept("FALSE")) {
        return states -> false;
      }
      for (StateValue state : StateValue.knownValues()) {
        if (accept(state.toString())) {
          String alarm = alarm();
          return alarm == null ? null : states -> states.apply(alarm) == state;
        }
      }
      return null;
    }

    private @Nullable String alarm() {
      if (!accept("(") || at >= tokens.size()) {
        return null;
      }
      String alarm = name(tokens.get(at++).replaceAll("^[\"']|[\"']$", ""));
      alarms.add(alarm);
      return accept(")") ? alarm : null;
    }
  }
}

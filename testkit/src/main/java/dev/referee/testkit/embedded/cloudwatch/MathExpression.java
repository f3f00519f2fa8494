package dev.referee.testkit.embedded.cloudwatch;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An expression of metric math, parsed.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html">Using
 *     math expressions with CloudWatch metrics</a>
 */
sealed interface MathExpression {

  /** A number. */
  record Constant(double value) implements MathExpression {}

  /** A text in quotes. */
  record Text(String value) implements MathExpression {}

  /** The id of another query, or a word. */
  record Name(String value) implements MathExpression {}

  /** A call of a function or, by its symbol, an operator. */
  record Apply(String function, List<MathExpression> arguments) implements MathExpression {}

  /** A list of expressions. */
  record Listed(List<MathExpression> entries) implements MathExpression {}

  /** Thrown when an expression cannot be parsed or computed. */
  final class Invalid extends RuntimeException {
    private static final long serialVersionUID = 1;

    Invalid(String reason) {
      super(reason, null, false, false);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** Parses an expression, or throws {@link Invalid}. */
  static MathExpression parse(String text) {
    Parser parser = new Parser(text);
    MathExpression whole = parser.either();
    if (parser.token != null) {
      throw new Invalid("Unexpected '" + parser.token + "'");
    }
    return whole;
  }

  /** Returns the names in an expression: ids of other queries, and words. */
  static List<String> names(MathExpression expression) {
    ImmutableList.Builder<String> names = ImmutableList.builder();
    if (expression instanceof Name name) {
      names.add(name.value());
    } else if (expression instanceof Apply apply) {
      apply.arguments().forEach(argument -> names.addAll(names(argument)));
    } else if (expression instanceof Listed listed) {
      listed.entries().forEach(entry -> names.addAll(names(entry)));
    }
    return names.build();
  }

  /** A parser with one token of look-ahead; each level of operators is a method. */
  final class Parser {
    private static final Pattern TOKEN =
        Pattern.compile(
            "\\s*(\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?|[A-Za-z_]\\w*|\"[^\"]*\"|'[^']*'"
                + "|<=|>=|==|!=|&&|\\|\\||[-+*/^()<>,\\[\\]])");
    private static final Set<String> COMPARISONS = Set.of("<", ">", "<=", ">=", "==", "!=");

    private final String text;
    private int at;
    private @Nullable String token;

    Parser(String text) {
      this.text = text;
      next();
    }

    private void next() {
      Matcher matcher = TOKEN.matcher(text).region(at, text.length());
      if (matcher.lookingAt()) {
        token = matcher.group(1);
        at = matcher.end();
      } else if (text.substring(at).isBlank()) {
        token = null;
      } else {
        throw new Invalid("Unexpected '" + text.substring(at).strip() + "'");
      }
    }

    private boolean accept(String... symbols) {
      for (String symbol : symbols) {
        if (symbol.equalsIgnoreCase(token)) {
          next();
          return true;
        }
      }
      return false;
    }

    private void expect(String symbol) {
      if (!accept(symbol)) {
        throw new Invalid("Expected '" + symbol + "'" + (token == null ? "" : " before " + token));
      }
    }

    private MathExpression either() {
      MathExpression left = both();
      while (accept("||", "OR")) {
        left = new Apply("OR", List.of(left, both()));
      }
      return left;
    }

    private MathExpression both() {
      MathExpression left = comparison();
      while (accept("&&", "AND")) {
        left = new Apply("AND", List.of(left, comparison()));
      }
      return left;
    }

    private MathExpression comparison() {
      MathExpression left = sum();
      String symbol = token;
      if (symbol != null && COMPARISONS.contains(symbol)) {
        next();
        return new Apply(symbol, List.of(left, sum()));
      }
      return left;
    }

    private MathExpression sum() {
      MathExpression left = product();
      for (String symbol = token; accept("+", "-"); symbol = token) {
        left = new Apply(String.valueOf(symbol), List.of(left, product()));
      }
      return left;
    }

    private MathExpression product() {
      MathExpression left = power();
      for (String symbol = token; accept("*", "/"); symbol = token) {
        left = new Apply(String.valueOf(symbol), List.of(left, power()));
      }
      return left;
    }

    private MathExpression power() {
      if (accept("-")) {
        return new Apply("*", List.of(new Constant(-1), power()));
      }
      MathExpression base = single();
      return accept("^") ? new Apply("^", List.of(base, power())) : base;
    }

    private MathExpression single() {
      String first = token;
      if (first == null) {
        throw new Invalid("Unexpected end of the expression");
      }
      if (accept("(")) {
        MathExpression inner = either();
        expect(")");
        return inner;
      }
      if (accept("[")) {
        return new Listed(arguments("]"));
      }
      next();
      char start = first.charAt(0);
      if (start == '"' || start == '\'') {
        return new Text(first.substring(1, first.length() - 1));
      }
      if (Character.isDigit(start)) {
        return new Constant(Double.parseDouble(first));
      }
      if (!Character.isLetter(start)) {
        throw new Invalid("Unexpected '" + first + "'");
      }
      return accept("(")
          ? new Apply(first.toUpperCase(Locale.ROOT), arguments(")"))
          : new Name(first);
    }

    private List<MathExpression> arguments(String end) {
      List<MathExpression> arguments = new ArrayList<>();
      if (accept(end)) {
        return arguments;
      }
      do {
        arguments.add(either());
      } while (accept(","));
      expect(end);
      return arguments;
    }
  }
}

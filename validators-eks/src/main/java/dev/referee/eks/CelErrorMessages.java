package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.ast.CelExpr;
import dev.referee.spi.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts for mistakes in expressions, with their place and the nearest right name. */
final class CelErrorMessages {
  private static final Pattern UNDECLARED =
      Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
  private static final Pattern OVERLOAD =
      Pattern.compile(
          "found no matching overload for '([^']*)' applied to '([^']*)'.*", Pattern.DOTALL);

  /** The names that expressions may use. */
  private static final ImmutableList<String> NAMES =
      ImmutableList.of(
          CelExpression.OBJECT,
          CelExpression.NOW,
          "all",
          "bool",
          "charAt",
          "contains",
          "double",
          "duration",
          "dyn",
          "endsWith",
          "exists",
          "exists_one",
          "filter",
          "getDayOfWeek",
          "getFullYear",
          "getHours",
          "getMinutes",
          "getMonth",
          "getSeconds",
          "has",
          "indexOf",
          "int",
          "lastIndexOf",
          "lowerAscii",
          "map",
          "matches",
          "quantity",
          "sets",
          "size",
          "split",
          "startsWith",
          "string",
          "substring",
          "timestamp",
          "trim",
          "type",
          "upperAscii");

  private CelErrorMessages() {}

  static String words(CelIssue issue, String expression) {
    String message = issue.getMessage();
    int line = issue.getSourceLocation().getLine();
    int column = issue.getSourceLocation().getColumn() + 1;
    Matcher undeclared = UNDECLARED.matcher(message);
    if (undeclared.matches()) {
      String name = undeclared.group(1);
      return at(
          line,
          begin(expression, line, column, name),
          "there is no '%s'%s".formatted(name, nearest(name)));
    }
    Matcher overload = OVERLOAD.matcher(message);
    return at(
        line,
        column,
        overload.matches()
            ? "'%s' does not work on %s".formatted(operator(overload.group(1)), overload.group(2))
            : message.replaceFirst(" expecting \\{.*", ""));
  }

  /** Returns a mistake at a part of an expression. */
  static String at(CelAbstractSyntaxTree tree, CelExpr part, String description) {
    CelSourceLocation at =
        Optional.ofNullable(tree.getSource().getPositionsMap().get(part.id()))
            .flatMap(tree.getSource()::getOffsetLocation)
            .orElse(CelSourceLocation.NONE);
    return at(at.getLine(), at.getColumn() + 1, description);
  }

  private static String at(int line, int column, String description) {
    return "line %d, column %d of the expression: %s".formatted(line, column, description);
  }

  /** The compiler places a call at its parenthesis. */
  private static int begin(String expression, int line, int column, String name) {
    List<String> lines = expression.lines().toList();
    if (line < 1 || line > lines.size()) {
      return column;
    }
    int before = lines.get(line - 1).lastIndexOf(name, column - 1);
    return before < 0 ? column : before + 1;
  }

  private static String nearest(String name) {
    return Nearest.of(name, NAMES).map(it -> "; did you mean '" + it + "'?").orElse("");
  }

  /** {@code _+_} is how the language names an operator. */
  private static String operator(String function) {
    return function.replace("_", "").matches("\\w+")
        ? function
        : function.replace("_", "").replace("@", "");
  }
}

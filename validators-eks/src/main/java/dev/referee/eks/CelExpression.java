package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelStringExtensions.Function;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelVariableResolver;
import dev.referee.kubernetes.UntrustedText;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An expression of CEL about an object, which is {@code object}, at the time {@code now}.
 *
 * <p>Its evaluation is bounded, whatever the object contains: patterns are matched in linear time,
 * and the number of iterations and the size of the expression and of the object are limited.
 * Immutable and thread-safe.
 *
 * @see <a href="https://github.com/google/cel-spec/blob/master/doc/langdef.md">The language</a>
 */
final class CelExpression {
  static final String OBJECT = "object";
  static final String NOW = "now";

  private static final String MATCHES = "matches";

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(2_000)
          .maxParseRecursionDepth(50)
          .maxParseErrorRecoveryLimit(5)
          .comprehensionMaxIterations(10_000)
          .maxRegexProgramSize(1_000)
          .enableHeterogeneousNumericComparisons(true)
          .evaluateCanonicalTypesToNativeValues(true)
          .build();

  // Without join and replace: these make long texts out of short ones.
  private static final ImmutableList<Function> TEXT_FUNCTIONS =
      ImmutableList.of(
          Function.CHAR_AT,
          Function.INDEX_OF,
          Function.LAST_INDEX_OF,
          Function.LOWER_ASCII,
          Function.SPLIT,
          Function.SUBSTRING,
          Function.TRIM,
          Function.UPPER_ASCII);

  private static final Cel CEL =
      CelFactory.standardCelBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar(OBJECT, SimpleType.DYN)
          .addVar(NOW, SimpleType.TIMESTAMP)
          .addCompilerLibraries(
              CelExtensions.strings(TEXT_FUNCTIONS.toArray(Function[]::new)),
              CelExtensions.sets(OPTIONS))
          .addRuntimeLibraries(
              CelExtensions.strings(TEXT_FUNCTIONS.toArray(Function[]::new)),
              CelExtensions.sets(OPTIONS))
          .addFunctionDeclarations(CelQuantity.DECLARATION)
          .addFunctionBindings(CelQuantity.BINDING)
          .build();

  private final String text;
  private final CelAbstractSyntaxTree tree;
  private final CelRuntime.Program program;
  private final ImmutableList<CelPath> paths;

  private CelExpression(String text, CelAbstractSyntaxTree tree, CelRuntime.Program program) {
    this.text = text;
    this.tree = tree;
    this.program = program;
    this.paths = CelPath.in(tree.getExpr());
  }

  /**
   * The result of an evaluation.
   *
   * @param answer what is known
   * @param why the explanation if it is not true; a team may have written parts of it
   */
  record Result(Answer answer, String why) {}

  /** What is known of an object. */
  enum Answer {
    TRUE,
    FALSE,
    UNKNOWN
  }

  /**
   * Returns an expression.
   *
   * @throws IllegalArgumentException if it is none; the message has the line and the column of each
   *     mistake in the expression, and the nearest right name
   */
  static CelExpression of(String text) {
    try {
      CelAbstractSyntaxTree tree =
          CEL.check(CelBracketAccess.ofAnyType(CEL.parse(text).getAst())).getAst();
      requireBool(tree.getResultType());
      requirePatterns(tree, tree.getExpr());
      return new CelExpression(text, tree, CEL.createProgram(tree));
    } catch (CelValidationException e) {
      throw new IllegalArgumentException(
          e.getErrors().stream()
              .map(issue -> CelErrorMessages.words(issue, text))
              .distinct()
              .collect(Collectors.joining("; ")),
          e);
    } catch (CelEvaluationException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static void requireBool(CelType type) {
    if (type.kind() != CelKind.BOOL && type.kind() != CelKind.DYN) {
      throw new IllegalArgumentException(
          "the expression has to be true or false, but its type is " + type.name());
    }
  }

  /** A pattern that a team writes could take any time to compile. */
  private static void requirePatterns(CelAbstractSyntaxTree tree, CelExpr part) {
    if (part.getKind() == CelExpr.ExprKind.Kind.CALL && part.call().function().equals(MATCHES)) {
      ImmutableList<CelExpr> given = part.call().args();
      CelExpr pattern = given.get(given.size() - 1);
      if (pattern.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
        throw new IllegalArgumentException(
            CelErrorMessages.at(tree, part, "the pattern of 'matches' has to be a text in quotes"));
      }
      try {
        Pattern.compile(pattern.constant().stringValue());
      } catch (PatternSyntaxException e) {
        throw new IllegalArgumentException(
            CelErrorMessages.at(tree, part, "the pattern is wrong: " + e.getDescription()), e);
      }
    }
    CelPath.children(part).forEach(child -> requirePatterns(tree, child));
  }

  CelAbstractSyntaxTree tree() {
    return tree;
  }

  /**
   * Returns whether it is true of an object.
   *
   * <p>A field, an item or a key that is not there makes it false, as the team has not set it; so
   * does a text that cannot be converted. Values whose types do not fit are unknown: the expression
   * does not allow for them.
   */
  Result evaluate(CelObject object, Instant now) {
    CelVariableResolver variables =
        name -> {
          if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("The time is up");
          }
          return Optional.of(name.equals(NOW) ? now : object.value());
        };
    try {
      Object value = program.eval(variables);
      if (value instanceof Boolean is) {
        return new Result(is ? Answer.TRUE : Answer.FALSE, is ? "" : seen(object, "It is not so"));
      }
      return new Result(Answer.UNKNOWN, seen(object, "The expression is neither true nor false"));
    } catch (CelEvaluationException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException("The time is up", e);
      }
      String why = UntrustedText.line(reason(e));
      return isOfObject(e.getErrorCode())
          ? new Result(Answer.FALSE, seen(object, why))
          : new Result(Answer.UNKNOWN, seen(object, why));
    }
  }

  /** Returns whether an error says that the object lacks something, or has something unreadable. */
  private static boolean isOfObject(CelErrorCode code) {
    return switch (code) {
      case ATTRIBUTE_NOT_FOUND, INDEX_OUT_OF_BOUNDS, BAD_FORMAT, DIVIDE_BY_ZERO, NUMERIC_OVERFLOW ->
          true;
      default -> false;
    };
  }

  private static String reason(CelEvaluationException e) {
    String message =
        String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
    return switch (e.getErrorCode()) {
      case ATTRIBUTE_NOT_FOUND -> "A field is not set";
      case INDEX_OUT_OF_BOUNDS -> "A list has too few items";
      case BAD_FORMAT -> "A value cannot be converted: " + message;
      case OVERLOAD_NOT_FOUND -> "The types of the values do not fit";
      case ITERATION_BUDGET_EXCEEDED -> "It has too many items for the expression";
      default -> message;
    };
  }

  private String seen(CelObject object, String begin) {
    String values =
        paths.stream()
            .map(path -> "%s is %s".formatted(path, object.shown(path)))
            .collect(Collectors.joining(", "));
    return values.isEmpty() ? begin + "." : "%s: %s.".formatted(begin, values);
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof CelExpression that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text of the expression. */
  @Override
  public String toString() {
    return text;
  }
}

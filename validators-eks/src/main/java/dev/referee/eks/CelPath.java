package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.Optional;

/**
 * A path into the object that an expression is about, for example {@code object.spec.replicas}.
 *
 * @param steps the names of fields and keys (texts), and the indexes of items (longs)
 */
record CelPath(ImmutableList<Object> steps) {
  private static final int MOST = 5;

  /** Returns the paths of an expression, each as far as it goes: the first few. */
  static ImmutableList<CelPath> in(CelExpr expression) {
    ImmutableSet.Builder<CelPath> paths = ImmutableSet.builder();
    collect(expression, paths);
    return paths.build().stream().limit(MOST).collect(ImmutableList.toImmutableList());
  }

  private static void collect(CelExpr expression, ImmutableSet.Builder<CelPath> paths) {
    Optional<CelPath> path = of(expression).filter(it -> !it.steps().isEmpty());
    if (path.isPresent()) {
      paths.add(path.get());
    } else {
      children(expression).forEach(child -> collect(child, paths));
    }
  }

  /** Returns the path that an expression is; empty if it is anything else. */
  private static Optional<CelPath> of(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT ->
          expression.ident().name().equals(CelExpression.OBJECT)
              ? Optional.of(new CelPath(ImmutableList.of()))
              : Optional.empty();
      case SELECT ->
          of(expression.select().operand()).map(path -> path.plus(expression.select().field()));
      case CALL ->
          CelBracketAccess.isAnyType(expression)
              ? of(expression.call().args().get(0))
              : index(expression)
                  .flatMap(
                      index -> of(expression.call().args().get(0)).map(path -> path.plus(index)));
      default -> Optional.empty();
    };
  }

  /** Returns the constant index or key of an access by brackets. */
  private static Optional<Object> index(CelExpr expression) {
    if (!CelBracketAccess.isIndex(expression)) {
      return Optional.empty();
    }
    CelExpr index = expression.call().args().get(1);
    if (index.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
      return Optional.empty();
    }
    CelConstant constant = index.constant();
    return switch (constant.getKind()) {
      case STRING_VALUE -> Optional.of(constant.stringValue());
      case INT64_VALUE -> Optional.of(constant.int64Value());
      default -> Optional.empty();
    };
  }

  private CelPath plus(Object step) {
    return new CelPath(ImmutableList.builder().addAll(steps).add(step).build());
  }

  /** Returns the parts of an expression. */
  static ImmutableList<CelExpr> children(CelExpr expression) {
    ImmutableList.Builder<CelExpr> parts = ImmutableList.builder();
    switch (expression.getKind()) {
      case SELECT -> parts.add(expression.select().operand());
      case CALL -> {
        expression.call().target().ifPresent(parts::add);
        parts.addAll(expression.call().args());
      }
      case LIST -> parts.addAll(expression.list().elements());
      case MAP ->
          expression
              .map()
              .entries()
              .forEach(
                  entry -> {
                    parts.add(entry.key());
                    parts.add(entry.value());
                  });
      case STRUCT -> expression.struct().entries().forEach(entry -> parts.add(entry.value()));
      case COMPREHENSION -> {
        CelExpr.CelComprehension loop = expression.comprehension();
        parts.add(
            loop.iterRange(),
            loop.accuInit(),
            loop.loopCondition(),
            loop.loopStep(),
            loop.result());
      }
      default -> {}
    }
    return parts.build();
  }

  /** Returns it as it is written in CEL. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(CelExpression.OBJECT);
    for (Object step : steps) {
      text.append(
          step instanceof Long
              ? "[" + step + "]"
              : step.toString().matches("[A-Za-z_][A-Za-z0-9_]*")
                  ? "." + step
                  : "['" + step + "']");
    }
    return text.toString();
  }
}

package dev.referee.eks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import dev.cel.common.navigation.TraversalOrder;
import java.util.List;

/**
 * The accesses by brackets in an expression, for example {@code labels['app']}.
 *
 * <p>The type checker takes {@code object.a['b']} for a value of the first type that fits, so that
 * {@code int(object.a['b'])} would be refused for a text. As a value of any type it is converted
 * like {@code object.a.b}.
 */
final class CelBracketAccess {
  private static final String INDEX = "_[_]";
  private static final String ANY_TYPE = "dyn";

  private CelBracketAccess() {}

  static boolean isIndex(CelExpr expression) {
    return expression.call().function().equals(INDEX);
  }

  /** Returns whether a call only changes the type of its argument. */
  static boolean isAnyType(CelExpr expression) {
    return expression.call().function().equals(ANY_TYPE);
  }

  /** Returns an expression that is parsed, with accesses of any type. */
  static CelAbstractSyntaxTree ofAnyType(CelAbstractSyntaxTree parsed) {
    CelMutableAst tree = CelMutableAst.fromCelAst(parsed);
    List<CelNavigableMutableExpr> nodes =
        CelNavigableMutableAst.fromAst(tree)
            .getRoot()
            .allNodes(TraversalOrder.POST_ORDER)
            .collect(toImmutableList());
    long id = nodes.stream().mapToLong(CelNavigableMutableExpr::id).max().orElse(0);
    for (CelNavigableMutableExpr node : nodes) {
      CelMutableExpr expression = node.expr();
      if (node.getKind() == CelExpr.ExprKind.Kind.CALL
          && expression.call().function().equals(INDEX)) {
        CelMutableExpr access = CelMutableExpr.newInstance(expression);
        expression.setCall(CelMutableCall.create(ANY_TYPE, access));
        expression.setId(++id);
      }
    }
    // The tree that can be changed forgets where its parts are.
    return CelAbstractSyntaxTree.newParsedAst(tree.toParsedAst().getExpr(), parsed.getSource());
  }
}

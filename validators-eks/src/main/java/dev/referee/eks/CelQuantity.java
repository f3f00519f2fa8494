package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelErrorCode;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelRuntimeException;
import dev.cel.common.types.SimpleType;
import dev.cel.runtime.CelFunctionBinding;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.regex.Pattern;

/**
 * The function {@code quantity} of expressions, which makes a number of a quantity of Kubernetes:
 * {@code quantity('512Mi')} is 536870912.
 */
final class CelQuantity {
  private static final String OVERLOAD = "quantity_dyn";

  /** What is short enough to be calculated with. */
  private static final Pattern QUANTITY =
      Pattern.compile("[+-]?[0-9.]{1,20}(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?");

  static final CelFunctionDecl DECLARATION =
      CelFunctionDecl.newFunctionDeclaration(
          "quantity",
          CelOverloadDecl.newGlobalOverload(
              OVERLOAD, SimpleType.DOUBLE, ImmutableList.of(SimpleType.DYN)));

  static final CelFunctionBinding BINDING =
      CelFunctionBinding.from(OVERLOAD, Object.class, CelQuantity::number);

  private CelQuantity() {}

  private static Object number(Object given) {
    String text = given.toString();
    if (!QUANTITY.matcher(text).matches()) {
      throw notOne(text, null);
    }
    try {
      return Quantity.parse(text).getNumericalAmount().doubleValue();
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw notOne(text, e);
    }
  }

  private static CelRuntimeException notOne(
      String text, @org.jspecify.annotations.Nullable RuntimeException cause) {
    return new CelRuntimeException(
        new IllegalArgumentException("'%s' is no quantity".formatted(text), cause),
        CelErrorCode.BAD_FORMAT);
  }
}

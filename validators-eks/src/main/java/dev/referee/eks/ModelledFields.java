package dev.referee.eks;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.common.collect.ImmutableList;
import com.google.common.reflect.TypeToken;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.referee.spi.Nearest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a kind of resource, as far as the Kubernetes client has a model of it: of all kinds
 * that are part of Kubernetes. Of other kinds, only the metadata is known.
 *
 * <p>A typing error in the name of a field would otherwise look as if no team had set it. A field
 * that is newer than the model can be written in brackets, which are not checked.
 *
 * @param root the type of the object
 */
record ModelledFields(TypeToken<?> root) {
  private static final TypeToken<?> OPEN = TypeToken.of(Object.class);
  private static final TypeToken<?> METADATA = TypeToken.of(ObjectMeta.class);
  private static final KubernetesSerialization MODELS = new KubernetesSerialization();

  static ModelledFields of(ResourceType type) {
    @Nullable Class<? extends KubernetesResource> model =
        MODELS.getRegisteredKubernetesResource(type.apiVersion(), type.kind());
    return new ModelledFields(
        TypeToken.of(model == null ? GenericKubernetesResource.class : model));
  }

  /** Returns a text for each field in an expression that the kind does not have. */
  List<String> unknownIn(CelExpression expression) {
    Walk visitor = new Walk(expression.tree());
    Map<String, TypeToken<?>> variables = new HashMap<>();
    variables.put(CelExpression.OBJECT, root);
    visitor.type(expression.tree().getExpr(), variables);
    return visitor.unknown.build();
  }

  /** A walk over an expression. Not thread-safe. */
  private static final class Walk {
    private final CelAbstractSyntaxTree tree;
    private final ImmutableList.Builder<String> unknown = ImmutableList.builder();

    Walk(CelAbstractSyntaxTree tree) {
      this.tree = tree;
    }

    /** Returns the type of an expression, and records the unknown fields in it. */
    private TypeToken<?> type(CelExpr expression, Map<String, TypeToken<?>> variables) {
      return switch (expression.getKind()) {
        case IDENT -> variables.getOrDefault(expression.ident().name(), OPEN);
        case SELECT -> field(expression, type(expression.select().operand(), variables));
        case CALL -> {
          ImmutableList<TypeToken<?>> parts = types(CelPath.children(expression), variables);
          yield CelBracketAccess.isAnyType(expression)
              ? parts.get(0)
              : CelBracketAccess.isIndex(expression) ? item(parts.get(0)) : OPEN;
        }
        case COMPREHENSION -> {
          CelExpr.CelComprehension loop = expression.comprehension();
          Map<String, TypeToken<?>> scope = new HashMap<>(variables);
          scope.put(loop.iterVar(), each(type(loop.iterRange(), variables)));
          scope.put(loop.accuVar(), OPEN);
          types(
              ImmutableList.of(
                  loop.accuInit(), loop.loopCondition(), loop.loopStep(), loop.result()),
              scope);
          yield OPEN;
        }
        default -> {
          types(CelPath.children(expression), variables);
          yield OPEN;
        }
      };
    }

    private ImmutableList<TypeToken<?>> types(
        List<CelExpr> parts, Map<String, TypeToken<?>> variables) {
      ImmutableList.Builder<TypeToken<?>> types = ImmutableList.builder();
      parts.forEach(part -> types.add(type(part, variables)));
      return types.build();
    }

    private TypeToken<?> field(CelExpr expression, TypeToken<?> parent) {
      String name = expression.select().field();
      if (parent.isSubtypeOf(Map.class)) {
        return item(parent);
      }
      if (parent.getRawType() == GenericKubernetesResource.class) {
        return name.equals("metadata") ? METADATA : OPEN;
      }
      Map<String, TypeToken<?>> fields = fields(parent);
      if (fields.isEmpty()) {
        return OPEN;
      }
      return Optional.<TypeToken<?>>ofNullable(fields.get(name))
          .orElseGet(
              () -> {
                unknown.add(words(expression, name, parent, fields.keySet()));
                return OPEN;
              });
    }

    private String words(
        CelExpr expression, String name, TypeToken<?> parent, Collection<String> known) {
      return CelErrorMessages.at(
          tree,
          expression,
          "%s has no field '%s'%s Write ['%s'] if it has one"
              .formatted(
                  parent.getRawType().getSimpleName(),
                  name,
                  Nearest.of(name, known).map(it -> "; did you mean '" + it + "'?").orElse("."),
                  name));
    }

    private static TypeToken<?> item(TypeToken<?> type) {
      return type.isSubtypeOf(Map.class)
          ? type.resolveType(Map.class.getTypeParameters()[1])
          : each(type);
    }

    private static TypeToken<?> each(TypeToken<?> type) {
      return type.isSubtypeOf(Collection.class)
          ? type.resolveType(Collection.class.getTypeParameters()[0])
          : OPEN;
    }

    /** Returns the fields of a class of the model; none if it may have any field. */
    private static Map<String, TypeToken<?>> fields(TypeToken<?> of) {
      @Nullable JsonDeserialize own = of.getRawType().getAnnotation(JsonDeserialize.class);
      Map<String, TypeToken<?>> fields = new LinkedHashMap<>();
      if (own != null && own.using() != JsonDeserializer.None.class) {
        return fields;
      }
      for (Class<?> type : of.getTypes().classes().rawTypes()) {
        for (Field field : type.getDeclaredFields()) {
          @Nullable JsonProperty property = field.getAnnotation(JsonProperty.class);
          if (property != null) {
            fields.put(property.value(), of.resolveType(field.getGenericType()));
          }
        }
      }
      return fields;
    }
  }
}

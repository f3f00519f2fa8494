package dev.referee.testkit.embedded;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.Pojos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;
import software.amazon.awssdk.utils.builder.ToCopyableBuilder;

/**
 * A finder and remover of response members.
 *
 * <p>A member is named by its path from the response on, in the SDK's names: {@code
 * Reservations[0].Instances[0].State}. The entries of a list are no members: an answer with fewer
 * of them is another valid answer.
 */
final class Holes {
  private Holes() {}

  /**
   * Returns every member that is set.
   *
   * @return by its path, the structure that has it and its name there: {@code ec2.Instance.State}
   */
  static Map<String, String> members(SdkPojo answer) {
    Map<String, String> members = new LinkedHashMap<>();
    visit(answer, "", members::put);
    return members;
  }

  private static void visit(SdkPojo pojo, String prefix, BiConsumer<String, String> found) {
    for (SdkField<?> field : pojo.sdkFields()) {
      Object value = Pojos.valueOf(field, pojo);
      if (value == null) {
        continue;
      }
      String path = prefix + field.memberName();
      found.accept(path, structure(pojo) + "." + field.memberName());
      if (value instanceof SdkPojo nested) {
        visit(nested, path + ".", found);
      } else if (value instanceof List<?> list) {
        for (int entry = 0; entry < list.size(); entry++) {
          if (list.get(entry) instanceof SdkPojo nested) {
            visit(nested, path + "[" + entry + "].", found);
          }
        }
      }
    }
  }

  /** Returns the service as its package calls it, and the structure: {@code ec2.Instance}. */
  private static String structure(SdkPojo pojo) {
    String type = pojo.getClass().getName();
    return type.substring("software.amazon.awssdk.services.".length()).replace(".model.", ".");
  }

  /** Returns the answer without a member; the same where it does not have it. */
  static SdkPojo without(SdkPojo answer, String path) {
    return without(answer, Splitter.on('.').splitToList(path));
  }

  private static SdkPojo without(SdkPojo pojo, List<String> path) {
    String first = path.get(0);
    int bracket = first.indexOf('[');
    String name = bracket < 0 ? first : first.substring(0, bracket);
    SdkField<?> field =
        pojo.sdkFields().stream()
            .filter(it -> it.memberName().equals(name))
            .findFirst()
            .orElse(null);
    Object value = field == null ? null : Pojos.valueOf(field, pojo);
    if (field == null || value == null) {
      return pojo;
    }
    List<String> rest = path.subList(1, path.size());
    return set(
        pojo, field, rest.isEmpty() ? null : inside(value, first.substring(name.length()), rest));
  }

  private static Object inside(Object value, String index, List<String> rest) {
    if (value instanceof SdkPojo nested) {
      return without(nested, rest);
    }
    int entry = index.isEmpty() ? -1 : Integer.parseInt(index.substring(1, index.length() - 1));
    if (value instanceof List<?> list && entry >= 0 && entry < list.size()) {
      List<Object> changed = new ArrayList<>(list);
      if (changed.get(entry) instanceof SdkPojo nested) {
        changed.set(entry, without(nested, rest));
      }
      return changed;
    }
    return value;
  }

  private static SdkPojo set(SdkPojo pojo, SdkField<?> field, @Nullable Object value) {
    SdkPojo builder = (SdkPojo) ((ToCopyableBuilder<?, ?>) pojo).toBuilder();
    field.set(builder, value);
    return (SdkPojo) ((Buildable) builder).build();
  }
}

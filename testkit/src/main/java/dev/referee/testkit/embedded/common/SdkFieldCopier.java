package dev.referee.testkit.embedded.common;

import com.google.common.collect.Maps;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * A copier of values between SDK classes with equally named members.
 *
 * <p>AWS has many such families (a launch template's data in a request, in an answer, and as the
 * parameters of a launch), and the SDK has a class for each.
 */
public final class SdkFieldCopier {
  private SdkFieldCopier() {}

  /** Sets in a builder each member that is set in the source and known by the same name. */
  public static <B extends SdkPojo> B overlay(SdkPojo source, B builder) {
    Map<String, SdkField<?>> sources = byName(source);
    for (SdkField<?> target : builder.sdkFields()) {
      SdkField<?> field = sources.get(target.memberName());
      Object value = field == null ? null : Pojos.valueOf(field, source);
      if (value != null) {
        target.set(builder, converted(value, target));
      }
    }
    return builder;
  }

  /** Returns a member's value, or null when it is not set or not known. */
  public static @Nullable Object member(SdkPojo source, String name) {
    SdkField<?> field = byName(source).get(name);
    return field == null ? null : Pojos.valueOf(field, source);
  }

  private static Map<String, SdkField<?>> byName(SdkPojo pojo) {
    return Maps.uniqueIndex(pojo.sdkFields(), SdkField::memberName);
  }

  private static Object converted(Object value, SdkField<?> target) {
    if (value instanceof SdkPojo pojo) {
      SdkPojo nested = overlay(pojo, Pojos.nested(target));
      return nested instanceof Buildable buildable ? buildable.build() : nested;
    }
    if (value instanceof Collection<?> list) {
      SdkField<?> element = Pojos.member(target);
      Function<Object, Object> each = item -> converted(item, element);
      return list.stream().map(each).toList();
    }
    return value;
  }
}

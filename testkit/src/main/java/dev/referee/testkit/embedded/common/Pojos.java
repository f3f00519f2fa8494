package dev.referee.testkit.embedded.common;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** Utilities for generic access to the fields of SDK classes. */
public final class Pojos {
  private Pojos() {}

  /**
   * Fills a builder, field by field, and builds; a field that the reader has no value for stays
   * unset.
   */
  public static SdkPojo fill(
      SdkPojo builder, BiFunction<SdkField<?>, SdkPojo, @Nullable Object> reader) {
    for (SdkField<?> field : builder.sdkFields()) {
      Object value = reader.apply(field, builder);
      if (value != null) {
        field.set(builder, value);
      }
    }
    return (SdkPojo) ((Buildable) builder).build();
  }

  /** Returns what a field holds; null if it was never set. */
  public static @Nullable Object valueOf(SdkField<?> field, SdkPojo pojo) {
    Object value = field.getValueOrDefault(pojo);
    return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap
        ? null
        : value;
  }

  /** Returns a list to show; null, which leaves the member out, when nothing is in it. */
  public static <T> @Nullable List<T> unlessEmpty(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  public static SdkPojo nested(SdkField<?> field) {
    return field.constructor().get();
  }

  public static SdkField<?> member(SdkField<?> list) {
    return list.getRequiredTrait(ListTrait.class).memberFieldInfo();
  }

  public static SdkField<?> value(SdkField<?> map) {
    return map.getRequiredTrait(MapTrait.class).valueFieldInfo();
  }

  public static List<?> list(Object value) {
    return (List<?>) value;
  }

  public static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }
}

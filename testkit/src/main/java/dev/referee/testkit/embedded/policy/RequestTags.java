package dev.referee.testkit.embedded.policy;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** The tags of a request, as {@code aws:RequestTag} and {@code aws:TagKeys} know them. */
public final class RequestTags {
  private RequestTags() {}

  /** Returns the condition keys of the tags that a request names for all that it is about. */
  public static ListMultimap<String, String> of(SdkPojo request) {
    Map<String, String> tags = tags(SdkFieldCopier.member(request, "Tags"));
    if (SdkFieldCopier.member(request, "TagKeys") instanceof Collection<?> keys) {
      keys.forEach(key -> tags.put(key.toString(), ""));
      return ImmutableListMultimap.<String, String>builder()
          .putAll("aws:TagKeys", tags.keySet())
          .build();
    }
    return context(tags);
  }

  /** Returns the condition keys of the tags that a request of EC2 specifies for a type. */
  public static ListMultimap<String, String> specified(SdkPojo request, String type) {
    Map<String, String> tags = new LinkedHashMap<>();
    for (SdkPojo specification : specifications(request)) {
      if (type.equals(SdkFieldCopier.member(specification, "ResourceType"))) {
        tags.putAll(tags(SdkFieldCopier.member(specification, "Tags")));
      }
    }
    return context(tags);
  }

  /** Returns the tag specifications of a request of EC2. */
  public static List<SdkPojo> specifications(SdkPojo request) {
    return SdkFieldCopier.member(request, "TagSpecifications") instanceof Collection<?> list
        ? list.stream().map(SdkPojo.class::cast).toList()
        : List.of();
  }

  private static Map<String, String> tags(@Nullable Object list) {
    Map<String, String> tags = new LinkedHashMap<>();
    if (list instanceof Collection<?> pojos) {
      for (Object one : pojos) {
        SdkPojo tag = (SdkPojo) one;
        // KMS calls them TagKey and TagValue.
        Object key = either(tag, "Key", "TagKey");
        tags.put(String.valueOf(key), Objects.toString(either(tag, "Value", "TagValue"), ""));
      }
    }
    return tags;
  }

  private static @Nullable Object either(SdkPojo tag, String one, String other) {
    Object value = SdkFieldCopier.member(tag, one);
    return value == null ? SdkFieldCopier.member(tag, other) : value;
  }

  private static ListMultimap<String, String> context(Map<String, String> tags) {
    ImmutableListMultimap.Builder<String, String> context = ImmutableListMultimap.builder();
    tags.forEach((key, value) -> context.put("aws:RequestTag/" + key, value));
    context.putAll("aws:TagKeys", tags.keySet());
    return context.build();
  }
}

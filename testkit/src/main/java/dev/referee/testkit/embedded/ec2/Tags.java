package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeTagsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeTagsResponse;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** The tags of all EC2 resources in one account and Region. */
final class Tags {
  private static final Filters<TagDescription> FILTERS =
      new Filters<TagDescription>()
          .on("key", TagDescription::key)
          .on("value", TagDescription::value)
          .on("resource-id", TagDescription::resourceId)
          .on("resource-type", TagDescription::resourceTypeAsString)
          .tags(tag -> List.of(Tag.builder().key(tag.key()).value(tag.value()).build()));

  private final Map<String, Map<String, String>> byResource = new LinkedHashMap<>();
  private final Map<ResourceTable.Kind, Predicate<String>> kinds = new LinkedHashMap<>();

  void register(ResourceTable.Kind kind, Predicate<String> exists) {
    kinds.merge(kind, exists, Predicate::or);
  }

  List<Tag> of(String id) {
    List<Tag> tags = new ArrayList<>();
    byResource
        .getOrDefault(id, Map.of())
        .forEach((key, value) -> tags.add(Tag.builder().key(key).value(value).build()));
    return List.copyOf(tags);
  }

  /**
   * Returns tags, or null for none: EC2 leaves the member out for instances, VPCs and some others,
   * and has an empty list for route tables and others.
   */
  static @Nullable List<Tag> orNone(List<Tag> tags) {
    return tags.isEmpty() ? null : tags;
  }

  /** Adds tags to a resource, also AWS's own ({@code aws:}). */
  void put(String id, Collection<Tag> tags) {
    for (Tag tag : tags) {
      byResource
          .computeIfAbsent(id, same -> new LinkedHashMap<>())
          .put(tag.key(), tag.value() == null ? "" : tag.value());
    }
  }

  /** Adds the tags that a request specifies for a new resource's type. */
  void specified(String id, Collection<TagSpecification> specifications) {
    String type = kind(id).type();
    for (TagSpecification specification : specifications) {
      if (type.equals(specification.resourceTypeAsString())) {
        put(id, specification.tags());
      }
    }
  }

  void forget(String id) {
    byResource.remove(id);
  }

  CreateTagsResponse create(CreateTagsRequest request, Call call) {
    request.resources().forEach(this::mustExist);
    request.resources().forEach(id -> TagRules.room(of(id), request.tags()));
    request.resources().forEach(id -> put(id, request.tags()));
    return CreateTagsResponse.builder().build();
  }

  DeleteTagsResponse delete(DeleteTagsRequest request, Call call) {
    for (String id : request.resources()) {
      Map<String, String> tags = byResource.getOrDefault(id, new LinkedHashMap<>());
      if (request.tags().isEmpty()) {
        tags.keySet().removeIf(key -> !key.startsWith("aws:"));
      }
      for (Tag tag : request.tags()) {
        own(tag.key());
        if (tag.value() == null || tag.value().equals(tags.get(tag.key()))) {
          tags.remove(tag.key());
        }
      }
    }
    return DeleteTagsResponse.builder().build();
  }

  DescribeTagsResponse describe(DescribeTagsRequest request, Call call) {
    List<TagDescription> all = new ArrayList<>();
    byResource.forEach(
        (id, tags) ->
            tags.forEach(
                (key, value) ->
                    all.add(
                        TagDescription.builder()
                            .resourceId(id)
                            .resourceType(kind(id).type())
                            .key(key)
                            .value(value)
                            .build())));
    Page<TagDescription> page =
        Page.of(
            FILTERS.select(all, request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeTagsResponse.builder().tags(page.items()).nextToken(page.next()).build();
  }

  private static void own(String key) {
    if (key.startsWith("aws:")) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "Tag keys starting with 'aws:' are reserved for internal use");
    }
  }

  private void mustExist(String id) {
    ResourceTable.Kind kind = kind(id);
    Predicate<String> exists = kinds.getOrDefault(kind, any -> false);
    if (!exists.test(id)) {
      throw kind.notFound(id);
    }
  }

  private ResourceTable.Kind kind(String id) {
    return kinds.keySet().stream()
        .filter(kind -> kind.wellFormed(id))
        .findFirst()
        .orElseThrow(() -> new AwsError(400, "InvalidID", "The ID '" + id + "' is not valid"));
  }
}

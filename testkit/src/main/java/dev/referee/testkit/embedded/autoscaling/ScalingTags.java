package dev.referee.testkit.embedded.autoscaling;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import software.amazon.awssdk.services.autoscaling.model.CreateOrUpdateTagsRequest;
import software.amazon.awssdk.services.autoscaling.model.CreateOrUpdateTagsResponse;
import software.amazon.awssdk.services.autoscaling.model.DeleteTagsRequest;
import software.amazon.awssdk.services.autoscaling.model.DeleteTagsResponse;
import software.amazon.awssdk.services.autoscaling.model.DescribeTagsRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeTagsResponse;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.autoscaling.model.TagDescription;

/** The tags of groups, some of which propagate to new instances. */
final class ScalingTags {
  private static final int PAGE = 50;
  private static final String TYPE = "auto-scaling-group";

  /** The EC2 tag with the name of the instance's group. */
  static final String GROUP = "aws:autoscaling:groupName";

  private static final Filters<TagDescription> TAG_FILTERS =
      new Filters<TagDescription>()
          .on("auto-scaling-group", TagDescription::resourceId)
          .on("key", TagDescription::key)
          .on("value", TagDescription::value)
          .on("propagate-at-launch", TagDescription::propagateAtLaunch);
  private static final Filters<ScalingGroup> GROUP_FILTERS =
      new Filters<ScalingGroup>()
          .tags(
              group ->
                  group.tags.values().stream().map(tag -> ec2Tag(tag.key(), tag.value())).toList());

  private final AutoScaling scaling;

  ScalingTags(AutoScaling scaling) {
    this.scaling = scaling;
  }

  CreateOrUpdateTagsResponse createOrUpdate(CreateOrUpdateTagsRequest request, Call call) {
    request.tags().forEach(tag -> scaling.group(tag.resourceId()));
    put(request.tags());
    return CreateOrUpdateTagsResponse.builder().build();
  }

  /** Puts tags on the groups that they name. */
  void put(Collection<Tag> tags) {
    for (Tag tag : tags) {
      if (tag.key().startsWith("aws:")) {
        throw AutoScaling.invalid("The aws: prefix is reserved for AWS use: " + tag.key());
      }
      TagDescription.Builder full = TagDescription.builder().value("").propagateAtLaunch(true);
      SdkFieldCopier.overlay(tag, full).resourceType(TYPE);
      scaling.group(tag.resourceId()).tags.put(tag.key(), full.build());
    }
  }

  DeleteTagsResponse delete(DeleteTagsRequest request, Call call) {
    request.tags().forEach(tag -> scaling.group(tag.resourceId()).tags.remove(tag.key()));
    return DeleteTagsResponse.builder().build();
  }

  DescribeTagsResponse describe(DescribeTagsRequest request, Call call) {
    List<TagDescription> all = new ArrayList<>();
    scaling.groups.values().forEach(group -> all.addAll(group.tags.values()));
    Page<TagDescription> page =
        Page.of(
            select(TAG_FILTERS, all, request.filters()),
            ScalingGroups.orDefault(request.maxRecords(), PAGE),
            request.nextToken(),
            call);
    return DescribeTagsResponse.builder().tags(page.items()).nextToken(page.next()).build();
  }

  List<ScalingGroup> select(List<ScalingGroup> groups, List<Filter> filters) {
    return select(GROUP_FILTERS, groups, filters);
  }

  private static <T> List<T> select(Filters<T> known, List<T> items, List<Filter> filters) {
    try {
      return known.select(
          items,
          filters.stream()
              .map(
                  filter ->
                      SdkFieldCopier.overlay(
                              filter, software.amazon.awssdk.services.ec2.model.Filter.builder())
                          .build())
              .toList());
    } catch (AwsError e) {
      throw AutoScaling.invalid(e.getMessage());
    }
  }

  static software.amazon.awssdk.services.ec2.model.Tag ec2Tag(String key, String value) {
    return software.amazon.awssdk.services.ec2.model.Tag.builder().key(key).value(value).build();
  }
}

package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.Cluster;
import software.amazon.awssdk.services.eks.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eks.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;
import software.amazon.awssdk.services.eks.model.TagResourceResponse;
import software.amazon.awssdk.services.eks.model.UntagResourceRequest;
import software.amazon.awssdk.services.eks.model.UntagResourceResponse;

/** An emulation of the tags of what EKS has. */
final class EksTags {
  private final Eks eks;

  EksTags(Eks eks) {
    this.eks = eks;
  }

  /**
   * A resource with tags.
   *
   * @param arn the resource
   * @param tags its tags
   * @param change sets them
   */
  private record Tagged(
      String arn, Map<String, String> tags, Consumer<Map<String, String>> change) {}

  private static List<Tagged> of(EksCluster cluster) {
    List<Tagged> all = new ArrayList<>();
    Cluster settings = cluster.settings();
    all.add(
        new Tagged(settings.arn(), settings.tags(), tags -> cluster.change(it -> it.tags(tags))));
    cluster
        .accessEntries
        .values()
        .forEach(
            entry ->
                all.add(
                    new Tagged(
                        entry.shown().accessEntryArn(),
                        entry.shown().tags(),
                        tags ->
                            AccessEntries.replace(
                                cluster, entry.shown().toBuilder().tags(tags).build()))));
    cluster
        .nodegroups
        .values()
        .forEach(
            group ->
                all.add(
                    new Tagged(
                        group.settings().nodegroupArn(),
                        group.settings().tags(),
                        tags -> group.change(it -> it.tags(tags)))));
    cluster
        .addons
        .values()
        .forEach(
            addon ->
                all.add(
                    new Tagged(
                        addon.settings().addonArn(),
                        addon.settings().tags(),
                        tags -> addon.change(it -> it.tags(tags)))));
    cluster.podIdentities.forEach(
        (id, association) ->
            all.add(
                new Tagged(
                    association.associationArn(),
                    association.tags(),
                    tags ->
                        cluster.podIdentities.put(
                            id, association.toBuilder().tags(tags).build()))));
    cluster.fargateProfiles.forEach(
        (name, profile) ->
            all.add(
                new Tagged(
                    profile.fargateProfileArn(),
                    profile.tags(),
                    tags ->
                        cluster.fargateProfiles.put(
                            name, profile.toBuilder().tags(tags).build()))));
    return all;
  }

  private @Nullable Tagged find(String arn) {
    return eks.clusters.values().stream()
        .flatMap(cluster -> of(cluster).stream())
        .filter(resource -> resource.arn().equals(arn))
        .findFirst()
        .orElse(null);
  }

  /** Returns the tags of a resource; none where there is no such resource. */
  Map<String, String> tags(String arn) {
    Tagged found = find(arn);
    return found == null ? Map.of() : found.tags();
  }

  private Tagged get(String arn) {
    Tagged found = find(arn);
    if (found == null) {
      throw arn.startsWith(eks.arn(""))
          ? new AwsError(404, "NotFoundException", "The specified resource was not found: " + arn)
          : new AwsError(400, "BadRequestException", "Invalid resource ARN: " + arn);
    }
    return found;
  }

  ListTagsForResourceResponse list(ListTagsForResourceRequest request, Call call) {
    return ListTagsForResourceResponse.builder().tags(get(request.resourceArn()).tags()).build();
  }

  TagResourceResponse tag(TagResourceRequest request, Call call) {
    Tagged found = get(request.resourceArn());
    Map<String, String> tags = new TreeMap<>(found.tags());
    tags.putAll(request.tags());
    found.change().accept(tags);
    return TagResourceResponse.builder().build();
  }

  UntagResourceResponse untag(UntagResourceRequest request, Call call) {
    Tagged found = get(request.resourceArn());
    Map<String, String> tags = new TreeMap<>(found.tags());
    tags.keySet().removeAll(request.tagKeys());
    found.change().accept(tags);
    return UntagResourceResponse.builder().build();
  }
}

package dev.referee.testkit.embedded.cloudtrail;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.ApiCall;
import dev.referee.testkit.embedded.service.Service;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.AddTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.Event;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusRequest;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsRequest;
import software.amazon.awssdk.services.cloudtrail.model.ListTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.LookupAttribute;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsRequest;
import software.amazon.awssdk.services.cloudtrail.model.LookupEventsResponse;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsRequest;
import software.amazon.awssdk.services.cloudtrail.model.RemoveTagsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ResourceTag;
import software.amazon.awssdk.services.cloudtrail.model.Tag;
import software.amazon.awssdk.services.cloudtrail.model.TrailInfo;

/** An emulation of the operations that read trails, their tags and recent events. */
final class TrailReads {
  private static final int MOST_RESULTS = 50;

  private TrailReads() {}

  static void addTo(Service service) {
    service
        .on(DescribeTrailsRequest.class, DescribeTrailsRequest::builder, TrailReads::describe)
        .on(ListTrailsRequest.class, ListTrailsRequest::builder, TrailReads::list)
        .on(GetTrailRequest.class, GetTrailRequest::builder, TrailReads::get)
        .on(GetTrailStatusRequest.class, GetTrailStatusRequest::builder, TrailReads::status)
        .on(
            GetEventSelectorsRequest.class,
            GetEventSelectorsRequest::builder,
            TrailReads::selectors)
        .on(LookupEventsRequest.class, LookupEventsRequest::builder, TrailReads::lookup)
        .on(AddTagsRequest.class, AddTagsRequest::builder, TrailReads::addTags)
        .on(RemoveTagsRequest.class, RemoveTagsRequest::builder, TrailReads::removeTags)
        .on(ListTagsRequest.class, ListTagsRequest::builder, TrailReads::tags);
  }

  private static DescribeTrailsResponse describe(DescribeTrailsRequest request, Call call) {
    boolean shadows = !Boolean.FALSE.equals(request.includeShadowTrails());
    List<String> names = request.trailNameList();
    return DescribeTrailsResponse.builder()
        .trailList(
            CloudTrail.of(call).trails.values().stream()
                .filter(trail -> trail.isIn(call.region()))
                .filter(trail -> shadows || trail.homeRegion.equals(call.region()))
                .filter(
                    trail ->
                        names.isEmpty() || names.contains(trail.name) || names.contains(trail.arn))
                .map(trail -> trail.shown(call))
                .toList())
        .build();
  }

  /** Lists the trails of all Regions. */
  private static ListTrailsResponse list(ListTrailsRequest request, Call call) {
    List<TrailInfo> all =
        CloudTrail.of(call).trails.values().stream()
            .map(
                trail ->
                    TrailInfo.builder()
                        .name(trail.name)
                        .trailARN(trail.arn)
                        .homeRegion(trail.homeRegion)
                        .build())
            .toList();
    Page<TrailInfo> page = Page.of(all, null, request.nextToken(), call);
    return ListTrailsResponse.builder().trails(page.items()).nextToken(page.next()).build();
  }

  private static GetTrailResponse get(GetTrailRequest request, Call call) {
    return GetTrailResponse.builder().trail(Trails.find(request.name(), call).shown(call)).build();
  }

  private static GetTrailStatusResponse status(GetTrailStatusRequest request, Call call) {
    TrailRecord trail = Trails.find(request.name(), call);
    return GetTrailStatusResponse.builder()
        .isLogging(trail.logging)
        .latestDeliveryError(trail.deliveryError.isEmpty() ? null : trail.deliveryError)
        .startLoggingTime(trail.started)
        .stopLoggingTime(trail.stopped)
        .timeLoggingStarted(iso(trail.started))
        .timeLoggingStopped(iso(trail.stopped))
        .build();
  }

  private static String iso(@Nullable Instant time) {
    return time == null ? "" : time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static GetEventSelectorsResponse selectors(GetEventSelectorsRequest request, Call call) {
    TrailRecord trail = Trails.find(request.trailName(), call);
    TrailSelectors selectors = trail.selectors;
    return GetEventSelectorsResponse.builder()
        .trailARN(trail.arn)
        .eventSelectors(selectors.basic().isEmpty() ? null : selectors.basic())
        .advancedEventSelectors(selectors.advanced().isEmpty() ? null : selectors.advanced())
        .build();
  }

  private static LookupEventsResponse lookup(LookupEventsRequest request, Call call) {
    Integer size = request.maxResults();
    if (size != null && (size < 1 || size > MOST_RESULTS)) {
      throw new AwsError(
          400,
          "InvalidMaxResultsException",
          "MaxResults must be between 1 and " + MOST_RESULTS + ".");
    }
    Instant from = request.startTime();
    Instant to = request.endTime();
    if (from != null && to != null && from.isAfter(to)) {
      throw new AwsError(400, "InvalidTimeRangeException", "The start time is after the end time.");
    }
    if (request.lookupAttributes().size() > 1) {
      throw new AwsError(
          400, "InvalidLookupAttributesException", "Only one lookup attribute can be specified.");
    }
    List<RecordedCall> all =
        CloudTrail.of(call).recent(call.region()).stream()
            .filter(event -> from == null || !event.time().isBefore(from))
            .filter(event -> to == null || !event.time().isAfter(to))
            .filter(
                event -> request.lookupAttributes().stream().allMatch(wanted -> has(event, wanted)))
            .toList();
    Page<RecordedCall> page =
        Page.of(all, size == null ? MOST_RESULTS : size, request.nextToken(), call);
    return LookupEventsResponse.builder()
        .events(page.items().stream().map(TrailReads::shown).toList())
        .nextToken(page.next())
        .build();
  }

  private static boolean has(RecordedCall event, LookupAttribute wanted) {
    ApiCall made = event.made();
    String value =
        switch (wanted.attributeKey()) {
          case EVENT_ID -> event.eventId();
          case EVENT_NAME -> made.operation();
          case EVENT_SOURCE -> event.source();
          case READ_ONLY -> Boolean.toString(made.readOnly());
          case USERNAME -> event.userName();
          case ACCESS_KEY_ID -> made.caller().accessKeyId();
          default -> null;
        };
    return wanted.attributeValue().equals(value);
  }

  private static Event shown(RecordedCall event) {
    ApiCall made = event.made();
    return Event.builder()
        .eventId(event.eventId())
        .eventName(made.operation())
        .eventSource(event.source())
        .eventTime(event.time())
        .readOnly(Boolean.toString(made.readOnly()))
        .username(event.userName())
        .accessKeyId(Strings.emptyToNull(made.caller().accessKeyId()))
        .resources(List.of())
        .cloudTrailEvent(event.toJson().toString())
        .build();
  }

  private static AddTagsResponse addTags(AddTagsRequest request, Call call) {
    Map<String, String> tags = Trails.find(request.resourceId(), call).tags;
    request.tagsList().forEach(tag -> tags.put(tag.key(), Strings.nullToEmpty(tag.value())));
    return AddTagsResponse.builder().build();
  }

  private static RemoveTagsResponse removeTags(RemoveTagsRequest request, Call call) {
    Map<String, String> tags = Trails.find(request.resourceId(), call).tags;
    request.tagsList().forEach(tag -> tags.remove(tag.key()));
    return RemoveTagsResponse.builder().build();
  }

  private static ListTagsResponse tags(ListTagsRequest request, Call call) {
    return ListTagsResponse.builder()
        .resourceTagList(request.resourceIdList().stream().map(arn -> tagsOf(arn, call)).toList())
        .build();
  }

  private static ResourceTag tagsOf(String arn, Call call) {
    return ResourceTag.builder()
        .resourceId(arn)
        .tagsList(
            Trails.find(arn, call).tags.entrySet().stream()
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList())
        .build();
  }
}

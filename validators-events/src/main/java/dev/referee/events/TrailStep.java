package dev.referee.events;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.events.AwaitedEvent.Form;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedFieldSelector;
import software.amazon.awssdk.services.cloudtrail.model.DescribeTrailsResponse;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.GetEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.GetTrailStatusResponse;
import software.amazon.awssdk.services.cloudtrail.model.Trail;

/**
 * An evaluator of whether API calls become events: a trail has to log them now.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html">AWS
 *     service events delivered via AWS CloudTrail</a>
 */
final class TrailStep {
  static final Permissions READS =
      Permissions.ofReads(
          "cloudtrail:DescribeTrails", "cloudtrail:GetEventSelectors", "cloudtrail:GetTrailStatus");

  private static final String DOCUMENTATION =
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html";

  private final Account account;
  private final CloudTrailClient trails;
  private final boolean trailIsOptional;

  TrailStep(Account account, boolean trailIsOptional) {
    this.account = account;
    this.trailIsOptional = trailIsOptional;
    this.trails = account.client(CloudTrailClient::builder);
  }

  /** Returns the findings about the best trail for a form of the event. */
  ImmutableList<Finding> judge(Form form) {
    if (!form.needsTrail()) {
      return satisfied("%s needs no trail.".formatted(capitalized(form.description())));
    }
    List<ImmutableList<Finding>> alternatives = new ArrayList<>();
    for (Trail trail : covering()) {
      ImmutableList<Finding> findings = judge(trail, form);
      if (findings.stream().allMatch(Finding::isSatisfied)) {
        return findings;
      }
      alternatives.add(findings);
    }
    return alternatives.isEmpty()
        ? ImmutableList.of(missing(form))
        : Alternatives.best(alternatives);
  }

  private Finding missing(Form form) {
    return ToldExpectations.TRAIL
        .unsatisfied()
        .expected("a trail of CloudTrail that covers " + account.region())
        .seen(
            "No trail covers %s, so EventBridge gets no events of %s."
                .formatted(account.region(), form.description()))
        .remedy(
            "Create a trail in CloudTrail that logs management events."
                + (trailIsOptional
                    ? " Or let the rule match the EC2 state change instead, which needs no trail."
                    : ""))
        .source(DOCUMENTATION)
        .build();
  }

  /** Returns the trails that log in this Region. */
  private List<Trail> covering() {
    DescribeTrailsResponse response = AwsLookups.succeeded(() -> trails.describeTrails(r -> {}));
    if (!response.hasTrailList()) {
      throw AnswerReader.unreadable("DescribeTrails", "lacks the trailList");
    }
    return response.trailList().stream()
        .map(
            trail ->
                AnswerReader.complete(
                    "DescribeTrails",
                    trail,
                    "Name",
                    "TrailARN",
                    "HomeRegion",
                    "IsMultiRegionTrail"))
        .filter(
            trail -> trail.isMultiRegionTrail() || trail.homeRegion().equals(account.region().id()))
        .toList();
  }

  private ImmutableList<Finding> judge(Trail trail, Form form) {
    Finding there =
        ToldExpectations.TRAIL
            .satisfied()
            .subject(trail.name())
            .seen("The trail %s covers %s.".formatted(trail.name(), account.region()))
            .build();
    Finding logging = ToldExpectations.LOGGING.evaluate(() -> logging(trail));
    Finding selects = ToldExpectations.MANAGEMENT_EVENTS.evaluate(() -> selects(trail, form));
    return ImmutableList.of(there, logging, selects);
  }

  private Finding logging(Trail trail) {
    GetTrailStatusResponse status =
        AwsLookups.succeeded(() -> trails.getTrailStatus(r -> r.name(trail.trailARN())));
    if (status.isLogging() == null) {
      throw AnswerReader.unreadable("GetTrailStatus", "lacks IsLogging");
    }
    if (status.isLogging()) {
      return ToldExpectations.LOGGING
          .satisfied()
          .subject(trail.name())
          .seen("The trail %s is logging.".formatted(trail.name()))
          .build();
    }
    return ToldExpectations.LOGGING
        .unsatisfied()
        .subject(trail.name())
        .expected("a trail that is logging")
        .seen("The trail %s is stopped: API calls do not become events.".formatted(trail.name()))
        .remedy("Start logging for the trail %s.".formatted(trail.name()))
        .source(DOCUMENTATION)
        .build();
  }

  private Finding selects(Trail trail, Form form) {
    GetEventSelectorsResponse selectors =
        AwsLookups.succeeded(() -> trails.getEventSelectors(r -> r.trailName(trail.trailARN())));
    if (!selectors.hasEventSelectors() && !selectors.hasAdvancedEventSelectors()) {
      throw AnswerReader.unreadable("GetEventSelectors", "has no selectors");
    }
    boolean selected =
        selectors.eventSelectors().stream().anyMatch(one -> selects(one, form))
            || selectors.advancedEventSelectors().stream().anyMatch(one -> selects(one, form));
    if (selected) {
      return ToldExpectations.MANAGEMENT_EVENTS
          .satisfied()
          .subject(trail.name())
          .seen("The trail %s logs %s.".formatted(trail.name(), form.description()))
          .build();
    }
    return ToldExpectations.MANAGEMENT_EVENTS
        .unsatisfied()
        .subject(trail.name())
        .expected("management events that write, of " + form.source())
        .seen(
            "The event selectors of the trail %s leave out %s."
                .formatted(trail.name(), form.description()))
        .remedy(
            "Let the trail %s log management events with the API activity Write."
                .formatted(trail.name()))
        .source(
            "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html")
        .build();
  }

  private static boolean selects(EventSelector selector, Form form) {
    return !Boolean.FALSE.equals(selector.includeManagementEvents())
        && !"ReadOnly".equals(selector.readWriteTypeAsString())
        && !selector.excludeManagementEventSources().contains(form.source());
  }

  private static boolean selects(AdvancedEventSelector selector, Form form) {
    return selector.fieldSelectors().stream().allMatch(field -> selects(field, form));
  }

  /** Returns whether a field selector lets an event through; it does not decide on callers. */
  private static boolean selects(AdvancedFieldSelector selector, Form form) {
    String value =
        switch (String.valueOf(selector.field())) {
          case "eventCategory" -> "Management";
          case "readOnly" -> "false";
          case "eventSource" -> form.source();
          case "eventName" -> form.action();
          case "eventType" -> "AwsApiCall";
          default -> null;
        };
    return value == null
        ? !selector.hasEqualsValue() && !selector.hasStartsWith() && !selector.hasEndsWith()
        : (!selector.hasEqualsValue() || selector.equalsValue().contains(value))
            && (!selector.hasStartsWith()
                || selector.startsWith().stream().anyMatch(value::startsWith))
            && (!selector.hasEndsWith() || selector.endsWith().stream().anyMatch(value::endsWith))
            && !selector.notEquals().contains(value)
            && selector.notStartsWith().stream().noneMatch(value::startsWith)
            && selector.notEndsWith().stream().noneMatch(value::endsWith);
  }

  private static ImmutableList<Finding> satisfied(String seen) {
    return ImmutableList.of(
        ToldExpectations.TRAIL.satisfied().seen(seen).build(),
        ToldExpectations.LOGGING.satisfied().seen(seen).build(),
        ToldExpectations.MANAGEMENT_EVENTS.satisfied().seen(seen).build());
  }

  private static String capitalized(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }
}

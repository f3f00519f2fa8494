package dev.referee.testkit.embedded.cloudtrail;

import com.google.common.base.CharMatcher;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudtrail.model.AdvancedEventSelector;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.CreateTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.DeleteTrailResponse;
import software.amazon.awssdk.services.cloudtrail.model.EventSelector;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsRequest;
import software.amazon.awssdk.services.cloudtrail.model.PutEventSelectorsResponse;
import software.amazon.awssdk.services.cloudtrail.model.ReadWriteType;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StartLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingRequest;
import software.amazon.awssdk.services.cloudtrail.model.StopLoggingResponse;
import software.amazon.awssdk.services.cloudtrail.model.Trail;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailRequest;
import software.amazon.awssdk.services.cloudtrail.model.UpdateTrailResponse;

/** An emulation of trails. Buckets, topics, log groups and keys are taken to exist. */
final class Trails {
  private static final int MOST = 5;
  private static final Pattern CHARACTERS = Pattern.compile("[.\\-_0-9a-zA-Z]+");

  private Trails() {}

  static void addTo(Service service) {
    service
        .on(CreateTrailRequest.class, CreateTrailRequest::builder, Trails::create)
        .on(UpdateTrailRequest.class, UpdateTrailRequest::builder, Trails::update)
        .on(DeleteTrailRequest.class, DeleteTrailRequest::builder, Trails::delete)
        .on(StartLoggingRequest.class, StartLoggingRequest::builder, Trails::start)
        .on(StopLoggingRequest.class, StopLoggingRequest::builder, Trails::stop)
        .on(
            PutEventSelectorsRequest.class,
            PutEventSelectorsRequest::builder,
            Trails::putSelectors);
  }

  @SuppressWarnings("deprecation") // CloudTrail still answers with the name of the topic.
  static CreateTrailResponse create(CreateTrailRequest request, Call call) {
    Map<String, TrailRecord> trails = CloudTrail.of(call).trails;
    checkName(request.name());
    if (Boolean.TRUE.equals(request.isOrganizationTrail())) {
      throw new AwsError(
          400,
          "OrganizationsNotInUseException",
          "Your account is not a member of an organization.");
    }
    TrailRecord trail =
        new TrailRecord(request.name(), call.region(), call.accountId(), request.s3BucketName());
    if (trails.containsKey(trail.arn)) {
      throw new AwsError(
          400,
          "TrailAlreadyExistsException",
          "Trail %s already exists for customer: %s".formatted(request.name(), call.accountId()));
    }
    if (trails.values().stream().filter(one -> one.isIn(call.region())).count() >= MOST) {
      throw new AwsError(
          400,
          "MaximumNumberOfTrailsExceededException",
          "User: %s already has %d trails in %s.".formatted(call.accountId(), MOST, call.region()));
    }
    trail.prefix = request.s3KeyPrefix();
    trail.topic = request.snsTopicName();
    trail.multiRegion = Boolean.TRUE.equals(request.isMultiRegionTrail());
    trail.globalServices = !Boolean.FALSE.equals(request.includeGlobalServiceEvents());
    if (trail.multiRegion && !trail.globalServices) {
      throw globalServices();
    }
    trail.validation = Boolean.TRUE.equals(request.enableLogFileValidation());
    trail.logGroup = request.cloudWatchLogsLogGroupArn();
    trail.logRole = request.cloudWatchLogsRoleArn();
    trail.kmsKey = request.kmsKeyId();
    request.tagsList().forEach(tag -> trail.tags.put(tag.key(), Strings.nullToEmpty(tag.value())));
    trails.put(trail.arn, trail);
    Trail shown = trail.shown(call);
    return CreateTrailResponse.builder()
        .name(shown.name())
        .trailARN(shown.trailARN())
        .s3BucketName(shown.s3BucketName())
        .s3KeyPrefix(shown.s3KeyPrefix())
        .snsTopicName(shown.snsTopicName())
        .snsTopicARN(shown.snsTopicARN())
        .includeGlobalServiceEvents(shown.includeGlobalServiceEvents())
        .isMultiRegionTrail(shown.isMultiRegionTrail())
        .logFileValidationEnabled(shown.logFileValidationEnabled())
        .cloudWatchLogsLogGroupArn(shown.cloudWatchLogsLogGroupArn())
        .cloudWatchLogsRoleArn(shown.cloudWatchLogsRoleArn())
        .kmsKeyId(shown.kmsKeyId())
        .isOrganizationTrail(false)
        .build();
  }

  private static AwsError globalServices() {
    return new AwsError(
        400,
        "InvalidParameterCombinationException",
        "Multi-Region trail must include global service events.");
  }

  private static void checkName(String name) {
    if (name.length() < 3) {
      throw name(
          "Trail name too short. Minimum allowed length: 3 characters. Specified name length: "
              + name.length()
              + " characters.");
    }
    if (name.length() > 128) {
      throw name(
          "Trail name too long. Maximum allowed length: 128 characters. Specified name length: "
              + name.length()
              + " characters.");
    }
    if (!isLetterOrDigit(name.charAt(0))) {
      throw name("Trail name must starts with a letter or number.");
    }
    if (!isLetterOrDigit(name.charAt(name.length() - 1))) {
      throw name("Trail name must ends with a letter or number.");
    }
    if (!CHARACTERS.matcher(name).matches()) {
      throw name(
          "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers,"
              + " periods (.), hyphens (-), and underscores (_).");
    }
  }

  private static boolean isLetterOrDigit(char character) {
    return CharMatcher.inRange('a', 'z')
        .or(CharMatcher.inRange('A', 'Z'))
        .or(CharMatcher.inRange('0', '9'))
        .matches(character);
  }

  private static AwsError name(String message) {
    return new AwsError(400, "InvalidTrailNameException", message);
  }

  /** Returns a trail by its ARN, or one of this Region by its name. */
  static TrailRecord find(String nameOrArn, Call call) {
    if (!nameOrArn.startsWith("arn:")) {
      checkName(nameOrArn);
    }
    String arn =
        nameOrArn.startsWith("arn:")
            ? nameOrArn
            : "arn:aws:cloudtrail:%s:%s:trail/%s"
                .formatted(call.region(), call.accountId(), nameOrArn);
    TrailRecord found = CloudTrail.of(call).trails.get(arn);
    if (found == null) {
      throw new AwsError(
          400,
          "TrailNotFoundException",
          "Unknown trail: %s for the user: %s".formatted(nameOrArn, call.accountId()));
    }
    return found;
  }

  /** Returns a trail that the account may change, in its home Region. */
  private static TrailRecord own(String nameOrArn, Call call) {
    TrailRecord found = find(nameOrArn, call);
    if (found.organization) {
      throw new AwsError(
          400,
          "NotOrganizationMasterAccountException",
          "The account is not the management account of the organization.");
    }
    if (!found.homeRegion.equals(call.region())) {
      throw new AwsError(
          400,
          "InvalidHomeRegionException",
          "Trail %s can only be changed in its home Region, %s."
              .formatted(found.arn, found.homeRegion));
    }
    return found;
  }

  @SuppressWarnings("deprecation") // CloudTrail still answers with the name of the topic.
  static UpdateTrailResponse update(UpdateTrailRequest request, Call call) {
    TrailRecord trail = own(request.name(), call);
    boolean multiRegion =
        Objects.requireNonNullElse(request.isMultiRegionTrail(), trail.multiRegion);
    boolean global =
        Objects.requireNonNullElse(request.includeGlobalServiceEvents(), trail.globalServices);
    if (multiRegion && !global) {
      throw globalServices();
    }
    trail.multiRegion = multiRegion;
    trail.globalServices = global;
    trail.bucket = Objects.requireNonNullElse(request.s3BucketName(), trail.bucket);
    trail.prefix = request.s3KeyPrefix() == null ? trail.prefix : request.s3KeyPrefix();
    trail.topic = changed(trail.topic, request.snsTopicName());
    trail.validation =
        Objects.requireNonNullElse(request.enableLogFileValidation(), trail.validation);
    trail.logGroup = changed(trail.logGroup, request.cloudWatchLogsLogGroupArn());
    trail.logRole = changed(trail.logRole, request.cloudWatchLogsRoleArn());
    trail.kmsKey = changed(trail.kmsKey, request.kmsKeyId());
    return UpdateTrailResponse.builder()
        .name(trail.name)
        .trailARN(trail.arn)
        .s3BucketName(trail.bucket)
        .s3KeyPrefix(trail.prefix)
        .snsTopicName(trail.topic)
        .snsTopicARN(trail.topicArn(call))
        .includeGlobalServiceEvents(global)
        .isMultiRegionTrail(multiRegion)
        .logFileValidationEnabled(trail.validation)
        .cloudWatchLogsLogGroupArn(trail.logGroup)
        .cloudWatchLogsRoleArn(trail.logRole)
        .kmsKeyId(trail.kmsKey)
        .isOrganizationTrail(false)
        .build();
  }

  /** Returns a value after a change: an empty text takes it away. */
  private static @Nullable String changed(@Nullable String old, @Nullable String wanted) {
    return wanted == null ? old : Strings.emptyToNull(wanted);
  }

  static DeleteTrailResponse delete(DeleteTrailRequest request, Call call) {
    CloudTrail.of(call).trails.remove(own(request.name(), call).arn);
    return DeleteTrailResponse.builder().build();
  }

  static StartLoggingResponse start(StartLoggingRequest request, Call call) {
    own(request.name(), call).start(call.now());
    return StartLoggingResponse.builder().build();
  }

  static StopLoggingResponse stop(StopLoggingRequest request, Call call) {
    own(request.name(), call).stop(call.now());
    return StopLoggingResponse.builder().build();
  }

  static PutEventSelectorsResponse putSelectors(PutEventSelectorsRequest request, Call call) {
    TrailRecord trail = own(request.trailName(), call);
    List<EventSelector> basic = request.eventSelectors();
    List<AdvancedEventSelector> advanced = request.advancedEventSelectors();
    if (basic.isEmpty() == advanced.isEmpty() || basic.size() > MOST) {
      throw selectors();
    }
    for (AdvancedEventSelector one : advanced) {
      if (one.fieldSelectors().stream().noneMatch(field -> "eventCategory".equals(field.field()))) {
        throw selectors();
      }
    }
    trail.selectors = new TrailSelectors(basic.stream().map(Trails::complete).toList(), advanced);
    return PutEventSelectorsResponse.builder()
        .trailARN(trail.arn)
        .eventSelectors(trail.selectors.basic().isEmpty() ? null : trail.selectors.basic())
        .advancedEventSelectors(advanced.isEmpty() ? null : advanced)
        .build();
  }

  private static EventSelector complete(EventSelector selector) {
    return EventSelector.builder()
        .readWriteType(
            selector.readWriteType() == null ? ReadWriteType.ALL : selector.readWriteType())
        .includeManagementEvents(!Boolean.FALSE.equals(selector.includeManagementEvents()))
        .dataResources(selector.dataResources())
        .excludeManagementEventSources(selector.excludeManagementEventSources())
        .build();
  }

  private static AwsError selectors() {
    return new AwsError(
        400, "InvalidEventSelectorsException", "The event selectors are not valid.");
  }
}

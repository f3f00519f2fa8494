package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.sqs.Sqs;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.DeleteEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FilterCriteria;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.GetEventSourceMappingResponse;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsRequest;
import software.amazon.awssdk.services.lambda.model.ListEventSourceMappingsResponse;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.UpdateEventSourceMappingResponse;
import software.amazon.event.ruler.JsonRuleCompiler;

/** An emulation of event source mappings, for queues of SQS. */
final class EventSourceMappings {
  private static final String MAPPINGS = "/2015-03-31/event-source-mappings";
  private static final Duration TRANSITION = Duration.ofSeconds(10);
  private static final int DEFAULT_BATCH = 10;

  private EventSourceMappings() {}

  static void addTo(Service service) {
    String one = MAPPINGS + "/{UUID}";
    service
        .on(
            "POST " + MAPPINGS,
            CreateEventSourceMappingRequest.class,
            CreateEventSourceMappingRequest::builder,
            EventSourceMappings::create)
        .on(
            "GET " + MAPPINGS,
            ListEventSourceMappingsRequest.class,
            ListEventSourceMappingsRequest::builder,
            EventSourceMappings::list)
        .on(
            "GET " + one,
            GetEventSourceMappingRequest.class,
            GetEventSourceMappingRequest::builder,
            EventSourceMappings::get)
        .on(
            "PUT " + one,
            UpdateEventSourceMappingRequest.class,
            UpdateEventSourceMappingRequest::builder,
            EventSourceMappings::update)
        .on(
            "DELETE " + one,
            DeleteEventSourceMappingRequest.class,
            DeleteEventSourceMappingRequest::builder,
            EventSourceMappings::delete);
  }

  static CreateEventSourceMappingResponse create(
      CreateEventSourceMappingRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName());
    String source = request.eventSourceArn();
    if (source == null || !source.startsWith("arn:aws:sqs:")) {
      throw LambdaErrors.invalid("Unrecognized event source.");
    }
    if (request.startingPosition() != null) {
      throw LambdaErrors.invalid("StartingPosition is not valid for SQS event sources.");
    }
    EventSourceMappingConfiguration made =
        SdkFieldCopier.overlay(
                request,
                EventSourceMappingConfiguration.builder()
                    .batchSize(DEFAULT_BATCH)
                    .maximumBatchingWindowInSeconds(0))
            .functionArn(name.arn(call))
            .lastModified(call.now())
            .stateTransitionReason("USER_INITIATED")
            .state("Creating")
            .build();
    check(made, name, call);
    Lambda lambda = Lambda.of(call);
    for (MappingRecord other : lambda.mappings.values()) {
      EventSourceMappingConfiguration there = other.configuration;
      if (there.eventSourceArn().equals(source) && there.functionArn().equals(made.functionArn())) {
        throw LambdaErrors.conflict(
            ("An event source mapping with SQS arn (\" %s \") and function (\" %s \") already"
                    + " exists. Please update or delete the existing mapping with UUID %s")
                .formatted(source, name.name(), there.uuid()));
      }
    }
    String uuid = Ids.of(call).uuid();
    made =
        made.toBuilder()
            .uuid(uuid)
            .eventSourceMappingArn(
                "arn:aws:lambda:%s:%s:event-source-mapping:%s"
                    .formatted(call.region(), call.accountId(), uuid))
            .build();
    MappingRecord mapping = new MappingRecord(name.name(), made);
    mapping.tags.putAll(request.tags());
    lambda.mappings.put(uuid, mapping);
    become(mapping, Boolean.FALSE.equals(request.enabled()) ? "Disabled" : "Enabled", call);
    return SdkFieldCopier.overlay(made, CreateEventSourceMappingResponse.builder()).build();
  }

  /** Refuses a mapping that could not work, in the words of AWS. */
  private static void check(EventSourceMappingConfiguration mapping, FunctionName name, Call call) {
    FunctionRecord function = Lambda.of(call).functions.get(name.name());
    FunctionConfiguration version = function == null ? null : function.version(name.qualifier());
    if (version == null) {
      throw LambdaErrors.invalid("Function does not exist");
    }
    String source = mapping.eventSourceArn();
    Sqs sqs = Sqs.of(call);
    ExecutionRole role = new ExecutionRole(version.role(), call);
    for (String action : QueuePoller.ACTIONS) {
      role.require(action, source);
    }
    Integer visibility = sqs.visibilityTimeout(source);
    if (visibility == null) {
      throw LambdaErrors.invalid(
          "Error occurred while ReceiveMessage. SQS Error Code:"
              + " AWS.SimpleQueueService.NonExistentQueue. SQS Error Message: The specified queue"
              + " does not exist.");
    }
    if (visibility < version.timeout()) {
      throw LambdaErrors.invalid(
          "Queue visibility timeout: %d seconds is less than Function timeout: %d seconds"
              .formatted(visibility, version.timeout()));
    }
    if (sqs.isFifo(source) && mapping.maximumBatchingWindowInSeconds() > 0) {
      throw LambdaErrors.invalid("Batching window is not supported for FIFO queues");
    }
    if (mapping.batchSize() > DEFAULT_BATCH && mapping.maximumBatchingWindowInSeconds() == 0) {
      throw LambdaErrors.invalid(
          "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater"
              + " than 10");
    }
    checkFilters(mapping.filterCriteria());
  }

  private static void checkFilters(@Nullable FilterCriteria criteria) {
    for (Filter filter : criteria == null ? List.<Filter>of() : criteria.filters()) {
      if (filter.pattern() == null || JsonRuleCompiler.check(filter.pattern()) != null) {
        throw LambdaErrors.invalid("Invalid filter pattern definition.");
      }
    }
  }

  /** Lets a mapping have a state after a while; one that is enabled then gets what waits. */
  private static void become(MappingRecord mapping, String state, Call call) {
    call.later(
        TRANSITION,
        () -> {
          mapping.state(state);
          QueuePoller.poll(mapping.configuration.eventSourceArn(), call);
        });
  }

  private static MappingRecord mapping(String uuid, Call call) {
    MappingRecord found = Lambda.of(call).mappings.get(uuid);
    if (found == null) {
      throw LambdaErrors.missing();
    }
    return found;
  }

  private static GetEventSourceMappingResponse get(
      GetEventSourceMappingRequest request, Call call) {
    return SdkFieldCopier.overlay(
            mapping(request.uuid(), call).configuration, GetEventSourceMappingResponse.builder())
        .build();
  }

  private static ListEventSourceMappingsResponse list(
      ListEventSourceMappingsRequest request, Call call) {
    String source = request.eventSourceArn();
    String function =
        request.functionName() == null ? null : FunctionName.of(request.functionName()).name();
    Page<EventSourceMappingConfiguration> page =
        Functions.page(
            Lambda.of(call).mappings.values().stream()
                .filter(mapping -> function == null || mapping.functionName.equals(function))
                .map(mapping -> mapping.configuration)
                .filter(mapping -> source == null || mapping.eventSourceArn().equals(source))
                .toList(),
            request.maxItems(),
            request.marker(),
            call);
    return ListEventSourceMappingsResponse.builder()
        .eventSourceMappings(page.items())
        .nextMarker(page.next())
        .build();
  }

  static UpdateEventSourceMappingResponse update(
      UpdateEventSourceMappingRequest request, Call call) {
    MappingRecord mapping = mapping(request.uuid(), call);
    requireStable(mapping, "update");
    FunctionName name =
        FunctionName.of(
            request.functionName() == null
                ? mapping.configuration.functionArn()
                : request.functionName());
    EventSourceMappingConfiguration changed =
        SdkFieldCopier.overlay(request, mapping.configuration.toBuilder())
            .functionArn(name.arn(call))
            .lastModified(call.now())
            .build();
    check(changed, name, call);
    String next =
        request.enabled() == null
            ? mapping.configuration.state()
            : request.enabled() ? MappingRecord.ENABLED : "Disabled";
    MappingRecord replaced = new MappingRecord(name.name(), changed);
    replaced.tags.putAll(mapping.tags);
    replaced.state(
        next.equals(mapping.configuration.state())
            ? "Updating"
            : next.equals(MappingRecord.ENABLED) ? "Enabling" : "Disabling");
    Lambda.of(call).mappings.put(request.uuid(), replaced);
    become(replaced, next, call);
    return SdkFieldCopier.overlay(
            replaced.configuration, UpdateEventSourceMappingResponse.builder())
        .build();
  }

  private static void requireStable(MappingRecord mapping, String verb) {
    if (!List.of(MappingRecord.ENABLED, "Disabled").contains(mapping.configuration.state())) {
      throw new AwsError(
          400,
          "ResourceInUseException",
          "Cannot %s the event source mapping because it is in use.".formatted(verb));
    }
  }

  static DeleteEventSourceMappingResponse delete(
      DeleteEventSourceMappingRequest request, Call call) {
    MappingRecord mapping = mapping(request.uuid(), call);
    requireStable(mapping, "delete");
    mapping.state("Deleting");
    call.later(TRANSITION, () -> Lambda.of(call).mappings.remove(request.uuid()));
    return SdkFieldCopier.overlay(mapping.configuration, DeleteEventSourceMappingResponse.builder())
        .build();
  }
}

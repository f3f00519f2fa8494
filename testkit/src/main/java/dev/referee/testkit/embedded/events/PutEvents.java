package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.Service;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResultEntry;

/** An emulation of events that an account's own programs put on a bus. */
final class PutEvents {
  private static final int MOST = 10;
  private static final int MOST_BYTES = 1024 * 1024;

  private PutEvents() {}

  static void addTo(Service service) {
    service.on(PutEventsRequest.class, PutEventsRequest::builder, PutEvents::put);
  }

  private static PutEventsResponse put(PutEventsRequest request, Call call) {
    int count = request.entries().size();
    if (count < 1 || count > MOST) {
      throw EventErrors.invalid(
          ("1 validation error detected: Value '%s' at 'entries' failed to satisfy constraint:"
                  + " Member must have length %s")
              .formatted(
                  request.entries(),
                  count < 1 ? "greater than or equal to 1" : "less than or equal to " + MOST));
    }
    int bytes =
        request.entries().stream()
            .mapToInt(entry -> Strings.nullToEmpty(entry.detail()).length())
            .sum();
    if (bytes > MOST_BYTES) {
      throw EventErrors.invalid("Total size of the entries in the request is over the limit.");
    }
    List<PutEventsResultEntry> results =
        request.entries().stream().map(entry -> put(entry, call)).toList();
    return PutEventsResponse.builder()
        .entries(results)
        .failedEntryCount(
            (int) results.stream().filter(result -> result.errorCode() != null).count())
        .build();
  }

  private static PutEventsResultEntry put(PutEventsRequestEntry entry, Call call) {
    for (Map.Entry<String, Optional<String>> required :
        List.of(
            Map.entry("Source", Optional.ofNullable(entry.source())),
            Map.entry("DetailType", Optional.ofNullable(entry.detailType())),
            Map.entry("Detail", Optional.ofNullable(entry.detail())))) {
      if (required.getValue().filter(value -> !value.isEmpty()).isEmpty()) {
        String name = required.getKey();
        return refused(
            "InvalidArgument",
            "Parameter %s is not valid. Reason: %s is a required argument.".formatted(name, name));
      }
    }
    if (entry.source().startsWith("aws.")) {
      return refused("NotAuthorizedForSourceException", "Not authorized for the source.");
    }
    if (!(json(entry.detail()) instanceof ObjectNode detail)) {
      return refused("MalformedDetail", "Detail is malformed.");
    }
    ObjectNode event =
        EventDelivery.event(call, entry.source(), entry.detailType(), entry.resources(), detail);
    if (entry.time() != null) {
      event.put("time", entry.time().truncatedTo(ChronoUnit.SECONDS).toString());
    }
    EventBusRecord bus = bus(entry.eventBusName(), call);
    if (bus != null) {
      EventDelivery.deliver(bus, event, false, call);
    }
    return PutEventsResultEntry.builder().eventId(event.path("id").asText()).build();
  }

  /** Returns a bus; null if there is none, of which EventBridge says nothing. */
  private static @Nullable EventBusRecord bus(@Nullable String name, Call call) {
    try {
      return EventBridge.of(call).bus(name);
    } catch (AwsError absent) {
      return null;
    }
  }

  private static @Nullable JsonNode json(String text) {
    try {
      return JsonCodec.JSON.readTree(text);
    } catch (JsonProcessingException malformed) {
      return null;
    }
  }

  private static PutEventsResultEntry refused(String code, String message) {
    return PutEventsResultEntry.builder().errorCode(code).errorMessage(message).build();
  }
}

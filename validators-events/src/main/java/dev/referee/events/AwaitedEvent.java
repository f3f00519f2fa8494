package dev.referee.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.referee.events.SampleEvent.Caller;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event of which somebody has to be told, in the forms in which EventBridge gets it. Immutable.
 */
abstract class AwaitedEvent {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern CALL = Pattern.compile("([a-z0-9-]+):([A-Z]\\w+)");
  private static final String VIA_CLOUDTRAIL = "AWS API Call via CloudTrail";
  private static final ImmutableList<String> STATES =
      ImmutableList.of("pending", "running", "stopping", "stopped", "shutting-down", "terminated");

  private final String description;

  /**
   * One of the forms of an event.
   *
   * @param description the form, as a noun phrase
   * @param source the service whose management events a trail has to log, such as {@code
   *     ec2.amazonaws.com}; empty if the event needs no trail
   * @param action the API action; empty if the event is none
   * @param samples the event in the ways in which it happens, all of which a rule has to match
   */
  record Form(
      String description, String source, String action, ImmutableList<SampleEvent> samples) {
    boolean needsTrail() {
      return !source.isEmpty();
    }
  }

  private AwaitedEvent(String description) {
    this.description = description;
  }

  /** Returns the forms, those that need no trail first. */
  abstract ImmutableList<Form> forms(String account, String region);

  /** Returns whether one of the forms needs no trail. */
  final boolean hasFormWithoutTrail() {
    return forms("", "").stream().anyMatch(form -> !form.needsTrail());
  }

  /** Returns similar events that a rule for this one should not match. */
  abstract ImmutableList<SampleEvent> others(String account, String region);

  /** Returns a clause such as {@code an EC2 instance starts}. */
  @Override
  public final String toString() {
    return description;
  }

  /** Returns the start of a new EC2 instance. */
  static AwaitedEvent instanceStarts() {
    return new AwaitedEvent("an EC2 instance starts") {
      @Override
      ImmutableList<Form> forms(String account, String region) {
        return ImmutableList.of(
            state(account, region, "running"),
            state(account, region, "pending"),
            call(account, region, "ec2", "RunInstances", Caller.values()));
      }

      @Override
      ImmutableList<SampleEvent> others(String account, String region) {
        return ImmutableList.of(
            SampleEvent.call(account, region, "ec2", "StopInstances", Caller.USER),
            SampleEvent.call(account, region, "ec2", "TerminateInstances", Caller.ROLE),
            SampleEvent.stateChange(account, region, "stopped"),
            SampleEvent.stateChange(account, region, "terminated"),
            SampleEvent.upload(account, region));
      }
    };
  }

  /**
   * Returns a change of an EC2 instance to a state.
   *
   * @throws IllegalArgumentException if there is no such state
   */
  static AwaitedEvent instanceState(String state) {
    return new AwaitedEvent("an EC2 instance is " + state) {
      @Override
      ImmutableList<Form> forms(String account, String region) {
        return ImmutableList.of(state(account, region, state));
      }

      @Override
      ImmutableList<SampleEvent> others(String account, String region) {
        ImmutableList.Builder<SampleEvent> others = ImmutableList.builder();
        STATES.stream()
            .filter(other -> !other.equals(state))
            .forEach(other -> others.add(SampleEvent.stateChange(account, region, other)));
        return others.add(SampleEvent.upload(account, region)).build();
      }
    };
  }

  /** Returns the states of EC2 instances. */
  static ImmutableList<String> states() {
    return STATES;
  }

  /**
   * Returns a call of an API that changes something.
   *
   * @param call such as {@code s3:DeleteBucket}
   * @throws IllegalArgumentException if it is not of that form
   */
  static AwaitedEvent apiCall(String call) {
    Matcher parts = CALL.matcher(call);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "An API call is a service and an action, e.g. ec2:RunInstances, not " + call);
    }
    String service = parts.group(1).toLowerCase(Locale.ROOT);
    String action = parts.group(2);
    return new AwaitedEvent(call + " is called") {
      @Override
      ImmutableList<Form> forms(String account, String region) {
        return ImmutableList.of(call(account, region, service, action, Caller.USER, Caller.ROLE));
      }

      @Override
      ImmutableList<SampleEvent> others(String account, String region) {
        return ImmutableList.of(
            SampleEvent.call(account, region, service, "AnotherAction", Caller.USER),
            SampleEvent.stateChange(account, region, "stopped"),
            SampleEvent.upload(account, region));
      }
    };
  }

  /**
   * Returns an event of any kind.
   *
   * @param sample the event as JSON
   * @throws IllegalArgumentException if it is not an event
   */
  static AwaitedEvent sample(String sample) {
    ObjectNode event = parse(sample);
    String source = event.path("detail").path("eventSource").asText();
    boolean viaTrail = event.path("detail-type").asText().equals(VIA_CLOUDTRAIL);
    String description =
        "the event %s from %s"
            .formatted(event.path("detail-type").asText(), event.path("source").asText());
    Form form =
        new Form(
            description,
            viaTrail ? source : "",
            event.path("detail").path("eventName").asText(),
            ImmutableList.of(new SampleEvent(description, event)));
    return new AwaitedEvent(description + " comes") {
      @Override
      ImmutableList<Form> forms(String account, String region) {
        return ImmutableList.of(form);
      }

      @Override
      ImmutableList<SampleEvent> others(String account, String region) {
        return event.path("source").asText().equals("aws.s3")
            ? ImmutableList.of()
            : ImmutableList.of(SampleEvent.upload(account, region));
      }
    };
  }

  private static ObjectNode parse(String sample) {
    JsonNode json;
    try {
      json = JSON.readTree(sample);
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(
          "The sample event is not JSON: " + malformed.getOriginalMessage(), malformed);
    }
    if (json instanceof ObjectNode event
        && event.path("source").isTextual()
        && event.path("detail-type").isTextual()
        && event.path("detail").isObject()) {
      return event;
    }
    throw new IllegalArgumentException(
        "A sample event is a JSON object with source, detail-type and detail.");
  }

  private static Form state(String account, String region, String state) {
    return new Form(
        "the state-change event " + state,
        "",
        "",
        ImmutableList.of(SampleEvent.stateChange(account, region, state)));
  }

  private static Form call(
      String account, String region, String service, String action, Caller... callers) {
    List<SampleEvent> samples =
        Arrays.stream(callers)
            .map(caller -> SampleEvent.call(account, region, service, action, caller))
            .toList();
    return new Form(
        "the API call " + action,
        service + ".amazonaws.com",
        action,
        ImmutableList.copyOf(samples));
  }
}

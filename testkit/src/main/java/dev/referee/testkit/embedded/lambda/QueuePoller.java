package dev.referee.testkit.embedded.lambda;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.io.BaseEncoding;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.sqs.Sqs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The poller of event source mappings, which invokes functions with the messages of queues.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html">Using Lambda with
 *     Amazon SQS</a>
 */
final class QueuePoller {
  static final List<String> ACTIONS =
      List.of("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes");

  private static final int MOST_PER_RECEIVE = 10;

  private QueuePoller() {}

  /** Polls a queue for the enabled mappings that have it. */
  static void poll(String queueArn, Call call) {
    for (MappingRecord mapping : List.copyOf(Lambda.of(call).mappings.values())) {
      if (mapping.isEnabled() && mapping.configuration.eventSourceArn().equals(queueArn)) {
        InvocationChain.of(call).add(() -> poll(mapping, call));
      }
    }
  }

  /** Polls the queues that a function gets messages of. */
  static void pollFor(FunctionRecord function, Call call) {
    for (MappingRecord mapping : List.copyOf(Lambda.of(call).mappings.values())) {
      if (mapping.isEnabled() && mapping.functionName.equals(function.name)) {
        InvocationChain.of(call).add(() -> poll(mapping, call));
      }
    }
  }

  private static void poll(MappingRecord mapping, Call call) {
    FunctionName name = FunctionName.of(mapping.configuration.functionArn());
    FunctionRecord function = Lambda.of(call).functions.get(name.name());
    FunctionConfiguration version = function == null ? null : function.version(name.qualifier());
    if (!mapping.isEnabled() || function == null || version == null) {
      return;
    }
    ExecutionRole role = new ExecutionRole(version.role(), call);
    String source = mapping.configuration.eventSourceArn();
    for (String action : ACTIONS) {
      if (!role.isTrusted() || !role.allows(action, source)) {
        problem(
            mapping,
            function,
            "The role %s is not allowed %s on %s.".formatted(role.arn(), action, source),
            call);
        return;
      }
    }
    if (Sqs.of(call).visibilityTimeout(source) == null) {
      problem(mapping, function, "The queue " + source + " does not exist.", call);
      return;
    }
    // What the function itself sends here arrives with a longer chain of work behind it.
    int left = Sqs.of(call).visible(source, call);
    int got = left;
    while (left > 0 && got > 0 && mapping.isEnabled()) {
      got = batch(mapping, function, name.qualifier(), role, left, call);
      left -= got;
    }
  }

  private static void problem(
      MappingRecord mapping, FunctionRecord function, String reason, Call call) {
    mapping.result("PROBLEM: " + reason);
    Lambda.of(call).log(function.name).failed(reason);
  }

  /** Delivers a batch, and returns how many messages it took for it. */
  private static int batch(
      MappingRecord mapping,
      FunctionRecord function,
      @Nullable String qualifier,
      ExecutionRole role,
      int most,
      Call call) {
    String source = mapping.configuration.eventSourceArn();
    Call asRole = role.as(function.name);
    List<Message> received = receive(mapping, source, most, asRole);
    List<Message> passed = new ArrayList<>();
    ObjectNode event = JsonCodec.JSON.createObjectNode();
    ArrayNode records = event.putArray("Records");
    for (Message message : received) {
      ObjectNode record = record(message, source, call);
      if (mapping.passes(record)) {
        records.add(record);
        passed.add(message);
      } else {
        Sqs.of(call).delete(source, message.receiptHandle(), asRole);
      }
    }
    if (!passed.isEmpty()) {
      deliver(mapping, function, qualifier, event.toString(), passed, asRole, call);
    }
    return received.size();
  }

  private static List<Message> receive(
      MappingRecord mapping, String source, int most, Call asRole) {
    List<Message> received = new ArrayList<>();
    int missing = Math.min(most, mapping.configuration.batchSize());
    while (missing > 0) {
      List<Message> some =
          Sqs.of(asRole).receive(source, Math.min(missing, MOST_PER_RECEIVE), asRole);
      if (some.isEmpty()) {
        break;
      }
      received.addAll(some);
      missing -= some.size();
    }
    return received;
  }

  private static void deliver(
      MappingRecord mapping,
      FunctionRecord function,
      @Nullable String qualifier,
      String event,
      List<Message> messages,
      Call asRole,
      Call call) {
    String source = mapping.configuration.eventSourceArn();
    Set<String> failed = new HashSet<>();
    if (InvocationChain.of(call).isLoop()) {
      problem(mapping, function, "Lambda has detected a recursive loop.", call);
    } else if (function.isThrottled()) {
      problem(mapping, function, "Rate Exceeded.", call);
      return;
    } else {
      FunctionResult run = FunctionResult.of(function, qualifier, event, call);
      if (run.failed() || !failures(mapping, run.payload(), messages, failed)) {
        mapping.result("PROBLEM: Function call failed");
        return;
      }
      mapping.result("OK");
    }
    for (Message message : messages) {
      if (!failed.contains(message.messageId())) {
        Sqs.of(call).delete(source, message.receiptHandle(), asRole);
      }
    }
  }

  /** Adds the messages that a response reports; returns false if the whole batch failed. */
  private static boolean failures(
      MappingRecord mapping, String payload, List<Message> messages, Set<String> failed) {
    if (!mapping.reportsItemFailures()) {
      return true;
    }
    JsonNode response;
    try {
      response = JsonCodec.JSON.readTree(payload);
    } catch (JsonProcessingException notJson) {
      return false;
    }
    Set<String> known = new HashSet<>();
    messages.forEach(message -> known.add(message.messageId()));
    for (JsonNode failure : response.path("batchItemFailures")) {
      String id = failure.path("itemIdentifier").asText();
      if (!known.contains(id)) {
        return false;
      }
      failed.add(id);
    }
    return true;
  }

  private static ObjectNode record(Message message, String source, Call call) {
    ObjectNode record =
        JsonCodec.JSON
            .createObjectNode()
            .put("messageId", message.messageId())
            .put("receiptHandle", message.receiptHandle())
            .put("body", message.body());
    ObjectNode attributes = record.putObject("attributes");
    message.attributesAsStrings().forEach(attributes::put);
    ObjectNode custom = record.putObject("messageAttributes");
    message
        .messageAttributes()
        .forEach(
            (name, attribute) -> {
              ObjectNode shown = custom.putObject(name);
              if (attribute.binaryValue() == null) {
                shown.put("stringValue", attribute.stringValue());
              } else {
                shown.put(
                    "binaryValue",
                    BaseEncoding.base64().encode(attribute.binaryValue().asByteArray()));
              }
              shown.putArray("stringListValues");
              shown.putArray("binaryListValues");
              shown.put("dataType", attribute.dataType());
            });
    if (message.md5OfMessageAttributes() != null) {
      record.put("md5OfMessageAttributes", message.md5OfMessageAttributes());
    }
    return record
        .put("md5OfBody", Objects.requireNonNull(message.md5OfBody()))
        .put("eventSource", "aws:sqs")
        .put("eventSourceARN", source)
        .put("awsRegion", call.region());
  }
}

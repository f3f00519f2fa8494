package dev.referee.testkit.embedded.lambda;

import static dev.referee.testkit.embedded.lambda.LambdaWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.lambda.model.CreateEventSourceMappingRequest;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Tests functions that get the messages of a queue. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class EventSourceMappingTest {
  private static final Duration SETTLED = Duration.ofSeconds(10);
  private static final Duration VISIBILITY = Duration.ofSeconds(30);

  private final LambdaWorld world = new LambdaWorld();

  @BeforeEach
  void create() {
    world.create();
    world.may("sqs:*");
  }

  @AfterEach
  void close() {
    world.close();
  }

  private String map(Consumer<CreateEventSourceMappingRequest.Builder> with) {
    return world
        .lambda
        .createEventSourceMapping(
            r -> r.functionName("work").eventSourceArn(LambdaWorld.QUEUE).applyMutation(with))
        .uuid();
  }

  private String enabled() {
    String uuid = map(r -> {});
    world.pass(SETTLED);
    return uuid;
  }

  private String state(String uuid) {
    return world.lambda.getEventSourceMapping(r -> r.uuid(uuid)).state();
  }

  private String inFlight() {
    return world.attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
  }

  @Test
  void deliversOnceItIsEnabled() {
    world.send("early");
    String uuid = map(r -> {});
    assertThat(state(uuid)).isEqualTo("Creating");
    assertThat(world.work.invocations()).isZero();
    world.pass(SETTLED);
    assertThat(state(uuid)).isEqualTo("Enabled");
    JsonNode record = JsonCodec.parse(world.work.events().get(0)).path("Records").path(0);
    assertThat(record.path("body").asText()).isEqualTo("early");
    assertThat(record.path("eventSource").asText()).isEqualTo("aws:sqs");
    assertThat(record.path("eventSourceARN").asText()).isEqualTo(LambdaWorld.QUEUE);
    assertThat(record.path("attributes").path("ApproximateReceiveCount").asText()).isEqualTo("1");
    assertThat(inFlight()).isEqualTo("0");
    world.send("next");
    assertThat(world.work.invocations()).isEqualTo(2);
    world.lambda.updateEventSourceMapping(r -> r.uuid(uuid).enabled(false));
    world.send("kept");
    world.pass(SETTLED);
    assertThat(state(uuid)).isEqualTo("Disabled");
    assertThat(world.bodies(world.url)).containsExactly("kept");
  }

  @Test
  void retriesWhenMessagesBecomeVisibleAndThenGivesUp() {
    String dead = world.queue("dead", Map.of());
    world.sqs.setQueueAttributes(
        r ->
            r.queueUrl(world.url)
                .attributes(
                    Map.of(
                        QueueAttributeName.REDRIVE_POLICY,
                        "{\"deadLetterTargetArn\": \"arn:aws:sqs:us-east-1:111111111111:dead\","
                            + " \"maxReceiveCount\": 2}")));
    enabled();
    world.work.does(
        invocation -> {
          throw new IllegalStateException("down");
        });
    world.send("bad");
    assertThat(world.work.invocations()).isEqualTo(1);
    assertThat(inFlight()).isEqualTo("1");
    world.pass(VISIBILITY);
    assertThat(world.work.invocations()).isEqualTo(2);
    world.pass(VISIBILITY);
    assertThat(world.work.invocations()).isEqualTo(2);
    assertThat(world.bodies(dead)).containsExactly("bad");
  }

  @Test
  void keepsTheMessagesThatAResponseReports() {
    map(r -> r.functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES));
    world.work.does(
        invocation -> {
          JsonNode record = JsonCodec.parse(invocation.event()).path("Records").path(0);
          return "{\"batchItemFailures\": [{\"itemIdentifier\": \"%s\"}]}"
              .formatted(record.path("messageId").asText());
        });
    world.send("one");
    world.send("two");
    world.pass(SETTLED);
    assertThat(world.work.invocations()).isEqualTo(1);
    assertThat(inFlight()).isEqualTo("1");
  }

  @Test
  void dropsWhatItsFilterDoesNotMatch() {
    map(
        r ->
            r.filterCriteria(
                f -> f.filters(one -> one.pattern("{\"body\": {\"kind\": [\"order\"]}}"))));
    world.pass(SETTLED);
    world.send("{\"kind\": \"order\"}");
    world.send("{\"kind\": \"note\"}");
    world.send("no JSON");
    assertThat(world.work.invocations()).isEqualTo(1);
    assertThat(inFlight()).isEqualTo("0");
    assertThat(world.bodies(world.url)).isEmpty();
  }

  @Test
  void isRefusedWhereItCouldNotWork() {
    world.lambda.updateFunctionConfiguration(r -> r.functionName("work").timeout(31));
    refused(
        () -> map(r -> {}),
        "InvalidParameterValueException: Queue visibility timeout: 30 seconds is less than Function"
            + " timeout: 31 seconds");
    world.may("sqs:ReceiveMessage", "sqs:GetQueueAttributes");
    refused(
        () -> map(r -> {}),
        "InvalidParameterValueException: The provided execution role does not have permissions to"
            + " call DeleteMessage on SQS");
    world.may("sqs:*");
    world.lambda.updateFunctionConfiguration(r -> r.functionName("work").timeout(30));
    refused(
        () -> map(r -> r.batchSize(11)),
        "InvalidParameterValueException: Maximum batch window in seconds must be greater than 0 if"
            + " maximum batch size is greater than 10");
    String uuid = map(r -> {});
    refused(
        () -> map(r -> {}),
        ("ResourceConflictException: An event source mapping with SQS arn (\" %s \") and function"
                + " (\" work \") already exists. Please update or delete the existing mapping with"
                + " UUID %s")
            .formatted(LambdaWorld.QUEUE, uuid));
  }

  @Test
  void stopsWhenTheRoleLosesItsPermissions() {
    String uuid = enabled();
    world.may("sqs:ReceiveMessage");
    world.send("kept");
    assertThat(world.work.invocations()).isZero();
    assertThat(world.lambda.getEventSourceMapping(r -> r.uuid(uuid)).lastProcessingResult())
        .startsWith("PROBLEM: ");
    assertThat(world.bodies(world.url)).containsExactly("kept");
  }

  @Test
  void endsALoopOfMessages() {
    enabled();
    world.work.does(
        invocation -> {
          invocation
              .client(SqsClient::builder)
              .sendMessage(r -> r.queueUrl(world.url).messageBody("again"));
          return null;
        });
    world.send("first");
    assertThat(world.work.invocations()).isEqualTo(16);
    assertThat(world.work.lastError()).contains("Lambda has detected a recursive loop.");
    assertThat(world.bodies(world.url)).isEmpty();
  }
}

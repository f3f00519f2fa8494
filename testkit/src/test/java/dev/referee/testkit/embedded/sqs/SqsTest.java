package dev.referee.testkit.embedded.sqs;

import static dev.referee.testkit.embedded.events.EventWorld.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Tests SQS with the SDK's client, which compares the MD5 digests of messages. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class SqsTest {
  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account("111111111111");
  private final SqsClient sqs = account.client(SqsClient::builder);

  @AfterEach
  void close() {
    cloud.close();
  }

  private String create(String name, Map<QueueAttributeName, String> attributes) {
    return sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
  }

  private String create(String name) {
    return create(name, Map.of());
  }

  private List<Message> receive(String url) {
    return sqs.receiveMessage(
            r ->
                r.queueUrl(url)
                    .maxNumberOfMessages(10)
                    .waitTimeSeconds(20)
                    .messageAttributeNames("All")
                    .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
        .messages();
  }

  private List<String> bodies(String url) {
    return receive(url).stream().map(Message::body).toList();
  }

  private Map<QueueAttributeName, String> attributes(String url) {
    return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.ALL))
        .attributes();
  }

  private String attribute(String url, QueueAttributeName name) {
    return attributes(url).get(name);
  }

  private void set(String url, QueueAttributeName name, String value) {
    sqs.setQueueAttributes(r -> r.queueUrl(url).attributes(Map.of(name, value)));
  }

  private void pass(Duration time) {
    account.clock().advance(time);
  }

  @Test
  void createsAQueueOnce() {
    String url = create("orders");
    assertThat(url).isEqualTo("https://sqs.us-east-1.amazonaws.com/111111111111/orders");
    assertThat(create("orders")).isEqualTo(url);
    assertThat(create("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "0"))).isEqualTo(url);
    assertThat(refusal(() -> create("orders", Map.of(QueueAttributeName.DELAY_SECONDS, "5"))))
        .isEqualTo(
            "QueueAlreadyExists: A queue already exists with the same name and a different value"
                + " for attribute DelaySeconds");
    assertThat(sqs.getQueueUrl(r -> r.queueName("orders")).queueUrl()).isEqualTo(url);
    assertThat(refusal(() -> sqs.getQueueUrl(r -> r.queueName("none"))))
        .isEqualTo("AWS.SimpleQueueService.NonExistentQueue: The specified queue does not exist.");
  }

  @Test
  void showsTheAttributesOfANewQueue() {
    String url = create("orders");
    assertThat(attributes(url))
        .containsEntry(QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:us-east-1:111111111111:orders")
        .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30")
        .containsEntry(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "1048576")
        .containsEntry(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600")
        .containsEntry(QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true")
        .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "0")
        .doesNotContainKeys(
            QueueAttributeName.POLICY,
            QueueAttributeName.KMS_MASTER_KEY_ID,
            QueueAttributeName.FIFO_QUEUE);
    assertThat(
            sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNamesWithStrings("QueueArn"))
                .attributes())
        .containsOnlyKeys(QueueAttributeName.QUEUE_ARN);
    assertThat(
            refusal(
                () ->
                    sqs.getQueueAttributes(
                        r -> r.queueUrl(url).attributeNamesWithStrings("Colour"))))
        .isEqualTo("InvalidAttributeName: Unknown Attribute Colour.");
  }

  @ParameterizedTest
  @CsvSource({
    "DelaySeconds,901,InvalidAttributeValue: Invalid value for the parameter DelaySeconds.",
    "VisibilityTimeout,x,InvalidAttributeValue: Invalid value for the parameter VisibilityTimeout.",
    "MessageRetentionPeriod,59,InvalidAttributeValue: Invalid value for the parameter"
        + " MessageRetentionPeriod.",
    "Policy,nonsense,InvalidAttributeValue: Invalid value for the parameter Policy.",
    "FifoQueue,true,InvalidAttributeName: Unknown Attribute FifoQueue.",
    "QueueArn,arn,InvalidAttributeName: Unknown Attribute QueueArn.",
    "Colour,red,InvalidAttributeName: Unknown Attribute Colour."
  })
  void refusesOtherAttributes(String name, String value, String error) {
    String url = create("orders");
    assertThat(
            refusal(
                () ->
                    sqs.setQueueAttributes(
                        r -> r.queueUrl(url).attributesWithStrings(Map.of(name, value)))))
        .isEqualTo(error);
  }

  @Test
  void changesEncryption() {
    String url = create("orders", Map.of(QueueAttributeName.KMS_MASTER_KEY_ID, "alias/orders"));
    assertThat(attribute(url, QueueAttributeName.SQS_MANAGED_SSE_ENABLED)).isEqualTo("false");
    assertThat(attribute(url, QueueAttributeName.KMS_DATA_KEY_REUSE_PERIOD_SECONDS))
        .isEqualTo("300");
    assertThat(refusal(() -> set(url, QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true")))
        .contains("You can either enable KMS SSE or SQS SSE.");
    assertThat(refusal(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("one"))))
        .startsWith("KMS.NotFoundException: ");
    set(url, QueueAttributeName.KMS_MASTER_KEY_ID, "");
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("one"));
    assertThat(bodies(url)).containsExactly("one");
  }

  @Test
  void deliversAMessageWithItsAttributes() {
    String url = create("orders");
    SendMessageResponse sent =
        sqs.sendMessage(
            r ->
                r.queueUrl(url)
                    .messageBody("naïve \uD83D\uDE00")
                    .messageAttributes(
                        Map.of(
                            "kind",
                            MessageAttributes.text("order"),
                            "bytes",
                            MessageAttributes.bytes(SdkBytes.fromUtf8String("raw")))));
    Message message = receive(url).get(0);
    assertThat(message.messageId()).isEqualTo(sent.messageId());
    assertThat(message.body()).isEqualTo("naïve \uD83D\uDE00");
    assertThat(message.messageAttributes().get("kind").stringValue()).isEqualTo("order");
    assertThat(message.messageAttributes().get("bytes").binaryValue().asUtf8String())
        .isEqualTo("raw");
    assertThat(message.md5OfMessageAttributes()).isEqualTo(sent.md5OfMessageAttributes());
    assertThat(message.attributes())
        .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1")
        .containsKeys(
            MessageSystemAttributeName.SENDER_ID, MessageSystemAttributeName.SENT_TIMESTAMP);
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).as("in flight").isEmpty();
  }

  /** The digest of three attributes, as recorded from AWS. */
  @Test
  void computesTheDigestThatAwsDoes() {
    String url = create("orders");
    SendMessageResponse sent =
        sqs.sendMessage(
            r ->
                r.queueUrl(url)
                    .messageBody("msg")
                    .messageAttributes(
                        Map.of(
                            "Help.Me", MessageAttributes.text("Me"),
                            "Hello", MessageAttributes.text("There"),
                            "General", MessageAttributes.text("Kenobi"))));
    assertThat(sent.md5OfMessageBody()).isEqualTo("6e2baaf3b97dbeef01c0043275f9a0e7");
    assertThat(sent.md5OfMessageAttributes()).isEqualTo("4c360f3fdafd970e05fae2f149d997f5");
  }

  @Test
  void hidesAMessageForTheVisibilityTimeout() {
    String url = create("orders");
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("one"));
    Message first = receive(url).get(0);
    assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
        .isEqualTo("1");
    pass(Duration.ofSeconds(29));
    assertThat(receive(url)).isEmpty();
    pass(Duration.ofSeconds(1));
    Message again = receive(url).get(0);
    assertThat(again.attributes())
        .containsEntry(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "2");
    assertThat(again.receiptHandle()).isNotEqualTo(first.receiptHandle());
    sqs.changeMessageVisibility(
        r -> r.queueUrl(url).receiptHandle(again.receiptHandle()).visibilityTimeout(0));
    Message third = receive(url).get(0);
    sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(third.receiptHandle()));
    pass(Duration.ofHours(1));
    assertThat(receive(url)).isEmpty();
    sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(third.receiptHandle()));
    assertThat(
            refusal(
                () ->
                    sqs.changeMessageVisibility(
                        r ->
                            r.queueUrl(url)
                                .receiptHandle(third.receiptHandle())
                                .visibilityTimeout(1))))
        .startsWith("InvalidParameterValue: Value ")
        .endsWith("Message does not exist or is not available for visibility timeout change.");
    assertThat(refusal(() -> sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle("mine"))))
        .isEqualTo("ReceiptHandleIsInvalid: The input receipt handle is invalid.");
  }

  @Test
  void delaysAndExpiresMessages() {
    String url =
        create(
            "orders",
            Map.of(
                QueueAttributeName.DELAY_SECONDS, "10",
                QueueAttributeName.MESSAGE_RETENTION_PERIOD, "60"));
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("late"));
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("now").delaySeconds(0));
    assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
        .isEqualTo("1");
    assertThat(bodies(url)).containsExactly("now");
    pass(Duration.ofSeconds(10));
    assertThat(bodies(url)).containsExactly("late");
    pass(Duration.ofSeconds(50));
    assertThat(receive(url)).isEmpty();
    assertThat(attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)).isEqualTo("0");
  }

  @Test
  void movesMessagesThatWereReceivedTooOften() {
    String dead = create("dead");
    String url =
        create(
            "orders",
            Map.of(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\": \"arn:aws:sqs:us-east-1:111111111111:dead\","
                    + " \"maxReceiveCount\": \"2\"}"));
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("bad"));
    for (int i = 0; i < 2; i++) {
      assertThat(bodies(url)).containsExactly("bad");
      pass(Duration.ofSeconds(30));
    }
    assertThat(receive(url)).isEmpty();
    assertThat(receive(dead).get(0).attributes())
        .containsEntry(
            MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN,
            "arn:aws:sqs:us-east-1:111111111111:orders");
    assertThat(sqs.listDeadLetterSourceQueues(r -> r.queueUrl(dead)).queueUrls())
        .containsExactly(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'deadLetterTargetArn': 'none', 'maxReceiveCount': 1}"
            + "|Invalid value for deadLetterTargetArn.",
        "{'deadLetterTargetArn': 'arn:aws:sqs:us-east-1:111111111111:x', 'maxReceiveCount': 1}"
            + "|Dead letter target does not exist.",
        "{'deadLetterTargetArn': 'arn:aws:sqs:us-east-1:111111111111:d.fifo',"
            + " 'maxReceiveCount': 1}"
            + "|Dead-letter queue must be same type of queue as the source.",
        "{'maxReceiveCount': 1}"
            + "|Redrive policy does not contain mandatory attribute: deadLetterTargetArn.",
        "{'deadLetterTargetArn': 'arn:aws:sqs:us-east-1:111111111111:dead',"
            + " 'maxReceiveCount': 0}"
            + "|Invalid value for maxReceiveCount: 0, valid values are from 1 to 1000 both"
            + " inclusive.",
        "{'deadLetterTargetArn': 'arn:aws:sqs:us-east-1:111111111111:closed',"
            + " 'maxReceiveCount': 1}"
            + "|does not allow arn:aws:sqs:us-east-1:111111111111:orders."
      })
  void refusesRedrivePolicies(String policy, String reason) {
    create("dead");
    create("d.fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
    create(
        "closed",
        Map.of(QueueAttributeName.REDRIVE_ALLOW_POLICY, "{\"redrivePermission\": \"denyAll\"}"));
    String url = create("orders");
    assertThat(
            refusal(() -> set(url, QueueAttributeName.REDRIVE_POLICY, policy.replace('\'', '"'))))
        .startsWith("InvalidParameterValue: Value {")
        .endsWith(reason);
  }

  @Test
  void keepsTheOrderOfAMessageGroup() {
    String url =
        create(
            "orders.fifo",
            Map.of(
                QueueAttributeName.FIFO_QUEUE, "true",
                QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
    for (String body : List.of("a1", "a2", "b1", "a1")) {
      sqs.sendMessage(r -> r.queueUrl(url).messageBody(body).messageGroupId(body.substring(0, 1)));
    }
    Message first = sqs.receiveMessage(r -> r.queueUrl(url)).messages().get(0);
    assertThat(first.body()).isEqualTo("a1");
    assertThat(bodies(url)).as("the other group").containsExactly("b1");
    sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(first.receiptHandle()));
    assertThat(bodies(url)).containsExactly("a2");
    assertThat(refusal(() -> sqs.sendMessage(r -> r.queueUrl(url).messageBody("x"))))
        .isEqualTo("MissingParameter: The request must contain the parameter MessageGroupId.");
    assertThat(
            refusal(
                () ->
                    sqs.sendMessage(
                        r -> r.queueUrl(url).messageBody("x").messageGroupId("g").delaySeconds(2))))
        .isEqualTo(
            "InvalidParameterValue: Value 2 for parameter DelaySeconds is invalid. Reason: The"
                + " request include parameter that is not valid for this queue type.");
    assertThat(refusal(() -> create("wrong.fifo")))
        .startsWith("InvalidParameterValue: Can only include alphanumeric characters");
  }

  @Test
  void workOnBatches() {
    String url = create("orders");
    List<BatchResultErrorEntry> failed =
        sqs.sendMessageBatch(
                r ->
                    r.queueUrl(url)
                        .entries(
                            e -> e.id("1").messageBody("one"),
                            e -> e.id("2").messageBody("two").delaySeconds(1000)))
            .failed();
    assertThat(failed)
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.id()).isEqualTo("2");
              assertThat(entry.code()).isEqualTo("InvalidParameterValue");
              assertThat(entry.senderFault()).isTrue();
            });
    Message message = receive(url).get(0);
    sqs.changeMessageVisibilityBatch(
        r ->
            r.queueUrl(url)
                .entries(
                    e -> e.id("1").receiptHandle(message.receiptHandle()).visibilityTimeout(60)));
    pass(Duration.ofSeconds(30));
    assertThat(receive(url)).isEmpty();
    assertThat(
            sqs.deleteMessageBatch(
                    r ->
                        r.queueUrl(url)
                            .entries(e -> e.id("1").receiptHandle(message.receiptHandle())))
                .successful())
        .hasSize(1);
    pass(Duration.ofSeconds(30));
    assertThat(receive(url)).isEmpty();
    assertThat(refusal(() -> sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(List.of()))))
        .isEqualTo(
            "AWS.SimpleQueueService.EmptyBatchRequest: There should be at least one"
                + " DeleteMessageBatchRequestEntry in the request.");
    assertThat(
            refusal(
                () ->
                    sqs.sendMessageBatch(
                        r ->
                            r.queueUrl(url)
                                .entries(
                                    e -> e.id("1").messageBody("one"),
                                    e -> e.id("1").messageBody("two")))))
        .isEqualTo("AWS.SimpleQueueService.BatchEntryIdsNotDistinct: Id 1 repeated.");
  }

  @Test
  void purgesOnceAMinuteAndDeletes() {
    String url = create("orders");
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("one"));
    sqs.purgeQueue(r -> r.queueUrl(url));
    assertThat(receive(url)).isEmpty();
    assertThat(refusal(() -> sqs.purgeQueue(r -> r.queueUrl(url))))
        .isEqualTo(
            "AWS.SimpleQueueService.PurgeQueueInProgress: Only one PurgeQueue operation on orders"
                + " is allowed every 60 seconds.");
    sqs.deleteQueue(r -> r.queueUrl(url));
    assertThat(refusal(() -> receive(url))).startsWith("AWS.SimpleQueueService.NonExistentQueue: ");
    assertThat(refusal(() -> create("orders")))
        .startsWith("AWS.SimpleQueueService.QueueDeletedRecently: ");
    pass(Duration.ofSeconds(60));
    assertThat(receive(create("orders"))).isEmpty();
  }

  @Test
  void addsPermissionsToThePolicy() {
    String url = create("orders");
    sqs.addPermission(
        r -> r.queueUrl(url).label("them").awsAccountIds("222222222222").actions("SendMessage"));
    assertThat(attribute(url, QueueAttributeName.POLICY))
        .contains("\"Sid\":\"them\"", "\"AWS\":\"arn:aws:iam::222222222222:root\"")
        .contains("\"Action\":\"SQS:SendMessage\"");
    assertThat(
            refusal(
                () ->
                    sqs.addPermission(
                        r ->
                            r.queueUrl(url)
                                .label("them")
                                .awsAccountIds("222222222222")
                                .actions("SendMessage"))))
        .isEqualTo(
            "InvalidParameterValue: Value them for parameter Label is invalid. Reason: Already"
                + " exists.");
    sqs.removePermission(r -> r.queueUrl(url).label("them"));
    assertThat(attributes(url)).doesNotContainKey(QueueAttributeName.POLICY);
    assertThat(refusal(() -> sqs.removePermission(r -> r.queueUrl(url).label("them"))))
        .endsWith("can't find label.");
  }

  @Test
  void listsPages() {
    for (String name : List.of("a1", "a2", "a3", "b1")) {
      create(name);
    }
    assertThat(sqs.listQueues(r -> r.queueNamePrefix("a")).queueUrls()).hasSize(3);
    assertThat(sqs.listQueuesPaginator(r -> r.maxResults(2)).queueUrls().stream()).hasSize(4);
    assertThat(account.in(Region.EU_WEST_1).client(SqsClient::builder).listQueues().queueUrls())
        .isEmpty();
  }

  @Test
  void tagsQueues() {
    String url = create("orders");
    sqs.tagQueue(r -> r.queueUrl(url).tags(Map.of("team", "red", "stage", "one")));
    sqs.untagQueue(r -> r.queueUrl(url).tagKeys("stage"));
    assertThat(sqs.listQueueTags(r -> r.queueUrl(url)).tags())
        .containsExactly(Map.entry("team", "red"));
  }
}

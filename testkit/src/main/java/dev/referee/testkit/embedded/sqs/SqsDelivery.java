package dev.referee.testkit.embedded.sqs;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import dev.referee.testkit.embedded.sqs.QueueMessage.Content;
import java.util.List;
import java.util.Map;

/** The delivery of messages to queues by other services. */
final class SqsDelivery implements EventTarget {
  private static final String SERVICE_SENDER = "AIDAFAKESERVICE000000";

  @Override
  public String servicePrefix() {
    return "sqs";
  }

  @Override
  public DeliveryResult deliver(
      String arn, String json, String servicePrincipal, String sourceArn, Call call) {
    List<String> parts = Splitter.on(':').splitToList(arn);
    if (parts.size() != 6 || !parts.get(4).equals(call.accountId())) {
      return failed("The embedded account delivers nothing to queues of other accounts.");
    }
    Call there =
        new Call(call.accountId(), parts.get(3), call.principalArn(), call.store(), call.clock());
    SqsQueue queue = Sqs.of(there).queueWithArn(arn);
    if (queue == null) {
      return failed("The queue " + arn + " does not exist.");
    }
    if (queue.fifo()) {
      return failed("The request must contain the parameter MessageGroupId.");
    }
    DeliveryResult allowed =
        servicePrincipal.isEmpty()
            ? byRole(queue, there)
            : byService(queue, servicePrincipal, sourceArn, there);
    if (!allowed.delivered()) {
      return allowed;
    }
    Content content = new Content(json, Map.of(), Map.of(), null, null);
    if (content.size() > queue.attributes.number(QueueAttributes.SIZE)) {
      return failed("The message is larger than the queue allows.");
    }
    queue.messages.send(
        content,
        queue.attributes.number(QueueAttributes.DELAY),
        servicePrincipal.isEmpty() ? SendMessages.senderId(there) : SERVICE_SENDER,
        there);
    return new DeliveryResult(true, "");
  }

  private static DeliveryResult byService(
      SqsQueue queue, String service, String sourceArn, Call call) {
    ResourcePolicy policy = queue.policy();
    if (policy == null
        || !policy.allowsService(
            service,
            "sqs:SendMessage",
            queue.arn,
            ResourcePolicy.serviceContext(service, sourceArn, call.accountId()))) {
      return failed(
          "The policy of %s does not allow sqs:SendMessage to %s.".formatted(queue.arn, service));
    }
    return QueueEncryption.usableByService(queue, service, sourceArn, call);
  }

  private static DeliveryResult byRole(SqsQueue queue, Call call) {
    if (queue.denies(call, "sqs:SendMessage")) {
      return failed(
          "The policy of %s denies sqs:SendMessage to %s."
              .formatted(queue.arn, call.principalArn()));
    }
    AwsError refusal = QueueEncryption.refusal(queue, call, QueueEncryption.SEND);
    return refusal == null ? new DeliveryResult(true, "") : failed(refusal.message());
  }

  private static DeliveryResult failed(String reason) {
    return new DeliveryResult(false, reason);
  }
}

package dev.referee.testkit.embedded.sqs;

import static dev.referee.testkit.embedded.PolicyCaller.allow;
import static dev.referee.testkit.embedded.PolicyCaller.denied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.PolicyCaller;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.KmsAccessDeniedException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Tests which policies allow a role to use a queue. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class QueuePolicyTest {
  private static final String ARN = "arn:aws:sqs:us-east-1:111111111111:orders";

  private final PolicyCaller caller = new PolicyCaller();
  private final SqsClient owner = caller.account.client(SqsClient::builder);
  private final SqsClient sqs = caller.client(SqsClient::builder);
  private final String url = owner.createQueue(r -> r.queueName("orders")).queueUrl();

  @AfterEach
  void close() {
    caller.close();
  }

  private void set(QueueAttributeName name, String value) {
    owner.setQueueAttributes(r -> r.queueUrl(url).attributes(Map.of(name, value)));
  }

  private void policy(String effect, String principal, String action) {
    set(
        QueueAttributeName.POLICY,
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "%s", "Principal": {"AWS": "%s"},
         "Action": "%s", "Resource": "%s"}}
        """
            .formatted(effect, principal, action, ARN));
  }

  private void send() {
    sqs.sendMessage(r -> r.queueUrl(url).messageBody("one"));
  }

  @Test
  void isAllowedByItsOwnPolicies() {
    denied(this::send, "sqs:sendmessage", ARN);
    caller.may(allow("sqs:SendMessage", ARN));
    send();
    sqs.sendMessageBatch(r -> r.queueUrl(url).entries(e -> e.id("1").messageBody("two")));
    denied(() -> sqs.receiveMessage(r -> r.queueUrl(url)), "sqs:receivemessage", ARN);
    denied(sqs::listQueues);
    caller.may(allow("sqs:*", ARN + "2"));
    denied(this::send);
  }

  @Test
  void isAllowedByThePolicyOfTheQueue() {
    policy("Allow", PolicyCaller.ROLE, "sqs:SendMessage");
    send();
    policy("Allow", "arn:aws:iam::111111111111:root", "sqs:SendMessage");
    denied(this::send);
  }

  @Test
  void isDeniedByThePolicyOfTheQueue() {
    caller.may(allow("sqs:*", "*"));
    policy("Deny", PolicyCaller.ROLE, "sqs:SendMessage");
    denied(this::send).hasMessageContaining("with an explicit deny in a resource-based policy");
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url)).messages()).isEmpty();
  }

  @Test
  void needsTheKeyOfTheQueue() {
    String key = caller.account.client(KmsClient::builder).createKey().keyMetadata().arn();
    set(QueueAttributeName.KMS_MASTER_KEY_ID, key);
    caller.may(allow("sqs:*", "*"));
    assertThatThrownBy(this::send).isInstanceOf(KmsAccessDeniedException.class);
    caller.may(allow("sqs:*", "*"), allow("kms:GenerateDataKey", key), allow("kms:Decrypt", key));
    send();
    caller.may(allow("sqs:*", "*"), allow("kms:GenerateDataKey", key));
    assertThatThrownBy(() -> sqs.receiveMessage(r -> r.queueUrl(url)))
        .isInstanceOf(KmsAccessDeniedException.class);
    set(QueueAttributeName.KMS_MASTER_KEY_ID, "alias/aws/sqs");
    send();
    assertThat(sqs.receiveMessage(r -> r.queueUrl(url).maxNumberOfMessages(10)).messages())
        .hasSize(2);
  }
}

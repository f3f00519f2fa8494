package dev.referee.testkit.embedded.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.EmbeddedFunction;
import dev.referee.testkit.embedded.events.EventWorld;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A test fixture: an account with a function, its role, and a queue. */
final class LambdaWorld implements AutoCloseable {
  static final String ROLE = "arn:aws:iam::111111111111:role/worker";
  static final String FUNCTION = "arn:aws:lambda:us-east-1:111111111111:function:work";
  static final String QUEUE = "arn:aws:sqs:us-east-1:111111111111:orders";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  final EmbeddedAccount account = cloud.account("111111111111");
  final IamClient iam = account.client(IamClient::builder);
  final SqsClient sqs = account.client(SqsClient::builder);
  final LambdaClient lambda = account.client(LambdaClient::builder);
  final EmbeddedFunction work = account.function("work");
  final String url = queue("orders", Map.of());

  LambdaWorld() {
    iam.createRole(r -> r.roleName("worker").assumeRolePolicyDocument(trust("lambda")));
  }

  static String trust(String service) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
     "Principal": {"Service": "%s.amazonaws.com"}, "Action": "sts:AssumeRole"}}\
    """
        .formatted(service);
  }

  String queue(String name, Map<QueueAttributeName, String> attributes) {
    return sqs.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
  }

  /** Allows the role actions on everything. */
  void may(String... actions) {
    iam.putRolePolicy(
        r ->
            r.roleName("worker")
                .policyName("may")
                .policyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Action": ["%s"], "Resource": "*"}}\
                    """
                        .formatted(String.join("\", \"", actions))));
  }

  void create() {
    lambda.createFunction(
        r ->
            r.functionName("work")
                .runtime(Runtime.PYTHON3_12)
                .handler("main.handler")
                .role(ROLE)
                .code(c -> c.zipFile(SdkBytes.fromUtf8String("code"))));
  }

  InvokeResponse invoke(String type) {
    return lambda.invoke(
        r ->
            r.functionName("work")
                .invocationType(type)
                .payload(SdkBytes.fromUtf8String("{\"n\": 1}")));
  }

  void send(String body) {
    sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));
  }

  List<String> bodies(String queueUrl) {
    return sqs.receiveMessage(r -> r.queueUrl(queueUrl).maxNumberOfMessages(10)).messages().stream()
        .map(Message::body)
        .toList();
  }

  String attribute(QueueAttributeName name) {
    return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(name)).attributes().get(name);
  }

  void pass(Duration time) {
    account.clock().advance(time);
  }

  static void refused(ThrowingCallable call, String error) {
    assertThat(EventWorld.refusal(call)).isEqualTo(error);
  }

  @Override
  public void close() {
    cloud.close();
  }
}

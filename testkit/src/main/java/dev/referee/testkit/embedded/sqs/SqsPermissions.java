package dev.referee.testkit.embedded.sqs;

import com.google.common.base.Ascii;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The permissions of SQS. */
final class SqsPermissions implements ServicePermissions {

  /** Returns an action as SQS writes it in its refusals. */
  static String lowerCase(String action) {
    return Ascii.toLowerCase(action);
  }

  /**
   * Returns the action of an operation. The operations on batches need the permissions of those on
   * one message.
   */
  private static String action(String operation) {
    return lowerCase("sqs:" + operation.replaceFirst("Batch$", ""));
  }

  @Override
  public List<NeededPermission> needed(AuthorizedRequest request) {
    return ServicePermissions.super.needed(request).stream()
        .map(
            needed ->
                new NeededPermission(
                    action(request.operation()), needed.resource(), needed.context()))
        .toList();
  }

  @Override
  public boolean lists(String operation) {
    return operation.equals("ListQueues");
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    String name = name(request);
    return name == null ? Set.of() : Set.of(request.regional() + name);
  }

  private static @Nullable String name(AuthorizedRequest request) {
    String url = request.text("QueueUrl");
    String name = url == null ? request.text("QueueName") : url;
    return name == null ? null : name.substring(name.lastIndexOf('/') + 1);
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    SqsQueue queue = Sqs.of(call).queueWithArn(arn);
    return queue == null ? Map.of() : queue.tags;
  }

  @Override
  public boolean allowedByResource(AuthorizedRequest request) {
    String name = name(request);
    SqsQueue queue = name == null ? null : Sqs.of(request.call()).queues.get(name);
    return queue != null && queue.allows(request.call(), action(request.operation()));
  }
}

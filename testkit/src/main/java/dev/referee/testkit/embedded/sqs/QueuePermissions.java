package dev.referee.testkit.embedded.sqs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.service.Service;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;
import software.amazon.awssdk.services.sqs.model.AddPermissionResponse;
import software.amazon.awssdk.services.sqs.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sqs.model.RemovePermissionResponse;

/** An emulation of the permissions that are added to the policy of a queue one by one. */
final class QueuePermissions {
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final int MOST_ACTIONS = 7;
  private static final Set<String> ACTIONS =
      Set.of(
          "*",
          "changemessagevisibility",
          "deletemessage",
          "getqueueattributes",
          "getqueueurl",
          "listdeadlettersourcequeues",
          "purgequeue",
          "receivemessage",
          "sendmessage");

  private QueuePermissions() {}

  static void addTo(Service service) {
    service
        .on(AddPermissionRequest.class, AddPermissionRequest::builder, QueuePermissions::add)
        .on(
            RemovePermissionRequest.class,
            RemovePermissionRequest::builder,
            QueuePermissions::remove);
  }

  private static AddPermissionResponse add(AddPermissionRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:AddPermission", call);
    check(request);
    ObjectNode policy = queue.editablePolicy();
    ArrayNode statements = (ArrayNode) policy.path("Statement");
    for (JsonNode statement : statements) {
      if (statement.path("Sid").asText().equals(request.label())) {
        throw SqsErrors.invalidParameter(request.label(), "Label", "Already exists.");
      }
    }
    ObjectNode statement =
        statements.addObject().put("Sid", request.label()).put("Effect", "Allow");
    oneOrMore(
        statement.putObject("Principal"),
        "AWS",
        request.awsAccountIds().stream().map(id -> "arn:aws:iam::" + id + ":root").toList());
    oneOrMore(
        statement, "Action", request.actions().stream().map(action -> "SQS:" + action).toList());
    statement.put("Resource", queue.arn);
    put(queue, policy, call);
    return AddPermissionResponse.builder().build();
  }

  private static void check(AddPermissionRequest request) {
    if (!LABEL.matcher(request.label()).matches()) {
      throw SqsErrors.invalidParameter(
          request.label(),
          "Label",
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
    for (String account : request.awsAccountIds()) {
      if (!ACCOUNT.matcher(account).matches()) {
        throw SqsErrors.invalidParameter(
            request.awsAccountIds(), "PrincipalId", "Unable to verify.");
      }
    }
    if (request.actions().size() > MOST_ACTIONS) {
      throw SqsErrors.of(
          "OverLimit",
          request.actions().size()
              + " Actions were found, maximum allowed is "
              + MOST_ACTIONS
              + ".");
    }
    for (String action : request.actions()) {
      if (!ACTIONS.contains(Ascii.toLowerCase(action))) {
        throw SqsErrors.invalidParameter(
            "SQS:" + action,
            "ActionName",
            "Only the queue owner is allowed to invoke this action.");
      }
    }
  }

  private static void oneOrMore(ObjectNode object, String member, List<String> values) {
    if (values.size() == 1) {
      object.put(member, values.get(0));
    } else {
      ArrayNode list = object.putArray(member);
      values.forEach(list::add);
    }
  }

  private static RemovePermissionResponse remove(RemovePermissionRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:RemovePermission", call);
    ObjectNode policy = queue.editablePolicy();
    boolean found = false;
    for (Iterator<JsonNode> each = policy.path("Statement").iterator(); each.hasNext(); ) {
      if (each.next().path("Sid").asText().equals(request.label())) {
        each.remove();
        found = true;
      }
    }
    if (!found) {
      throw SqsErrors.invalidParameter(request.label(), "Label", "can't find label.");
    }
    put(queue, policy, call);
    return RemovePermissionResponse.builder().build();
  }

  private static void put(SqsQueue queue, ObjectNode policy, Call call) {
    queue.attributes.put(
        Map.of(
            QueueAttributes.POLICY, policy.path("Statement").isEmpty() ? "" : policy.toString()));
    queue.changed = call.now();
  }
}

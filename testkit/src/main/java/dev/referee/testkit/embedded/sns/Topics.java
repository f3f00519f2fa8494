package dev.referee.testkit.embedded.sns;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.Service;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.sns.model.AddPermissionRequest;
import software.amazon.awssdk.services.sns.model.AddPermissionResponse;
import software.amazon.awssdk.services.sns.model.CreateTopicRequest;
import software.amazon.awssdk.services.sns.model.CreateTopicResponse;
import software.amazon.awssdk.services.sns.model.DeleteTopicRequest;
import software.amazon.awssdk.services.sns.model.DeleteTopicResponse;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.RemovePermissionRequest;
import software.amazon.awssdk.services.sns.model.RemovePermissionResponse;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetTopicAttributesResponse;
import software.amazon.awssdk.services.sns.model.Topic;

/** An emulation of topics and their policies. */
final class Topics {
  private static final int PAGE = 100;

  private static final Set<String> SETTABLE =
      Set.of(
          "ArchivePolicy",
          "ContentBasedDeduplication",
          "DataProtectionPolicy",
          "DeliveryPolicy",
          "DisplayName",
          "FifoThroughputScope",
          "KmsMasterKeyId",
          "Policy",
          "SignatureVersion",
          "TracingConfig");

  private static final Set<String> CREATE_ONLY = Set.of("FifoTopic");

  private Topics() {}

  static void addTo(Service service) {
    service
        .on(CreateTopicRequest.class, CreateTopicRequest::builder, Topics::create)
        .on(DeleteTopicRequest.class, DeleteTopicRequest::builder, Topics::delete)
        .on(GetTopicAttributesRequest.class, GetTopicAttributesRequest::builder, Topics::attributes)
        .on(
            SetTopicAttributesRequest.class,
            SetTopicAttributesRequest::builder,
            Topics::setAttribute)
        .on(ListTopicsRequest.class, ListTopicsRequest::builder, Topics::list)
        .on(AddPermissionRequest.class, AddPermissionRequest::builder, Topics::addPermission)
        .on(
            RemovePermissionRequest.class,
            RemovePermissionRequest::builder,
            Topics::removePermission);
  }

  /** Creates a topic, or returns the one of that name if it is the same. */
  static CreateTopicResponse create(CreateTopicRequest request, Call call) {
    String name = request.name();
    boolean fifo = "true".equalsIgnoreCase(request.attributes().get("FifoTopic"));
    if (name == null || !name.matches("[\\w-]{1,256}" + (fifo ? "\\.fifo" : ""))) {
      throw SnsErrors.invalid(
          fifo
              ? "Fifo Topic names must end with .fifo and must be made up of only uppercase and"
                  + " lowercase ASCII letters, numbers, underscores, and hyphens, and must be"
                  + " between 1 and 256 characters long."
              : "Topic Name");
    }
    TopicRecord made = new TopicRecord(name, call);
    request.attributes().forEach((key, value) -> set(made, key, value, true));
    request.tags().forEach(tag -> made.tags.put(tag.key(), tag.value()));
    TopicRecord there = Sns.of(call).topics.putIfAbsent(made.arn, made);
    if (there != null && !there.attributes.entrySet().containsAll(made.attributes.entrySet())) {
      throw SnsErrors.invalid("Attributes Reason: Topic already exists with different attributes");
    }
    if (there != null && !request.tags().isEmpty() && !there.tags.equals(made.tags)) {
      throw SnsErrors.invalid("Tags Reason: Topic already exists with different tags");
    }
    return CreateTopicResponse.builder().topicArn(made.arn).build();
  }

  /** Deletes a topic; SNS says nothing of one that does not exist. */
  static DeleteTopicResponse delete(DeleteTopicRequest request, Call call) {
    Sns.of(call).topics.remove(request.topicArn());
    return DeleteTopicResponse.builder().build();
  }

  private static GetTopicAttributesResponse attributes(
      GetTopicAttributesRequest request, Call call) {
    TopicRecord topic = Sns.of(call).topic(request.topicArn());
    List<SubscriptionRecord> all = List.copyOf(topic.subscriptions(call.now()).values());
    long confirmed = all.stream().filter(each -> each.confirmed).count();
    Map<String, String> shown = new TreeMap<>(topic.attributes);
    shown.put("TopicArn", topic.arn);
    shown.put("Owner", topic.owner);
    shown.put("Policy", topic.policy());
    shown.putIfAbsent("DisplayName", "");
    shown.put("SubscriptionsConfirmed", Long.toString(confirmed));
    shown.put("SubscriptionsPending", Long.toString(all.size() - confirmed));
    shown.put("SubscriptionsDeleted", Integer.toString(topic.deletedSubscriptions));
    shown.put("EffectiveDeliveryPolicy", effectiveDeliveryPolicy(topic));
    return GetTopicAttributesResponse.builder().attributes(shown).build();
  }

  private static String effectiveDeliveryPolicy(TopicRecord topic) {
    String own = topic.attributes.get("DeliveryPolicy");
    return own != null
        ? own
        : """
        {"http":{"defaultHealthyRetryPolicy":{"minDelayTarget":20,"maxDelayTarget":20,\
        "numRetries":3,"numMaxDelayRetries":0,"numNoDelayRetries":0,"numMinDelayRetries":0,\
        "backoffFunction":"linear"},"disableSubscriptionOverrides":false}}\
        """;
  }

  static SetTopicAttributesResponse setAttribute(SetTopicAttributesRequest request, Call call) {
    TopicRecord topic = Sns.of(call).topic(request.topicArn());
    String value = request.attributeValue();
    set(topic, request.attributeName(), value == null ? "" : value, false);
    return SetTopicAttributesResponse.builder().build();
  }

  private static void set(TopicRecord topic, String name, String value, boolean create) {
    boolean known =
        SETTABLE.contains(name)
            || (create && CREATE_ONLY.contains(name))
            || name.endsWith("FeedbackRoleArn")
            || name.endsWith("FeedbackSampleRate");
    if (!known) {
      throw SnsErrors.invalid("AttributeName");
    }
    if (name.equals("Policy") && !value.isEmpty()) {
      check(value);
    }
    if (value.isEmpty()) {
      topic.attributes.remove(name);
    } else {
      topic.attributes.put(name, value);
    }
  }

  /** Refuses a policy that is malformed, and one with actions of other services. */
  private static void check(String policy) {
    try {
      ResourcePolicy.of(policy);
    } catch (AwsError malformed) {
      throw SnsErrors.invalid("Policy Error: " + malformed.message());
    }
    JsonNode listed = JsonCodec.parse(policy).path("Statement");
    for (JsonNode statement : listed.isArray() ? listed : List.of(listed)) {
      JsonNode actions = statement.path("Action");
      for (JsonNode action : actions.isArray() ? actions : List.of(actions)) {
        String text = Ascii.toLowerCase(action.asText());
        if (!text.isEmpty() && !text.equals("*") && !text.startsWith("sns:")) {
          throw SnsErrors.invalid("Policy statement action out of service scope!");
        }
      }
    }
  }

  private static ListTopicsResponse list(ListTopicsRequest request, Call call) {
    List<Topic> all =
        Sns.of(call).topics.keySet().stream()
            .map(arn -> Topic.builder().topicArn(arn).build())
            .toList();
    Page<Topic> page = Page.of(all, PAGE, request.nextToken(), call);
    return ListTopicsResponse.builder().topics(page.items()).nextToken(page.next()).build();
  }

  private static AddPermissionResponse addPermission(AddPermissionRequest request, Call call) {
    TopicRecord topic = Sns.of(call).topic(request.topicArn());
    ObjectNode policy = (ObjectNode) JsonCodec.parse(topic.policy());
    ArrayNode statements = (ArrayNode) policy.path("Statement");
    for (JsonNode each : statements) {
      if (each.path("Sid").asText().equals(request.label())) {
        throw SnsErrors.invalid("Statement already exists");
      }
    }
    ObjectNode added = statements.addObject().put("Sid", request.label()).put("Effect", "Allow");
    ArrayNode principals = added.putObject("Principal").putArray("AWS");
    request.awsAccountIds().forEach(id -> principals.add("arn:aws:iam::" + id + ":root"));
    ArrayNode actions = added.putArray("Action");
    request.actionNames().forEach(name -> actions.add("SNS:" + name));
    added.put("Resource", topic.arn);
    topic.attributes.put("Policy", policy.toString());
    return AddPermissionResponse.builder().build();
  }

  private static RemovePermissionResponse removePermission(
      RemovePermissionRequest request, Call call) {
    TopicRecord topic = Sns.of(call).topic(request.topicArn());
    ObjectNode policy = (ObjectNode) JsonCodec.parse(topic.policy());
    Iterator<JsonNode> statements = policy.path("Statement").elements();
    while (statements.hasNext()) {
      if (statements.next().path("Sid").asText().equals(request.label())) {
        statements.remove();
      }
    }
    topic.attributes.put("Policy", policy.toString());
    return RemovePermissionResponse.builder().build();
  }
}

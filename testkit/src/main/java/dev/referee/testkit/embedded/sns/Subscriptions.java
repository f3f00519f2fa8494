package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionRequest;
import software.amazon.awssdk.services.sns.model.ConfirmSubscriptionResponse;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.GetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsResponse;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesRequest;
import software.amazon.awssdk.services.sns.model.SetSubscriptionAttributesResponse;
import software.amazon.awssdk.services.sns.model.SubscribeRequest;
import software.amazon.awssdk.services.sns.model.SubscribeResponse;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sns.model.UnsubscribeRequest;
import software.amazon.awssdk.services.sns.model.UnsubscribeResponse;

/** An emulation of subscriptions. */
final class Subscriptions {
  private static final int PAGE = 100;

  /** The protocols by the endpoints that they take. */
  private static final Map<String, String> PROTOCOLS =
      Map.of(
          "application", "arn:aws:sns:.+:endpoint/.+",
          "email", "[^@\\s]+@[^@\\s]+\\.[^@\\s]+",
          "email-json", "[^@\\s]+@[^@\\s]+\\.[^@\\s]+",
          "firehose", "arn:aws:firehose:.+",
          "http", "http://.+",
          "https", "https://.+",
          "lambda", "arn:aws:lambda:[a-z0-9-]+:\\d{12}:function:.+",
          "sms", "\\+?[0-9][0-9 ()-]{5,}",
          "sqs", "arn:aws:sqs:[a-z0-9-]+:\\d{12}:.+");

  /** The protocols whose endpoints are not asked to confirm. */
  private static final Set<String> CONFIRMED_AT_ONCE =
      Set.of("application", "firehose", "lambda", "sms", "sqs");

  private static final Set<String> ATTRIBUTES =
      Set.of(
          "DeliveryPolicy",
          "FilterPolicy",
          "FilterPolicyScope",
          "RawMessageDelivery",
          "RedrivePolicy",
          "ReplayPolicy",
          "SubscriptionRoleArn");

  private Subscriptions() {}

  static void addTo(Service service) {
    service
        .on(SubscribeRequest.class, SubscribeRequest::builder, Subscriptions::subscribe)
        .on(
            ConfirmSubscriptionRequest.class,
            ConfirmSubscriptionRequest::builder,
            Subscriptions::confirm)
        .on(UnsubscribeRequest.class, UnsubscribeRequest::builder, Subscriptions::unsubscribe)
        .on(ListSubscriptionsRequest.class, ListSubscriptionsRequest::builder, Subscriptions::list)
        .on(
            ListSubscriptionsByTopicRequest.class,
            ListSubscriptionsByTopicRequest::builder,
            Subscriptions::listByTopic)
        .on(
            GetSubscriptionAttributesRequest.class,
            GetSubscriptionAttributesRequest::builder,
            Subscriptions::attributes)
        .on(
            SetSubscriptionAttributesRequest.class,
            SetSubscriptionAttributesRequest::builder,
            Subscriptions::setAttribute);
  }

  static SubscribeResponse subscribe(SubscribeRequest request, Call call) {
    TopicRecord topic = Sns.of(call).topic(request.topicArn());
    String protocol = request.protocol();
    String endpoint = request.endpoint();
    checkEndpoint(protocol, endpoint);
    request.attributes().forEach(Subscriptions::check);
    Map<String, SubscriptionRecord> all = topic.subscriptions(call.now());
    SubscriptionRecord there =
        all.values().stream()
            .filter(each -> each.protocol.equals(protocol) && each.endpoint.equals(endpoint))
            .findFirst()
            .orElse(null);
    if (there != null && there.confirmed) {
      if (!request.attributes().isEmpty() && !there.attributes.equals(request.attributes())) {
        throw SnsErrors.invalid(
            "Attributes Reason: Subscription already exists with different attributes");
      }
      return answer(there, request);
    }
    SubscriptionRecord made = new SubscriptionRecord(topic, protocol, endpoint, call);
    request.attributes().forEach(made::set);
    made.confirmed = CONFIRMED_AT_ONCE.contains(protocol);
    if (there != null) {
      all.remove(there.arn);
    }
    all.put(made.arn, made);
    if (!made.confirmed) {
      askToConfirm(made, call);
    }
    return answer(made, request);
  }

  private static SubscribeResponse answer(SubscriptionRecord made, SubscribeRequest request) {
    boolean shown = made.confirmed || Boolean.TRUE.equals(request.returnSubscriptionArn());
    return SubscribeResponse.builder()
        .subscriptionArn(shown ? made.arn : "pending confirmation")
        .build();
  }

  private static void checkEndpoint(@Nullable String protocol, @Nullable String endpoint) {
    String form = protocol == null ? null : PROTOCOLS.get(protocol);
    if (protocol == null || form == null) {
      throw SnsErrors.invalid("Does not support this protocol string: " + protocol);
    }
    if (endpoint == null || !endpoint.matches(form)) {
      throw SnsErrors.invalid(
          switch (protocol) {
            case "email", "email-json" -> "Email address";
            case "http", "https" -> "Endpoint must match the specified protocol";
            case "lambda" -> "Lambda endpoint ARN";
            case "sms" -> "Invalid SMS endpoint: " + endpoint;
            case "sqs" -> "SQS endpoint ARN";
            default -> "Endpoint Reason: " + protocol + " endpoint ARN";
          });
    }
  }

  private static void check(String name, String value) {
    if (!ATTRIBUTES.contains(name)) {
      throw SnsErrors.invalid("AttributeName");
    }
    if (name.equals("FilterPolicy") && !value.isEmpty()) {
      FilterPolicy.parse(value);
    }
    if (name.equals("FilterPolicyScope") && !value.matches("MessageAttributes|MessageBody")) {
      throw SnsErrors.invalid(
          "FilterPolicyScope: Invalid value [%s]. Please use either MessageBody or MessageAttributes"
              .formatted(value));
    }
    if (name.equals("RawMessageDelivery") && !value.matches("(?i)true|false")) {
      throw SnsErrors.invalid(
          "RawMessageDelivery: Invalid value [%s]. Must be true or false.".formatted(value));
    }
  }

  private static void askToConfirm(SubscriptionRecord made, Call call) {
    String link =
        "https://sns.%s.amazonaws.com/confirmation.html?TopicArn=%s&Token=%s&Endpoint=%s"
            .formatted(call.region(), made.topic.arn, made.token, made.endpoint);
    Outbox.of(call.store())
        .send(
            call,
            made.protocol,
            made.endpoint,
            made.protocol.startsWith("email") ? "AWS Notification - Subscription Confirmation" : "",
            """
            You have chosen to subscribe to the topic:
            %s
            To confirm this subscription, visit this link (if this was in error, no action is \
            necessary):
            %s\
            """
                .formatted(made.topic.arn, link));
  }

  private static ConfirmSubscriptionResponse confirm(
      ConfirmSubscriptionRequest request, Call call) {
    TopicRecord topic = Sns.of(call).topic(request.topicArn());
    SubscriptionRecord found =
        topic.subscriptions(call.now()).values().stream()
            .filter(each -> each.token.equals(request.token()))
            .findFirst()
            .orElseThrow(() -> SnsErrors.invalid("Token"));
    found.confirmed = true;
    found.authenticated = "true".equalsIgnoreCase(request.authenticateOnUnsubscribe());
    return ConfirmSubscriptionResponse.builder().subscriptionArn(found.arn).build();
  }

  /** Deletes a subscription; SNS says nothing of one that does not exist. */
  static UnsubscribeResponse unsubscribe(UnsubscribeRequest request, Call call) {
    String arn = String.valueOf(request.subscriptionArn());
    if (arn.equals(SubscriptionRecord.PENDING) || !arn.contains(":")) {
      throw SnsErrors.invalid(
          "SubscriptionArn Reason: An ARN must have at least 6 elements, not 1");
    }
    TopicRecord topic = Sns.of(call).topics.get(arn.substring(0, arn.lastIndexOf(':')));
    SubscriptionRecord found = topic == null ? null : topic.subscriptions(call.now()).get(arn);
    if (found != null && !found.confirmed) {
      throw SnsErrors.invalid("This subscription has to be confirmed first");
    }
    if (found != null) {
      remove(found);
    }
    return UnsubscribeResponse.builder().build();
  }

  static void remove(SubscriptionRecord subscription) {
    subscription.topic.subscriptions(subscription.created).remove(subscription.arn);
    subscription.topic.deletedSubscriptions++;
  }

  private static ListSubscriptionsResponse list(ListSubscriptionsRequest request, Call call) {
    List<Subscription> all =
        Sns.of(call).topics.values().stream()
            .flatMap(topic -> topic.subscriptions(call.now()).values().stream())
            .map(SubscriptionRecord::shown)
            .toList();
    Page<Subscription> page = Page.of(all, PAGE, request.nextToken(), call);
    return ListSubscriptionsResponse.builder()
        .subscriptions(page.items())
        .nextToken(page.next())
        .build();
  }

  private static ListSubscriptionsByTopicResponse listByTopic(
      ListSubscriptionsByTopicRequest request, Call call) {
    List<Subscription> all =
        Sns.of(call).topic(request.topicArn()).subscriptions(call.now()).values().stream()
            .sorted(Comparator.comparing(each -> each.arn))
            .map(SubscriptionRecord::shown)
            .toList();
    Page<Subscription> page = Page.of(all, PAGE, request.nextToken(), call);
    return ListSubscriptionsByTopicResponse.builder()
        .subscriptions(page.items())
        .nextToken(page.next())
        .build();
  }

  private static GetSubscriptionAttributesResponse attributes(
      GetSubscriptionAttributesRequest request, Call call) {
    SubscriptionRecord found = Sns.of(call).subscription(request.subscriptionArn(), call);
    Map<String, String> shown = new TreeMap<>(found.attributes);
    shown.put("SubscriptionArn", found.arn);
    shown.put("TopicArn", found.topic.arn);
    shown.put("Owner", found.topic.owner);
    shown.put("Protocol", found.protocol);
    shown.put("Endpoint", found.endpoint);
    shown.put("PendingConfirmation", Boolean.toString(!found.confirmed));
    shown.put("ConfirmationWasAuthenticated", Boolean.toString(found.authenticated));
    shown.put("RawMessageDelivery", Boolean.toString(found.isRaw()));
    shown.put("SubscriptionPrincipal", call.principalArn());
    if (found.attributes.containsKey("FilterPolicy")) {
      shown.putIfAbsent("FilterPolicyScope", "MessageAttributes");
    }
    return GetSubscriptionAttributesResponse.builder().attributes(shown).build();
  }

  private static SetSubscriptionAttributesResponse setAttribute(
      SetSubscriptionAttributesRequest request, Call call) {
    SubscriptionRecord found = Sns.of(call).subscription(request.subscriptionArn(), call);
    String value = request.attributeValue() == null ? "" : request.attributeValue();
    check(request.attributeName(), value);
    found.set(request.attributeName(), value);
    return SetSubscriptionAttributesResponse.builder().build();
  }
}

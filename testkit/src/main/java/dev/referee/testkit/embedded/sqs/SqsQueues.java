package dev.referee.testkit.embedded.sqs;

import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.CreateQueueRequest;
import software.amazon.awssdk.services.sqs.model.CreateQueueResponse;
import software.amazon.awssdk.services.sqs.model.DeleteQueueRequest;
import software.amazon.awssdk.services.sqs.model.DeleteQueueResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesResponse;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;
import software.amazon.awssdk.services.sqs.model.PurgeQueueRequest;
import software.amazon.awssdk.services.sqs.model.PurgeQueueResponse;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.SetQueueAttributesResponse;

/** An emulation of queues and their attributes. */
final class SqsQueues {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int MOST_ON_PAGE = 1000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final Pattern FIFO_NAME = Pattern.compile("[A-Za-z0-9_-]{1,75}\\.fifo");
  private static final String COUNTED = "ApproximateNumberOfMessages";
  private static final Set<String> READ_ONLY =
      Set.of(
          COUNTED,
          COUNTED + "NotVisible",
          COUNTED + "Delayed",
          "CreatedTimestamp",
          "LastModifiedTimestamp",
          "QueueArn");

  private SqsQueues() {}

  static void addTo(Service service) {
    service
        .on(CreateQueueRequest.class, CreateQueueRequest::builder, SqsQueues::create)
        .on(GetQueueUrlRequest.class, GetQueueUrlRequest::builder, SqsQueues::url)
        .on(ListQueuesRequest.class, ListQueuesRequest::builder, SqsQueues::list)
        .on(
            GetQueueAttributesRequest.class,
            GetQueueAttributesRequest::builder,
            SqsQueues::attributes)
        .on(
            SetQueueAttributesRequest.class,
            SetQueueAttributesRequest::builder,
            SqsQueues::setAttributes)
        .on(PurgeQueueRequest.class, PurgeQueueRequest::builder, SqsQueues::purge)
        .on(DeleteQueueRequest.class, DeleteQueueRequest::builder, SqsQueues::delete)
        .on(
            ListDeadLetterSourceQueuesRequest.class,
            ListDeadLetterSourceQueuesRequest::builder,
            SqsQueues::deadLetterSources);
  }

  static CreateQueueResponse create(CreateQueueRequest request, Call call) {
    Sqs sqs = Sqs.of(call);
    String name = request.queueName();
    Map<String, String> wanted = request.attributesAsStrings();
    boolean fifo = "true".equals(wanted.get(QueueAttributes.FIFO));
    checkName(name, fifo);
    SqsQueue made = new SqsQueue(name, fifo, call);
    check(made, wanted, sqs);
    SqsQueue there = sqs.queues.get(name);
    if (there != null) {
      wanted.forEach(
          (attribute, value) -> {
            if (!there.attributes.has(attribute, value)) {
              throw SqsErrors.of(
                  "QueueNameExists",
                  "A queue already exists with the same name and a different value for attribute "
                      + attribute);
            }
          });
      return CreateQueueResponse.builder().queueUrl(there.url).build();
    }
    Instant deleted = sqs.deleted.get(name);
    if (deleted != null && deleted.plus(MINUTE).isAfter(call.now())) {
      throw SqsErrors.of(
          "QueueDeletedRecently",
          "You must wait 60 seconds after deleting a queue before you can create another with the"
              + " same name.");
    }
    made.attributes.put(wanted);
    made.tags.putAll(request.tags());
    sqs.queues.put(name, made);
    return CreateQueueResponse.builder().queueUrl(made.url).build();
  }

  private static void checkName(String name, boolean fifo) {
    if (fifo && !FIFO_NAME.matcher(name).matches()) {
      throw SqsErrors.invalidParameter(
          "The name of a FIFO queue can only include alphanumeric characters, hyphens, or"
              + " underscores, must end with .fifo suffix and be 1 to 80 in length.");
    }
    if (!fifo && !NAME.matcher(name).matches()) {
      throw SqsErrors.invalidParameter(
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
    }
  }

  private static void check(SqsQueue queue, Map<String, String> wanted, Sqs sqs) {
    queue.attributes.check(wanted);
    String redrive = Strings.nullToEmpty(wanted.get(QueueAttributes.REDRIVE));
    if (!redrive.isEmpty()) {
      RedrivePolicy.check(redrive, queue, sqs);
    }
    String allow = Strings.nullToEmpty(wanted.get(QueueAttributes.REDRIVE_ALLOW));
    if (!allow.isEmpty()) {
      RedrivePolicy.checkAllow(allow);
    }
  }

  private static GetQueueUrlResponse url(GetQueueUrlRequest request, Call call) {
    String owner = request.queueOwnerAWSAccountId();
    String url = SqsQueue.url(request.queueName(), call);
    return GetQueueUrlResponse.builder()
        .queueUrl(
            Sqs.queue(
                    owner == null ? url : url.replace(call.accountId(), owner),
                    "sqs:GetQueueUrl",
                    call)
                .url)
        .build();
  }

  private static ListQueuesResponse list(ListQueuesRequest request, Call call) {
    String prefix = Strings.nullToEmpty(request.queueNamePrefix());
    Page<String> page =
        page(
            Sqs.of(call).queues.values().stream()
                .filter(queue -> queue.name.startsWith(prefix))
                .map(queue -> queue.url)
                .toList(),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListQueuesResponse.builder()
        .queueUrls(page.items().isEmpty() ? null : page.items())
        .nextToken(page.next())
        .build();
  }

  private static ListDeadLetterSourceQueuesResponse deadLetterSources(
      ListDeadLetterSourceQueuesRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:ListDeadLetterSourceQueues", call);
    Page<String> page =
        page(
            Sqs.of(call).sourcesOf(queue).map(source -> source.url).toList(),
            request.maxResults(),
            request.nextToken(),
            call);
    return ListDeadLetterSourceQueuesResponse.builder()
        .queueUrls(page.items())
        .nextToken(page.next())
        .build();
  }

  private static Page<String> page(
      List<String> all, @Nullable Integer size, @Nullable String token, Call call) {
    if (size != null && (size < 1 || size > MOST_ON_PAGE)) {
      throw SqsErrors.invalidParameter(
          size, "MaxResults", "MaxResults must be an integer between 1 and 1000.");
    }
    try {
      return Page.of(all, size == null ? MOST_ON_PAGE : size, token, call);
    } catch (AwsError notOurs) {
      throw SqsErrors.invalidParameter("Invalid or expired next token.");
    }
  }

  private static GetQueueAttributesResponse attributes(
      GetQueueAttributesRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:GetQueueAttributes", call);
    Map<String, String> all = queue.shown(call.now());
    Map<String, String> shown = new LinkedHashMap<>();
    for (String name : request.attributeNamesAsStrings()) {
      if (name.equals(QueueAttributeName.ALL.toString())) {
        shown.putAll(all);
      } else if (QueueAttributeName.fromValue(name) == QueueAttributeName.UNKNOWN_TO_SDK_VERSION) {
        throw SqsErrors.unknownAttribute(name);
      } else if (all.containsKey(name)) {
        shown.put(name, all.get(name));
      }
    }
    return GetQueueAttributesResponse.builder().attributesWithStrings(shown).build();
  }

  static SetQueueAttributesResponse setAttributes(SetQueueAttributesRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:SetQueueAttributes", call);
    Map<String, String> wanted = request.attributesAsStrings();
    wanted.keySet().stream()
        .filter(READ_ONLY::contains)
        .findFirst()
        .ifPresent(
            name -> {
              throw SqsErrors.unknownAttribute(name);
            });
    check(queue, wanted, Sqs.of(call));
    queue.attributes.put(wanted);
    queue.changed = call.now();
    return SetQueueAttributesResponse.builder().build();
  }

  private static PurgeQueueResponse purge(PurgeQueueRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:PurgeQueue", call);
    Instant last = queue.purged;
    if (last != null && last.plus(MINUTE).isAfter(call.now())) {
      throw SqsErrors.of(
          "PurgeQueueInProgress",
          "Only one PurgeQueue operation on " + queue.name + " is allowed every 60 seconds.");
    }
    queue.purged = call.now();
    queue.messages.purge();
    return PurgeQueueResponse.builder().build();
  }

  static DeleteQueueResponse delete(DeleteQueueRequest request, Call call) {
    SqsQueue queue = Sqs.queue(request.queueUrl(), "sqs:DeleteQueue", call);
    Sqs sqs = Sqs.of(call);
    sqs.queues.remove(queue.name);
    sqs.deleted.put(queue.name, call.now());
    return DeleteQueueResponse.builder().build();
  }
}

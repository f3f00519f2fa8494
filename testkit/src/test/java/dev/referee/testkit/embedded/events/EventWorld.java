package dev.referee.testkit.embedded.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.Cloud;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.DeliveryResult;
import dev.referee.testkit.embedded.service.EventTarget;
import dev.referee.testkit.embedded.service.EventTargets;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;

/** A test fixture: a cloud with an account, and recorders in the places of SNS and SQS. */
@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
public final class EventWorld implements AutoCloseable {
  public static final String ACCOUNT = "222222222222";
  public static final String TOPIC = "arn:aws:sns:us-east-1:222222222222:told";
  public static final String QUEUE = "arn:aws:sqs:us-east-1:222222222222:kept";

  public final ManualClock clock = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));
  public final Recorder topics = new Recorder("sns");
  public final Recorder queues = new Recorder("sqs");
  private final Cloud cloud = new Cloud(clock);
  private final AwsBasicCredentials key = cloud.ownKey(ACCOUNT);
  public final EventBridgeClient events = client(EventBridgeClient::builder);

  public EventWorld() {
    cloud.in(
        ACCOUNT,
        "us-east-1",
        call -> {
          EventTargets.of(call.store()).add(topics);
          EventTargets.of(call.store()).add(queues);
        });
  }

  /** A target that remembers what it gets. */
  public static final class Recorder implements EventTarget {
    private final String prefix;
    public final List<String> delivered = new ArrayList<>();
    public final List<String> principals = new ArrayList<>();
    public final List<String> callers = new ArrayList<>();
    public String refusal = "";

    Recorder(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public String servicePrefix() {
      return prefix;
    }

    @Override
    public DeliveryResult deliver(
        String arn, String json, String servicePrincipal, String sourceArn, Call call) {
      principals.add(servicePrincipal + " for " + sourceArn);
      callers.add(call.principalArn());
      if (refusal.isEmpty()) {
        delivered.add(json);
      }
      return new DeliveryResult(refusal.isEmpty(), refusal);
    }

    /** Returns the values at a path of what was delivered. */
    public List<String> values(String pointer) {
      return delivered.stream().map(json -> JsonCodec.parse(json).at(pointer).asText()).toList();
    }
  }

  /** Returns a client of the account's own user in us-east-1. */
  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    return client(builder, Region.US_EAST_1);
  }

  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder, Region region) {
    return client(builder, region, StaticCredentialsProvider.create(key));
  }

  public <B extends AwsClientBuilder<B, C>, C> C client(
      Supplier<B> builder, Region region, AwsCredentialsProvider who) {
    B wired =
        builder
            .get()
            .endpointOverride(URI.create("http://localhost"))
            .region(region)
            .credentialsProvider(who);
    if (wired instanceof AwsSyncClientBuilder<?, ?> sync) {
      sync.httpClient(cloud.http());
    }
    return wired.build();
  }

  /** Creates an enabled rule on the default bus with the topic as its target. */
  public void rule(String name, String pattern) {
    events.putRule(r -> r.name(name).eventPattern(pattern));
    events.putTargets(r -> r.rule(name).targets(t -> t.id("topic").arn(TOPIC)));
  }

  /** Puts an event of an own source on the default bus. */
  public void put(String detail) {
    events.putEvents(r -> r.entries(e -> e.source("game").detailType("Score").detail(detail)));
  }

  public EventBridge.Deliveries deliveries(String rule) {
    AtomicReference<EventBridge.Deliveries> found = new AtomicReference<>();
    in(call -> found.set(EventBridge.of(call).deliveries(EventBridge.DEFAULT, rule)));
    return found.get();
  }

  public void in(Consumer<Call> action) {
    cloud.in(ACCOUNT, "us-east-1", action);
  }

  /** Returns the code and the message of a refusal. */
  public static String refusal(ThrowingCallable call) {
    AwsServiceException refused = catchThrowableOfType(AwsServiceException.class, call);
    assertThat(refused).as("a refusal").isNotNull();
    return refused.awsErrorDetails().errorCode() + ": " + refused.awsErrorDetails().errorMessage();
  }

  @Override
  public void close() {
    cloud.stop();
  }
}

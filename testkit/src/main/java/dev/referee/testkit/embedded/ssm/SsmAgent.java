package dev.referee.testkit.embedded.ssm;

import com.google.common.collect.Comparators;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * An emulation of the open-source SSM Agent on one instance.
 *
 * <p>At start it gets credentials, registers, and opens its control channel. Without credentials it
 * sleeps: for half an hour after a denial, and for increasing times after other errors. It notices
 * a repair only when it wakes up or is restarted.
 */
final class SsmAgent {
  static final Duration STARTING = Duration.ofSeconds(30);
  static final Duration HEARTBEAT = Duration.ofMinutes(5);
  static final Duration LOST_AFTER = Duration.ofMinutes(10);
  static final Duration SLEEP_WHEN_DENIED = Duration.ofMinutes(28);
  static final Duration FIRST_SLEEP = Duration.ofMinutes(5);
  static final Duration LONGEST_SLEEP = Duration.ofHours(1);
  static final Duration CHANNEL_LOOK = Duration.ofMinutes(1);
  static final Duration CHANNEL_RENEWAL = Duration.ofHours(1);
  static final Duration FIRST_CHANNEL_RETRY = Duration.ofSeconds(5);
  static final Duration LONGEST_CHANNEL_RETRY = Duration.ofMinutes(40);

  private static final String SESSIONS_SINCE = "2.3.68.0";
  private static final String COMMANDS_BY_CHANNEL_SINCE = "3.3.40.0";

  private final Call context;
  private final Ec2 ec2;
  private final String instanceId;
  private final AgentBuild build;

  /** Counts starts and stops, so that what was due in an earlier life does not happen any more. */
  private int lives;

  private boolean running;
  private int failures;
  private @Nullable AgentCredentials credentials;
  private @Nullable Instant lastPing;
  private @Nullable Instant channelOpened;

  SsmAgent(Call context, String instanceId, AgentBuild build) {
    this.context = context;
    this.ec2 = Ec2.of(context);
    this.instanceId = instanceId;
    this.build = build;
  }

  /** Starts or restarts the agent. */
  void start() {
    stop();
    running = true;
    failures = 0;
    later(STARTING, this::begin);
  }

  void stop() {
    lives++;
    running = false;
    credentials = null;
    channelOpened = null;
  }

  private void begin() {
    AgentCredentials.Answer answer = AgentCredentials.take(context, instance(), build);
    switch (answer.outcome()) {
      case TAKEN -> {
        heartbeat();
        openChannel(FIRST_CHANNEL_RETRY);
      }
      case DENIED -> later(SLEEP_WHEN_DENIED, this::begin);
      case FAILED -> {
        later(
            Comparators.min(FIRST_SLEEP.multipliedBy(1L << failures), LONGEST_SLEEP), this::begin);
        failures = Math.min(failures + 1, 5);
      }
    }
  }

  private void heartbeat() {
    AgentCredentials.Answer answer = AgentCredentials.take(context, instance(), build);
    credentials = answer.credentials();
    if (credentials != null) {
      lastPing = context.now();
    }
    later(HEARTBEAT, this::heartbeat);
  }

  private void openChannel(Duration retry) {
    if (mayOpenChannel()) {
      channelOpened = context.now();
      later(CHANNEL_LOOK, this::keepChannel);
    } else {
      later(
          retry, () -> openChannel(Comparators.min(retry.multipliedBy(2), LONGEST_CHANNEL_RETRY)));
    }
  }

  private void keepChannel() {
    Instant opened = channelOpened;
    boolean old = opened == null || !context.now().isBefore(opened.plus(CHANNEL_RENEWAL));
    if (way("ssmmessages") == null || (old && !mayOpenChannel())) {
      channelOpened = null;
      openChannel(FIRST_CHANNEL_RETRY);
      return;
    }
    if (old) {
      channelOpened = context.now();
    }
    later(CHANNEL_LOOK, this::keepChannel);
  }

  private boolean mayOpenChannel() {
    return build.atLeast(SESSIONS_SINCE)
        && may("ssmmessages:CreateControlChannel")
        && may("ssmmessages:OpenControlChannel");
  }

  /** Returns whether the agent can do something: gets to the service, and may do it there. */
  boolean may(String action) {
    return may(action, "*");
  }

  /** Returns whether the agent can do something to a resource. */
  boolean may(String action, String resource) {
    Ec2.ServicePath path = way(action.substring(0, action.indexOf(':')));
    return path != null && credentials != null && credentials.may(action, resource, path);
  }

  /** Returns the way to a service; null if there is none. */
  Ec2.@Nullable ServicePath way(String service) {
    return ec2.pathTo(instance(), service);
  }

  private Instance instance() {
    return ec2.instance(instanceId);
  }

  private void later(Duration delay, Runnable action) {
    int expected = lives;
    context.later(
        delay,
        () -> {
          if (lives == expected) {
            action.run();
          }
        });
  }

  String instanceId() {
    return instanceId;
  }

  AgentBuild build() {
    return build;
  }

  boolean running() {
    return running;
  }

  boolean registered() {
    return lastPing != null;
  }

  @Nullable Instant lastPing() {
    return lastPing;
  }

  boolean online(Instant now) {
    return lastPing != null && now.isBefore(lastPing.plus(LOST_AFTER));
  }

  /** Returns whether its control channel is open: sessions can be started. */
  boolean connected() {
    return channelOpened != null;
  }

  /**
   * Returns whether commands get to it: by its control channel, or from ec2messages, as older
   * agents always do; see "Reference: ec2messages, ssmmessages, and other API operations".
   */
  boolean fetchesCommands() {
    return (connected() && build.atLeast(COMMANDS_BY_CHANNEL_SINCE))
        || (running && may("ec2messages:GetMessages"));
  }

  /** Returns the role of Default Host Management Configuration that it has; null without. */
  @Nullable String hostRole() {
    return credentials != null && credentials.hostManaged() ? credentials.roleName() : null;
  }

  /** Returns what it calls AWS by; null if it has nothing. */
  @Nullable AgentCredentials credentials() {
    return credentials;
  }
}

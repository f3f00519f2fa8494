package dev.referee.testkit.embedded;

import com.google.common.collect.EvictingQueue;
import dev.referee.testkit.AgentFault;
import dev.referee.testkit.Fault;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.ReceivedCall;
import dev.referee.testkit.SentMessage;
import dev.referee.testkit.ServiceQuota;
import dev.referee.testkit.embedded.cloudtrail.CloudTrail;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.common.SdkVersions;
import dev.referee.testkit.embedded.http.DirectHttp;
import dev.referee.testkit.embedded.http.LoopbackServer;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.sns.Outbox;
import dev.referee.testkit.embedded.sns.Sns;
import dev.referee.testkit.embedded.ssm.DataChannels;
import dev.referee.testkit.embedded.ssm.Ssm;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.SdkHttpClient;

/**
 * The emulated cloud behind an endpoint: its accounts, its services, and the lock over both.
 *
 * <p>Thread-safe. A call is answered under the lock; delays on the network happen outside.
 */
public final class Cloud {
  /** The path that returns the time. */
  public static final String TIME = LoopbackServer.TIME;

  /**
   * The number of calls that are kept: more than a test makes, and few enough for a sandbox that
   * runs for days.
   */
  static final int MOST_CALLS = 20_000;

  /** The account that has the trails of organizations. */
  private static final String MANAGEMENT_ACCOUNT = "999999999999";

  private static final Logger LOG = LoggerFactory.getLogger(Cloud.class);

  private final ManualClock clock;
  private final Accounts accounts = new Accounts(Services::opened);
  private final EvictingQueue<ReceivedCall> calls = EvictingQueue.create(MOST_CALLS);
  private final DataChannels channels;
  private final Dispatcher dispatcher;
  private final LoopbackServer front;

  /**
   * Creates a cloud that does not listen yet.
   *
   * @param clock the time in it
   */
  public Cloud(ManualClock clock) {
    this.clock = clock;
    this.channels = new DataChannels(clock, accounts, calls::add);
    this.dispatcher = new Dispatcher(new Services(accounts, channels), accounts, calls::add, clock);
    this.front = new LoopbackServer(this::answer, clock);
  }

  /** Answers a request. */
  WireResponse answer(WireRequest request) {
    return locked(() -> dispatcher.answer(request));
  }

  /** Runs under the lock, which is the clock's own: what time brings about happens under it too. */
  private <T> T locked(Supplier<T> action) {
    synchronized (clock) {
      return action.get();
    }
  }

  /**
   * Starts the server and returns its URL; {@link #TIME} below it returns the time.
   *
   * @param port the port on loopback; 0 for any free one
   */
  public URI start(int port) {
    SdkVersions.problem().ifPresent(LOG::warn);
    return front.start(port);
  }

  /** Returns an HTTP client that asks this cloud without a connection, under any endpoint. */
  public SdkHttpClient http() {
    return new DirectHttp(this::answer);
  }

  /** Stops listening. */
  public void stop() {
    front.stop();
    channels.stop();
  }

  /** Returns the time in this cloud. */
  public ManualClock clock() {
    return clock;
  }

  /**
   * Returns the key of an account's own user; the account is created when it is not there.
   *
   * @param accountId twelve digits
   */
  public AwsBasicCredentials ownKey(String accountId) {
    Key key = locked(() -> accounts.create(accountId).ownKey());
    return AwsBasicCredentials.create(key.accessKeyId(), key.secret());
  }

  /**
   * Lets something go wrong with calls to an account.
   *
   * @param accountId an existing account
   * @param fault what goes wrong
   */
  public void inject(String accountId, Fault fault) {
    with(accountId, account -> account.inject(fault));
  }

  /**
   * Lets nothing go wrong any more.
   *
   * @param accountId an existing account
   */
  public void clearFaults(String accountId) {
    with(accountId, AccountState::clearFaults);
  }

  /**
   * Returns whether calls of an account's roles and users need the permission of their policies.
   *
   * @param accountId an existing account
   * @param enforced whether they do
   */
  public void enforceIam(String accountId, boolean enforced) {
    with(accountId, account -> account.store().enforcesIam(enforced));
  }

  /**
   * Caps the pages of an account.
   *
   * @param accountId an existing account
   * @param cap how many entries a page has at most
   */
  public void pageSize(String accountId, int cap) {
    with(accountId, account -> account.store().pageCap(cap));
  }

  /**
   * Changes a quota of an account.
   *
   * @param accountId an existing account
   * @param quota the quota
   * @param value its new value
   */
  public void setQuota(String accountId, ServiceQuota quota, int value) {
    with(accountId, account -> account.store().setQuota(quota, value));
  }

  /**
   * Returns how long CloudFormation takes with a stack from now on.
   *
   * @param accountId an existing account
   * @param time how long
   */
  public void stackTime(String accountId, Duration time) {
    with(accountId, account -> account.store().stackTime(time));
  }

  /**
   * Returns what the service on an instance answers its load balancer from now on.
   *
   * @param accountId an existing account
   * @param instanceId the instance
   * @param status an HTTP status; 0 when the service is down
   */
  public void serviceStatus(String accountId, String instanceId, int status) {
    with(accountId, account -> account.store().serviceStatus(instanceId, status));
  }

  /**
   * Lets an instance's agent misbehave in sessions.
   *
   * @param accountId an existing account
   * @param region the instance's Region
   * @param instanceId the instance
   * @param fault what it does; null to behave again
   */
  public void agentFault(
      String accountId, String region, String instanceId, @Nullable AgentFault fault) {
    in(accountId, region, call -> Ssm.agentFault(instanceId, fault, call));
  }

  /**
   * Restarts or stops the agent of an instance.
   *
   * @param accountId an existing account
   * @param region the instance's Region
   * @param instanceId the instance
   * @param running whether it is to run
   */
  public void agentRuns(String accountId, String region, String instanceId, boolean running) {
    in(accountId, region, call -> Ssm.runAgent(instanceId, running, call));
  }

  /**
   * Adds a trail of an organization's management account to an account that is a member.
   *
   * @param accountId an existing account
   * @param region the home Region of the trail
   * @param name the trail
   */
  public void organizationTrail(String accountId, String region, String name) {
    in(
        accountId,
        region,
        call -> CloudTrail.of(call).addOrganizationTrail(name, MANAGEMENT_ACCOUNT, region, call));
  }

  /**
   * Returns the messages that an account sent to addresses outside AWS.
   *
   * @param accountId an existing account
   */
  public List<SentMessage> outbox(String accountId) {
    List<SentMessage> messages = new ArrayList<>();
    with(accountId, account -> messages.addAll(Outbox.of(account.store()).messages()));
    return List.copyOf(messages);
  }

  /**
   * Confirms the subscriptions of an endpoint, and returns how many were pending.
   *
   * @param accountId an existing account
   * @param region the Region of the topics
   * @param endpoint the address
   */
  public int confirmSubscriptions(String accountId, String region, String endpoint) {
    AtomicInteger confirmed = new AtomicInteger();
    in(accountId, region, call -> confirmed.set(Sns.of(call).confirm(endpoint, call)));
    return confirmed.get();
  }

  /**
   * Deletes the confirmed subscriptions of an endpoint, and returns how many.
   *
   * @param accountId an existing account
   * @param region the Region of the topics
   * @param endpoint the address
   */
  public int unsubscribe(String accountId, String region, String endpoint) {
    AtomicInteger deleted = new AtomicInteger();
    in(accountId, region, call -> deleted.set(Sns.of(call).unsubscribe(endpoint, call)));
    return deleted.get();
  }

  /**
   * Returns what decides on a cluster of EKS.
   *
   * @param accountId an existing account
   * @param region the cluster's Region
   * @param name the cluster
   */
  public ClusterControls cluster(String accountId, String region, String name) {
    return new ClusterControls(action -> in(accountId, region, action), name);
  }

  /**
   * Returns what decides on a metric of CloudWatch.
   *
   * @param accountId an existing account
   * @param region the Region
   * @param namespace the namespace
   * @param name the name
   * @param dimensions the values of its dimensions
   */
  public MetricControls metric(
      String accountId,
      String region,
      String namespace,
      String name,
      Map<String, String> dimensions) {
    return new MetricControls(action -> in(accountId, region, action), namespace, name, dimensions);
  }

  /**
   * Returns what decides what a function of Lambda does.
   *
   * @param accountId an existing account
   * @param region the function's Region
   * @param name the function
   */
  public FunctionControls function(String accountId, String region, String name) {
    return new FunctionControls(action -> in(accountId, region, action), name, accounts, http());
  }

  /**
   * Does something in a Region of an account, with nothing else going on in the cloud meanwhile.
   *
   * @param accountId an existing account
   * @param region the Region
   * @param action what is done, with a call of the account's own user
   */
  public void in(String accountId, String region, Consumer<Call> action) {
    with(
        accountId,
        account ->
            action.accept(
                new Call(
                    accountId, region, account.ownKey().principalArn(), account.store(), clock)));
  }

  /**
   * Returns the members of the last answers to an operation.
   *
   * @param accountId an existing account
   * @param call the operation
   * @return by the member's path, as {@link Fault#missingMember} takes it, the structure that has
   *     it and its name there: {@code ec2.Instance.State}
   */
  public Map<String, String> members(String accountId, ReceivedCall call) {
    return locked(
        () -> {
          Map<String, String> members = new LinkedHashMap<>();
          with(
              accountId,
              account ->
                  account
                      .store()
                      .lastAnswers(call.service(), call.operation())
                      .forEach(answer -> members.putAll(Holes.members(answer))));
          return members;
        });
  }

  /** Returns the last calls so far, in the order in which they were answered. */
  public List<ReceivedCall> calls() {
    return locked(() -> List.copyOf(calls));
  }

  private void with(String accountId, Consumer<AccountState> action) {
    locked(
        () -> {
          action.accept(
              Objects.requireNonNull(
                  accounts.byId(accountId), () -> "No account " + accountId + " in this cloud"));
          return accountId;
        });
  }
}

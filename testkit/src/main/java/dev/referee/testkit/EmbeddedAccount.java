package dev.referee.testkit;

import dev.referee.aws.Account;
import dev.referee.testkit.embedded.Cloud;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;

/**
 * An account of an {@link EmbeddedCloud}, as seen from one Region.
 *
 * <p>Thread-safe. Faults and page sizes hold for the whole account, whichever Region set them.
 */
public final class EmbeddedAccount {
  /** The time limit of one attempt of a call: even a busy machine answers earlier. */
  private static final Duration ATTEMPT = Duration.ofMinutes(4);

  /** The HTTP client of all SDK clients; each of its own would load the trusted certificates. */
  private static final SdkHttpClient HTTP =
      UrlConnectionHttpClient.builder().connectionTimeout(ATTEMPT).socketTimeout(ATTEMPT).build();

  private final Cloud cloud;
  private final URI endpoint;
  private final String id;
  private final AwsBasicCredentials key;
  private final Region region;

  EmbeddedAccount(Cloud cloud, URI endpoint, String id, AwsBasicCredentials key) {
    this(cloud, endpoint, id, key, Region.US_EAST_1);
  }

  private EmbeddedAccount(
      Cloud cloud, URI endpoint, String id, AwsBasicCredentials key, Region region) {
    this.cloud = cloud;
    this.endpoint = endpoint;
    this.id = id;
    this.key = key;
    this.region = region;
  }

  /** Returns the account's id: twelve digits. */
  public String id() {
    return id;
  }

  /** Returns the Region that {@link #client} makes clients for; {@code us-east-1} at first. */
  public Region region() {
    return region;
  }

  /** Returns the access key id of the account's own user, who has all permissions. */
  public String accessKeyId() {
    return key.accessKeyId();
  }

  /** Returns the secret of that key; it is fictitious and protects nothing. */
  public String secretAccessKey() {
    return key.secretAccessKey();
  }

  /**
   * Returns this account, seen from another Region.
   *
   * @param other the Region
   */
  public EmbeddedAccount in(Region other) {
    return new EmbeddedAccount(cloud, endpoint, id, key, other);
  }

  /**
   * Returns an ordinary SDK client of this account and Region: {@code
   * account.client(Ec2Client::builder)}.
   *
   * @param builder the service's client builder, with any further settings
   * @param <B> the builder's type
   * @param <C> the client's type
   */
  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    return client(builder, HTTP);
  }

  /** Returns a client without a network connection: the same bytes in less time. */
  <B extends AwsClientBuilder<B, C>, C> C directClient(Supplier<B> builder) {
    return client(builder, cloud.http());
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder, SdkHttpClient http) {
    B wired =
        builder
            .get()
            .endpointOverride(endpoint)
            .region(region)
            .credentialsProvider(StaticCredentialsProvider.create(key));
    if (wired instanceof AwsSyncClientBuilder<?, ?> sync) {
      sync.httpClient(http);
    }
    return wired.build();
  }

  /**
   * Directs an account to this cloud: its calls go here, with the credentials of this account's own
   * user and the time of this cloud. No rate limits apply, and time limits are long enough for a
   * busy machine.
   *
   * @param account the builder of the account; it may have a role to assume in another account
   * @return the given builder
   */
  public Account.Builder judging(Account.Builder account) {
    return account
        .credentials(StaticCredentialsProvider.create(key))
        .endpoint(endpoint)
        .limit(100_000, 100_000)
        .backoff(Duration.ofMillis(1))
        .timeouts(ATTEMPT.plusMinutes(1), ATTEMPT)
        .clock(cloud.clock());
  }

  /** Returns this account for checks without a network connection: the same bytes in less time. */
  Account judgedDirectly() {
    return judging(Account.builder(region).id(id)).httpClient(cloud.http()).build();
  }

  /**
   * Returns the members of the latest responses of an operation: for each path as {@link
   * Fault#missingMember} takes it, the structure and the name of the member.
   */
  Map<String, String> members(ReceivedCall call) {
    return cloud.members(id, call);
  }

  /**
   * Injects a fault into calls to this account. If several faults match a call, the one that was
   * injected first applies.
   *
   * @param fault the fault
   */
  public void inject(Fault fault) {
    cloud.inject(id, fault);
  }

  /** Removes all faults. */
  public void clearFaults() {
    cloud.clearFaults(id);
  }

  /**
   * Turns on or off whether IAM evaluates the calls of this account's roles and users, as AWS does:
   * calls that their policies do not allow are denied. The account's own user always has all
   * permissions. While this is off, policies are only stored, and only the calls that this cloud
   * makes for instances are evaluated.
   *
   * @param enforced whether IAM decides
   */
  public void enforceIam(boolean enforced) {
    cloud.enforceIam(id, enforced);
  }

  /**
   * Limits the page size of this account's operations, to test pagination.
   *
   * @param cap the maximum number of entries of a page; at least one
   */
  public void pageSize(int cap) {
    if (cap < 1) {
      throw new IllegalArgumentException("A page has at least one entry, not " + cap);
    }
    cloud.pageSize(id, cap);
  }

  /**
   * Changes a quota of this account, in every Region, as an approved request to Service Quotas
   * does. Existing resources stay, even above the quota.
   *
   * @param quota the quota
   * @param value the new value; zero allows none
   */
  public void setQuota(ServiceQuota quota, int value) {
    if (value < 0) {
      throw new IllegalArgumentException("A quota is zero or more, not " + value);
    }
    cloud.setQuota(id, quota, value);
  }

  /**
   * Sets how long CloudFormation takes to create stacks, from now on. It starts the resources one
   * after the other, and those that have started are CREATE_IN_PROGRESS until the time is up. The
   * resources themselves exist at once.
   *
   * @param time the time that each stack takes
   */
  public void stacksTake(Duration time) {
    cloud.stackTime(id, time);
  }

  /**
   * Stops the service on an instance, so health checks of load balancers get no answer. Before
   * that, every instance answers with 200 on all ports.
   *
   * @param instanceId the instance; it keeps running
   */
  public void serviceDown(String instanceId) {
    cloud.serviceStatus(id, instanceId, 0);
  }

  /**
   * Sets the HTTP status with which the service on an instance answers health checks of load
   * balancers.
   *
   * @param instanceId the instance
   * @param httpStatus the status, for example 503; 200 makes it healthy again
   */
  public void serviceAnswers(String instanceId, int httpStatus) {
    if (httpStatus < 100 || httpStatus > 599) {
      throw new IllegalArgumentException(
          "An HTTP status is between 100 and 599, not " + httpStatus);
    }
    cloud.serviceStatus(id, instanceId, httpStatus);
  }

  /**
   * Injects a fault into the sessions that the agent on an instance opens from now on.
   *
   * @param instanceId an instance in this Region
   * @param fault the fault
   */
  public void agentMisbehaves(String instanceId, AgentFault fault) {
    cloud.agentFault(id, region.id(), instanceId, fault);
  }

  /**
   * Removes the fault of the agent on an instance.
   *
   * @param instanceId an instance in this Region
   */
  public void agentBehaves(String instanceId) {
    cloud.agentFault(id, region.id(), instanceId, null);
  }

  /**
   * Stops the agent on an instance, like somebody who is logged in there. {@link #restartAgent} or
   * a start of the instance starts it again.
   *
   * @param instanceId an instance in this Region whose agent was started with it
   */
  public void stopAgent(String instanceId) {
    cloud.agentRuns(id, region.id(), instanceId, false);
  }

  /**
   * Restarts the agent on an instance, like somebody who is logged in there. It gets its
   * credentials at once, without the rest of its waiting time.
   *
   * @param instanceId an instance in this Region whose agent was started with it
   */
  public void restartAgent(String instanceId) {
    cloud.agentRuns(id, region.id(), instanceId, true);
  }

  /**
   * Adds a trail of an organization that has this account as a member. The trail is multi-Region
   * and logs; its management account is another one, so this account sees it and cannot change it.
   *
   * @param name the name of the trail, whose home Region is that of this account
   */
  public void organizationTrail(String name) {
    cloud.organizationTrail(id, region.id(), name);
  }

  /**
   * Returns the messages that this account sent to addresses outside AWS, from every Region, the
   * oldest first: the e-mails of SNS with the requests to confirm, text messages, and requests to
   * HTTP endpoints. Nothing leaves this machine.
   */
  public List<SentMessage> outbox() {
    return cloud.outbox(id);
  }

  /**
   * Confirms the subscriptions of an endpoint in this Region, as its owner does with the link in
   * the message.
   *
   * @param endpoint the e-mail address or URL
   * @return the number of subscriptions that were pending
   */
  public int confirmSubscriptions(String endpoint) {
    return cloud.confirmSubscriptions(id, region.id(), endpoint);
  }

  /**
   * Deletes the confirmed subscriptions of an endpoint in this Region, as its owner does with the
   * link to unsubscribe in a message.
   *
   * @param endpoint the e-mail address or URL
   * @return the number of deleted subscriptions
   */
  public int unsubscribe(String endpoint) {
    return cloud.unsubscribe(id, region.id(), endpoint);
  }

  /**
   * Returns the controls of an EKS cluster in this Region, for what no EKS operation can do.
   *
   * @param name the cluster's name
   */
  public EmbeddedCluster cluster(String name) {
    return new EmbeddedCluster(cloud.cluster(id, region.id(), name));
  }

  /**
   * Returns a metric of CloudWatch in this Region, to decide its value: {@code
   * account.metric("AWS/EC2", "CPUUtilization", Map.of("InstanceId", id)).is(87.5)}.
   *
   * @param namespace the namespace
   * @param name the name
   * @param dimensions the values of its dimensions
   */
  public EmbeddedMetric metric(String namespace, String name, Map<String, String> dimensions) {
    return new EmbeddedMetric(cloud.metric(id, region.id(), namespace, name, dimensions));
  }

  /**
   * Returns the controls of a Lambda function in this Region: {@code account.function("orders")
   * .does(invocation -> ...)}.
   *
   * @param name the function's name
   */
  public EmbeddedFunction function(String name) {
    return new EmbeddedFunction(cloud.function(id, region.id(), name));
  }

  /**
   * Returns an HTTP client that reaches this account's cloud without a connection, whichever host a
   * request names: what was signed for a host of AWS is answered here.
   */
  public SdkHttpClient http() {
    return cloud.http();
  }

  /** Returns the time in this account. */
  public ManualClock clock() {
    return cloud.clock();
  }

  /** Returns the address at which this account's cloud listens: an {@code http} address. */
  public URI endpoint() {
    return endpoint;
  }

  /** Returns the calls that this account received so far. */
  public List<ReceivedCall> calls() {
    return cloud.calls().stream().filter(call -> call.accountId().equals(id)).toList();
  }

  @Override
  public String toString() {
    return "EmbeddedAccount " + id + " in " + region + " at " + endpoint;
  }
}

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

  /** Returns the access key id of the account's own user, who may everything. */
  public String accessKeyId() {
    return key.accessKeyId();
  }

  /** Returns the secret of that key; it is made up and guards nothing. */
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
   * @param builder the service's client builder, with whatever else the caller wants of it
   * @param <B> the builder's type
   * @param <C> the client's type
   */
  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    B wired =
        builder
            .get()
            .endpointOverride(endpoint)
            .region(region)
            .credentialsProvider(StaticCredentialsProvider.create(key));
    if (wired instanceof AwsSyncClientBuilder<?, ?> sync) {
      sync.httpClientBuilder(UrlConnectionHttpClient.builder());
    }
    return wired.build();
  }

  /**
   * Lets an account be judged here, by this account's own user: calls go to this cloud and are at
   * its time. They need not spare it; and a busy machine is not an AWS that hangs.
   *
   * @param account an account, also of another one's role that this one may assume
   * @return the same
   */
  public Account.Builder judging(Account.Builder account) {
    return account
        .credentials(StaticCredentialsProvider.create(key))
        .endpoint(endpoint)
        .limit(100_000, 100_000)
        .backoff(Duration.ofMillis(1))
        .timeouts(Duration.ofSeconds(29), Duration.ofSeconds(25))
        .clock(cloud.clock());
  }

  /**
   * Returns this account as a check judges it without a connection: the same bytes as over the
   * wire, in less time.
   */
  Account judgedDirectly() {
    return judging(Account.builder(region).id(id)).httpClient(cloud.http()).build();
  }

  /**
   * Returns the members of the last answers to an operation: by the path that {@link
   * Fault#missingMember} takes, the structure that has it and its name there.
   */
  Map<String, String> members(ReceivedCall call) {
    return cloud.members(id, call);
  }

  /**
   * Lets something go wrong with calls to this account; of several faults that hit a call, the one
   * that was injected first does.
   *
   * @param fault what goes wrong
   */
  public void inject(Fault fault) {
    cloud.inject(id, fault);
  }

  /** Lets nothing go wrong any more. */
  public void clearFaults() {
    cloud.clearFaults(id);
  }

  /**
   * Lets IAM decide on the calls of this account's roles and users, as it does on AWS: what their
   * policies do not allow is refused. The account's own user may always do everything. Until this
   * is set, policies are kept and shown, and only calls that this cloud itself makes for an
   * instance go by them.
   *
   * @param enforced whether IAM decides
   */
  public void enforceIam(boolean enforced) {
    cloud.enforceIam(id, enforced);
  }

  /**
   * Caps the pages that this account's operations answer with, so that there is a second page.
   *
   * @param cap how many entries a page has at most; at least one
   */
  public void pageSize(int cap) {
    if (cap < 1) {
      throw new IllegalArgumentException("A page has at least one entry, not " + cap);
    }
    cloud.pageSize(id, cap);
  }

  /**
   * Changes a quota of this account, in every Region, as an approved request to Service Quotas
   * does. What the account has already stays, also above the quota.
   *
   * @param quota the quota
   * @param value how many of its resources the account may have; zero for none
   */
  public void setQuota(ServiceQuota quota, int value) {
    if (value < 0) {
      throw new IllegalArgumentException("A quota is zero or more, not " + value);
    }
    cloud.setQuota(id, quota, value);
  }

  /**
   * Lets CloudFormation take its time with the stacks that are created from now on: until then it
   * begins to create one resource after the other, and those that are begun are CREATE_IN_PROGRESS.
   * What they are is there at once, as always.
   *
   * @param time how long each stack takes
   */
  public void stacksTake(Duration time) {
    cloud.stackTime(id, time);
  }

  /**
   * Lets the service on an instance go down: health checks of load balancers find nobody who
   * answers. All services are up until then, on all ports, and answer with 200.
   *
   * @param instanceId the instance, which itself goes on running
   */
  public void serviceDown(String instanceId) {
    cloud.serviceStatus(id, instanceId, 0);
  }

  /**
   * Lets the service on an instance answer health checks of load balancers with an HTTP status.
   *
   * @param instanceId the instance
   * @param httpStatus the status, as in 503; 200 for all is well again
   */
  public void serviceAnswers(String instanceId, int httpStatus) {
    if (httpStatus < 100 || httpStatus > 599) {
      throw new IllegalArgumentException(
          "An HTTP status is between 100 and 599, not " + httpStatus);
    }
    cloud.serviceStatus(id, instanceId, httpStatus);
  }

  /**
   * Lets the agent on an instance misbehave in the sessions that are opened from now on.
   *
   * @param instanceId an instance in this Region
   * @param how what it does
   */
  public void agentMisbehaves(String instanceId, AgentFault how) {
    cloud.agentFault(id, region.id(), instanceId, how);
  }

  /**
   * Lets the agent on an instance behave again.
   *
   * @param instanceId an instance in this Region
   */
  public void agentBehaves(String instanceId) {
    cloud.agentFault(id, region.id(), instanceId, null);
  }

  /**
   * Stops the agent on an instance, as somebody does who is logged in there; it is started again by
   * {@link #restartAgent} or with its instance.
   *
   * @param instanceId an instance in this Region whose agent was started with it
   */
  public void stopAgent(String instanceId) {
    cloud.agentRuns(id, region.id(), instanceId, false);
  }

  /**
   * Starts the agent on an instance anew, as somebody does who is logged in there: it takes its
   * credentials at once, however long it was to sleep.
   *
   * @param instanceId an instance in this Region whose agent was started with it
   */
  public void restartAgent(String instanceId) {
    cloud.agentRuns(id, region.id(), instanceId, true);
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

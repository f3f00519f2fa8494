package dev.referee.aws;

import static com.google.common.base.Preconditions.checkArgument;

import dev.referee.Target;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;

/**
 * A team's AWS account, in one Region.
 *
 * <p>A check gets it with {@code context.target(Account.class)} and requests standard SDK clients
 * from it, which work only in that check and in its thread:
 *
 * <pre>{@code
 * Ec2Client ec2 = context.target(Account.class).client(Ec2Client::builder);
 * }</pre>
 *
 * <p>For every call of such a client:
 *
 * <ul>
 *   <li>It is sent only if the check's {@link dev.referee.Check#permissions permissions} declare
 *       its action, and only to AWS itself or to the endpoint that the embedding program set.
 *   <li>Before the first call, STS confirms that the credentials belong to the account.
 *   <li>Within a sweep, identical reads with the same credentials (of one profile, of the default
 *       chain, or of one provider) reach AWS only once, even if several accounts make them. Calls
 *       that are declared active are always sent.
 *   <li>It ends when the check's time is up.
 *   <li>Its response is in the verdict's {@link dev.referee.Evidence}.
 *   <li>If it could not see (denied, throttled, unreachable, timed out, without credentials), it
 *       throws {@link dev.referee.Inconclusive}, never an SDK exception. An SDK exception is a
 *       definite error of AWS; {@link AwsLookups#found} turns it into "does not exist".
 * </ul>
 *
 * <p>Thread-safe. Create one per account and reuse it: it holds the limits, the meter and the
 * clients. It need not be closed.
 */
public final class Account implements Target {
  private final AccountContext home;
  private final Region region;
  private final ClientOverrideConfiguration overrides;
  private final Map<Class<?>, SdkClient> clients = new ConcurrentHashMap<>();

  Account(AccountContext home, Region region) {
    this.home = home;
    this.region = region;
    this.overrides = home.overrides();
  }

  /**
   * Returns a builder of an account.
   *
   * @param region the Region that checks read; never taken from settings of the machine
   */
  public static Builder builder(Region region) {
    return new Builder(region);
  }

  /**
   * Returns the client of a service, for example {@code account.client(Ec2Client::builder)}; always
   * the same one.
   *
   * @param builder creates the SDK's builder of the client
   */
  public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient>
      C client(Supplier<B> builder) {
    B fresh = builder.get();
    @SuppressWarnings("unchecked") // the client under a builder's class was built by it
    C client = (C) clients.computeIfAbsent(fresh.getClass(), any -> build(fresh));
    return client;
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient>
      C build(B builder) {
    return builder
        .region(region)
        .credentialsProvider((AwsCredentialsProvider) home::credentials)
        .putAuthScheme(home.authScheme())
        .endpointOverride(home.settings().endpoint().orElse(null))
        .httpClient(home.seam())
        .overrideConfiguration(overrides)
        .build();
  }

  /**
   * Runs an exchange that no SDK client supports (for example over a WebSocket), with the same
   * guarantees as a client call. Calls during the exchange are part of it: the evidence contains
   * only the result of the whole.
   *
   * @param action the IAM action that allows it, which the check's permissions declare as active
   * @param id AWS's id for it, for example of a session; it is in the evidence
   * @param address its address
   * @return the result
   * @throws dev.referee.Inconclusive if it failed
   * @throws InterruptedException if the thread is interrupted
   */
  public String exchange(String action, String id, URI address, Dialogue dialogue)
      throws InterruptedException {
    int colon = action.indexOf(':');
    Operation operation =
        new Operation(action.substring(0, colon), action.substring(colon + 1), region.id());
    return home.exchange(operation, id, address, dialogue);
  }

  /**
   * Sends a request to an API of the account that has no SDK client, such as the API server of an
   * EKS cluster, with the same guarantees as a client call. Like an SDK client, it tries up to
   * three times if the API fails, throttles or cannot be reached, and waits as long as a {@code
   * Retry-After} header asks.
   *
   * @param api the API
   * @param operation the operation; the check's permissions declare {@link ApiProtocol#service}, a
   *     colon and this name
   * @param request the request without its authentication
   * @return the response, which may be a definite error
   * @throws dev.referee.Inconclusive if it could not see
   */
  public ApiResponse send(ApiProtocol api, String operation, HttpExecuteRequest request) {
    return home.send(api, new Operation(api.service(), operation, region.id()), request);
  }

  /**
   * Runs clean-up calls even after the check's deadline or an interrupt; the interrupt flag is
   * restored afterwards.
   *
   * @param cleanUp makes short calls; runs once more if it is interrupted meanwhile
   */
  public void cleanUp(Runnable cleanUp) {
    try (CheckScope open = home.sessions().enterForCleanUp()) {
      CleanUpRun.run(cleanUp);
    }
  }

  /** Returns the same account in another Region, with the same limits and meter. */
  public Account in(Region other) {
    return home.in(other);
  }

  /** Returns the same account with a recorder, and with its own limits and meter. */
  public Account recordedBy(Recorder recorder) {
    return new AccountContext(
            new Settings.Builder().from(home.settings()).recorder(recorder).build())
        .in(region);
  }

  /** Returns the Region. */
  public Region region() {
    return region;
  }

  /** Returns the endpoint other than AWS, if one is set. */
  public Optional<URI> endpoint() {
    return home.settings().endpoint();
  }

  /** Returns the expected account id: twelve digits. */
  public Optional<String> id() {
    return home.settings().accountId();
  }

  /** Returns the ARN of the role that is assumed to read the account, if there is one. */
  public Optional<String> role() {
    return home.settings().role().map(Role::arn);
  }

  /**
   * Returns the ARN that STS gave for the credentials, for example of an assumed role's session;
   * empty before a check made a call.
   */
  public Optional<String> caller() {
    return home.caller();
  }

  /** Returns the counter of this account's calls, in all Regions. */
  public Meter meter() {
    return home.meter();
  }

  @Override
  public String name() {
    return home.place() + " in " + region;
  }

  @Override
  public String concurrencyKey() {
    return home.settings().concurrencyKey();
  }

  @Override
  public CheckScope enter(CheckExecution run) {
    return home.sessions().enter(run);
  }

  @Override
  public String toString() {
    return name();
  }

  /** A builder of an account. Not thread-safe. */
  public static final class Builder {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    private final Settings.Builder settings = new Settings.Builder();

    private Builder(Region region) {
      settings.region(region);
    }

    /**
     * Sets the expected account id, twelve digits; credentials of any other account are then
     * refused. Without it any account is accepted, and the evidence shows which one it was.
     */
    public Builder id(String id) {
      settings.id(id);
      return this;
    }

    /** Takes credentials from a named profile on this machine, as the files are at that time. */
    public Builder profile(String name) {
      settings.sourceName("profile " + name);
      settings.sourceKey("profile " + name);
      settings.source(
          ProfileCredentialsProvider.builder()
              .profileName(name)
              .profileFile(ProfileFileSupplier.defaultSupplier())
              .build());
      return this;
    }

    /**
     * Takes credentials from a provider; by default from the SDK's default chain. The caller has to
     * close the provider.
     */
    public Builder credentials(AwsCredentialsProvider provider) {
      settings.sourceName("the given credentials");
      settings.sourceKey(provider);
      settings.source(provider);
      return this;
    }

    /**
     * Assumes a role with those credentials; the account id is that of the role.
     *
     * @param arn the role's ARN
     * @param externalId the external id that its trust policy requires
     */
    public Builder assumeRole(String arn, String externalId) {
      return role(new Role(arn, externalId));
    }

    /** Assumes a role that requires no external id. A team's role should require one. */
    public Builder assumeRole(String arn) {
      return role(new Role(arn, null));
    }

    private Builder role(Role role) {
      settings.role(role);
      return this;
    }

    /**
     * Sets the session name of the assumed role, which CloudTrail shows; {@code referee} by
     * default.
     */
    public Builder sessionName(String name) {
      settings.sessionName(name);
      return this;
    }

    /**
     * Sends all calls to an endpoint other than AWS: an emulator. Nothing else redirects calls; if
     * an environment variable or a profile tries to, they are refused.
     *
     * @throws IllegalArgumentException if it does not begin with {@code http://} or {@code
     *     https://} and a host
     */
    public Builder endpoint(URI endpoint) {
      checkArgument(
          SCHEMES.contains(String.valueOf(endpoint.getScheme())) && endpoint.getHost() != null,
          "An endpoint is an address such as http://127.0.0.1:4566, not '%s'",
          endpoint);
      settings.endpoint(endpoint);
      return this;
    }

    /**
     * Sets the HTTP client, which may be shared by accounts and is closed by the caller; by default
     * the SDK's url-connection client.
     */
    public Builder httpClient(SdkHttpClient http) {
      settings.http(http);
      return this;
    }

    /** Sets the timeouts of a call and of each attempt; 15 and 5 seconds by default. */
    public Builder timeouts(Duration call, Duration attempt) {
      settings.callTimeout(call);
      settings.attemptTimeout(attempt);
      return this;
    }

    /**
     * Sets the delay before the first retry of a call; after throttling it is ten times as long.
     * The default is 100 milliseconds, as AWS recommends. It doubles with every retry.
     */
    public Builder backoff(Duration base) {
      settings.backoff(base);
      return this;
    }

    /**
     * Sets the rate limit for each service of the account; by default 20 calls a second after a
     * burst of 100, which is below AWS's limits.
     */
    public Builder limit(int perSecond, int burst) {
      settings.perSecond(perSecond);
      settings.burst(burst);
      return this;
    }

    /**
     * Sets the clock for the times of responses and for the end of the session of an assumed role;
     * the system clock by default.
     */
    public Builder clock(Clock clock) {
      settings.clock(clock);
      return this;
    }

    Settings.Builder settings() {
      return settings;
    }

    /**
     * Returns the account. Nothing is sent before a check makes a call.
     *
     * @throws IllegalStateException if the id is invalid, or is not that of the role
     */
    public Account build() {
      Settings made = settings.build();
      return new AccountContext(made).in(made.region());
    }
  }
}

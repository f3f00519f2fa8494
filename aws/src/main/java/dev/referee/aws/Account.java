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
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;

/**
 * A team's AWS account, in one Region.
 *
 * <p>A check gets it by {@code context.target(Account.class)} and asks it for the ordinary SDK
 * clients, which work only in that check and in its thread:
 *
 * <pre>{@code
 * Ec2Client ec2 = context.target(Account.class).client(Ec2Client::builder);
 * }</pre>
 *
 * <p>What is promised for every call of such a client:
 *
 * <ul>
 *   <li>It leaves only if the check's {@link dev.referee.Check#permissions permissions} name its
 *       action, and only for AWS itself or for the endpoint that the embedder gave.
 *   <li>Before the first one, STS has proven that the credentials belong to the account.
 *   <li>Within a sweep, identical reads with the same credentials reach AWS once. Calls that are
 *       declared active always do.
 *   <li>It ends when the check's time is up.
 *   <li>Its answer stands in the verdict's {@link dev.referee.Evidence}.
 *   <li>Where it could not see (denied, throttled, unreachable, late, without credentials) it
 *       throws {@link dev.referee.Inconclusive}, never an SDK exception. An SDK exception is what
 *       AWS definitely said; {@link AwsLookups#found} makes "does not exist" of it.
 * </ul>
 *
 * <p>Thread-safe. Make one per account and keep it: it holds the limits, the meter and the clients.
 * It needs no closing.
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
   * Begins an account.
   *
   * @param region the Region that checks look at; never taken from the machine
   */
  public static Builder builder(Region region) {
    return new Builder(region);
  }

  /**
   * Returns the client of a service, as in {@code account.client(Ec2Client::builder)}; always the
   * same one.
   *
   * @param builder makes the SDK's own builder of the client
   */
  public <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient>
      C client(Supplier<B> builder) {
    B fresh = builder.get();
    @SuppressWarnings("unchecked") // what is kept under a builder's class was built by it
    C client = (C) clients.computeIfAbsent(fresh.getClass(), any -> build(fresh));
    return client;
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C extends SdkClient>
      C build(B builder) {
    return builder
        .region(region)
        .credentialsProvider((AwsCredentialsProvider) home::credentials)
        .endpointOverride(home.settings().endpoint().orElse(null))
        .httpClient(home.seam())
        .overrideConfiguration(overrides)
        .build();
  }

  /**
   * Runs an exchange that no SDK client supports (for example over a WebSocket), with the same
   * guarantees as a client call. Calls that are made meanwhile are part of it: the evidence has
   * only the result of the whole.
   *
   * @param action the IAM action that allows it, which the check's permissions name as active
   * @param id what AWS calls it, as the id of a session; it stands in the evidence
   * @param address where it is held
   * @return the result
   * @throws dev.referee.Inconclusive when it could not be held
   * @throws InterruptedException when the thread is interrupted
   */
  public String hold(String action, String id, URI address, Dialogue dialogue)
      throws InterruptedException {
    int colon = action.indexOf(':');
    Operation operation =
        new Operation(action.substring(0, colon), action.substring(colon + 1), region.id());
    return home.hold(operation, id, address, dialogue);
  }

  /**
   * Runs clean-up calls even after the check's deadline or an interrupt; the interrupt flag is
   * restored afterwards.
   *
   * @param ending makes calls that take little time; done once more if it is interrupted meanwhile
   */
  public void end(Runnable ending) {
    try (CheckScope open = home.sessions().enterForEnding()) {
      CleanUpRun.run(ending);
    }
  }

  /** Returns the same account in another Region; limits and meter are the same. */
  public Account in(Region other) {
    return home.in(other);
  }

  /**
   * Returns the same account, with all that is asked of it recorded; with limits and a meter of its
   * own.
   */
  public Account recordedBy(Recorder recorder) {
    return new AccountContext(
            new Settings.Builder().from(home.settings()).recorder(recorder).build())
        .in(region);
  }

  /** Returns the Region. */
  public Region region() {
    return region;
  }

  /** Returns the endpoint that is not AWS's own, where the embedder gave one. */
  public Optional<URI> endpoint() {
    return home.settings().endpoint();
  }

  /** Returns the id that the account was declared to have: twelve digits. */
  public Optional<String> id() {
    return home.settings().accountId();
  }

  /** Returns the ARN of the role that is assumed to look at the account, where there is one. */
  public Optional<String> role() {
    return home.settings().role().map(Role::arn);
  }

  /** Returns what counts this account's calls, in all Regions. */
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
     * Sets the id that the account has to have, twelve digits; credentials of any other account are
     * then refused. Without it any account is accepted, and the evidence shows which it was.
     */
    public Builder id(String id) {
      settings.id(id);
      return this;
    }

    /** Takes credentials from a profile of the machine; from the files as they are then. */
    public Builder profile(String name) {
      settings.sourceName("profile " + name);
      settings.source(
          ProfileCredentialsProvider.builder()
              .profileName(name)
              .profileFile(ProfileFileSupplier.defaultSupplier())
              .build());
      return this;
    }

    /**
     * Takes credentials from a provider; by default from the SDK's default chain. The provider
     * stays the embedder's, who closes it.
     */
    public Builder credentials(AwsCredentialsProvider provider) {
      settings.sourceName("the given credentials");
      settings.source(provider);
      return this;
    }

    /**
     * Assumes a role with those credentials; the account's id is that of the role.
     *
     * @param arn the role's ARN
     * @param externalId what its trust policy asks for
     */
    public Builder assumeRole(String arn, String externalId) {
      return role(new Role(arn, externalId));
    }

    /** Assumes a role that asks for no external id. Give a team's role one. */
    public Builder assumeRole(String arn) {
      return role(new Role(arn, null));
    }

    private Builder role(Role role) {
      settings.role(role);
      return this;
    }

    /** Sets the session name of the assumed role, which CloudTrail shows; {@code referee}. */
    public Builder sessionName(String name) {
      settings.sessionName(name);
      return this;
    }

    /**
     * Sends all calls to an endpoint that is not AWS's own: an emulator. Nothing else redirects
     * calls; where a variable or a profile of the machine tries to, they are refused.
     *
     * @throws IllegalArgumentException when it does not begin with {@code http://} or {@code
     *     https://} and a host
     */
    public Builder endpoint(URI endpoint) {
      checkArgument(
          SCHEMES.contains(String.valueOf(endpoint.getScheme())) && endpoint.getHost() != null,
          "An endpoint is an address as in http://127.0.0.1:4566, and this is '%s'",
          endpoint);
      settings.endpoint(endpoint);
      return this;
    }

    /**
     * Sets the HTTP client, which may be shared among accounts and stays the embedder's; by default
     * the SDK's url-connection client.
     */
    public Builder httpClient(SdkHttpClient http) {
      settings.http(http);
      return this;
    }

    /** Sets how long a call may take, and each attempt of it; 15 and 5 seconds by default. */
    public Builder timeouts(Duration call, Duration attempt) {
      settings.callTimeout(call);
      settings.attemptTimeout(attempt);
      return this;
    }

    /**
     * Sets how long to wait before a call is repeated for the first time, after a throttle ten
     * times as long; 100 milliseconds by default, as AWS asks for. It doubles with every
     * repetition.
     */
    public Builder backoff(Duration base) {
      settings.backoff(base);
      return this;
    }

    /**
     * Sets how many calls may go to each service of the account; 20 a second after a burst of 100
     * by default, which stays below what AWS throttles.
     */
    public Builder limit(int perSecond, int burst) {
      settings.perSecond(perSecond);
      settings.burst(burst);
      return this;
    }

    /**
     * Sets the clock that tells when an answer came, and when the session of an assumed role is
     * over; the system's by default.
     */
    public Builder clock(Clock clock) {
      settings.clock(clock);
      return this;
    }

    Settings.Builder settings() {
      return settings;
    }

    /**
     * Returns the account. Nothing is sent before a check asks.
     *
     * @throws IllegalStateException when the id is none, or is not that of the role
     */
    public Account build() {
      Settings made = settings.build();
      return new AccountContext(made).in(made.region());
    }
  }
}

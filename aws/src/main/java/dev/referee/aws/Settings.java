package dev.referee.aws;

import static com.google.common.base.Preconditions.checkState;

import com.google.common.net.InetAddresses;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.immutables.value.Value;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.ProxyConfiguration;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;

/** The settings of an account. Immutable. */
@Value.Immutable
abstract class Settings {
  private static final Pattern ID = Pattern.compile("\\d{12}");

  private static final Duration ATTEMPT = Duration.ofSeconds(5);

  /** Creates the default HTTP client; it holds no connections and no threads. */
  private static final class Shared {
    static final SdkHttpClient HTTP = client(ATTEMPT);

    /**
     * Creates a client that ends an attempt itself, soon after its timeout: the JDK's connection
     * cannot be aborted while it waits for the rest of a response.
     */
    static SdkHttpClient client(Duration attempt) {
      return UrlConnectionHttpClient.builder().socketTimeout(attempt.plusSeconds(1)).build();
    }

    /** Creates a client that uses no proxy, whatever HTTP_PROXY says. */
    static SdkHttpClient direct(Duration attempt) {
      return UrlConnectionHttpClient.builder()
          .socketTimeout(attempt.plusSeconds(1))
          .proxyConfiguration(
              ProxyConfiguration.builder()
                  .useSystemPropertyValues(false)
                  .useEnvironmentVariablesValues(false)
                  .build())
          .build();
    }
  }

  /** A key that is equal for accounts that see the same. */
  private record Login(Optional<String> id, Optional<URI> endpoint, Object source, Object role) {}

  abstract Region region();

  abstract Optional<String> id();

  abstract Optional<URI> endpoint();

  abstract Optional<Role> role();

  abstract Optional<Recorder> recorder();

  abstract Optional<TapePlayer> player();

  @Value.Default
  String sourceName() {
    return "the default credentials";
  }

  @Value.Default
  AwsCredentialsProvider source() {
    return DefaultCredentialsProvider.builder()
        .profileFile(ProfileFileSupplier.defaultSupplier())
        .build();
  }

  /** Returns a key that is equal for sources of the same credentials. */
  @Value.Default
  Object sourceKey() {
    return sourceName();
  }

  @Value.Default
  String sessionName() {
    return "referee";
  }

  @Value.Default
  SdkHttpClient http() {
    if (endpoint().filter(Settings::isOnThisMachine).isPresent()) {
      return Shared.direct(attemptTimeout());
    }
    return attemptTimeout().equals(ATTEMPT) ? Shared.HTTP : Shared.client(attemptTimeout());
  }

  private static boolean isOnThisMachine(URI endpoint) {
    String host = endpoint.getHost();
    return host.equals("localhost")
        || host.endsWith(".localhost")
        || (InetAddresses.isUriInetAddress(host)
            && InetAddresses.forUriString(host).isLoopbackAddress());
  }

  @Value.Default
  Duration callTimeout() {
    return Duration.ofSeconds(15);
  }

  @Value.Default
  Duration attemptTimeout() {
    return ATTEMPT;
  }

  /** Creates one retry strategy, with one retry budget, for an account in a Region. */
  @Value.Default
  Supplier<RetryStrategy> retries() {
    return () ->
        AwsRetryStrategy.standardRetryStrategy().toBuilder()
            .maxAttempts(3)
            .backoffStrategy(doubling(backoff()))
            .throttlingBackoffStrategy(doubling(backoff().multipliedBy(10)))
            .build();
  }

  private static BackoffStrategy doubling(Duration base) {
    return BackoffStrategy.exponentialDelay(base, Duration.ofSeconds(20));
  }

  @Value.Default
  Duration backoff() {
    return Duration.ofMillis(100);
  }

  @Value.Default
  int perSecond() {
    return 20;
  }

  @Value.Default
  int burst() {
    return 100;
  }

  @Value.Default
  TimeMeter time() {
    return TimeMeter.SYSTEM_NANOTIME;
  }

  @Value.Default
  BlockingStrategy waiting() {
    return BlockingStrategy.PARKING;
  }

  @Value.Default
  int mostBytes() {
    return 32 << 20;
  }

  @Value.Default
  Clock clock() {
    return Clock.systemUTC();
  }

  @Value.Check
  void check() {
    id().ifPresent(
            id ->
                checkState(
                    ID.matcher(id).matches(), "An account ID has 12 digits; this is '%s'", id));
    checkState(
        id().equals(accountId()) || id().isEmpty(),
        "The account's id is %s, but the role belongs to account %s",
        id().orElse(""),
        role().map(Role::account).orElse(""));
    checkState(perSecond() >= 1 && burst() >= 1, "A limit has to be at least 1 call per second");
  }

  /** Returns the expected account id. */
  final Optional<String> accountId() {
    return role().map(Role::account).or(this::id);
  }

  /** Returns the name for people, without a Region. */
  final String place() {
    String name = accountId().map(id -> "account " + id).orElse("the account of " + sourceName());
    return name + endpoint().map(there -> " at " + there.getAuthority()).orElse("");
  }

  final Endpoints endpoints() {
    return new Endpoints(endpoint().isPresent(), region());
  }

  final Credentials credentials() {
    Credentials own = new Credentials(source(), sourceName());
    return role()
        .map(role -> new Credentials(role.credentials(own, this), "the role " + role.arn()))
        .orElse(own);
  }

  /** Returns the key of the account among those of a game. */
  final String concurrencyKey() {
    return accountId().orElseGet(this::place);
  }

  final Transport wire(Meter meter) {
    return player().<Transport>map(tape -> tape).orElseGet(() -> coalescing(meter));
  }

  private Transport coalescing(Meter meter) {
    Limits limits = new Limits(perSecond(), burst(), time(), waiting());
    Transport network = new NetworkTransport(http(), limits, endpoints(), clock(), mostBytes());
    return new CoalescingTransport(
        network, meter, new Login(accountId(), endpoint(), sourceKey(), role()));
  }

  /** Returns the configuration that the clients of the account in one Region share. */
  final ClientOverrideConfiguration overrides(ExecutionInterceptor interceptor) {
    return ClientOverrideConfiguration.builder()
        .retryStrategy(retries().get())
        .apiCallAttemptTimeout(attemptTimeout())
        .apiCallTimeout(callTimeout())
        .scheduledExecutorService(TimeoutScheduler.clock())
        .addExecutionInterceptor(interceptor)
        .build();
  }

  /** A builder of settings. Not thread-safe. */
  static final class Builder extends ImmutableSettings.Builder {}
}

package dev.referee.testkit.embedded;

import com.google.common.base.Strings;
import dev.referee.testkit.FunctionBody;
import dev.referee.testkit.FunctionInvocation;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.common.SessionContext;
import dev.referee.testkit.embedded.lambda.Lambda;
import dev.referee.testkit.embedded.lambda.Lambda.Invocation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.http.SdkHttpClient;

/** What a test decides about a function of Lambda: what its code does. */
public final class FunctionControls {
  private static final Duration SESSION = Duration.ofHours(12);

  private final Consumer<Consumer<Call>> region;
  private final String name;
  private final Accounts accounts;
  private final SdkHttpClient http;

  /**
   * Creates the controls of a function.
   *
   * @param region runs something in the function's account and Region
   * @param name the function
   * @param accounts where the keys of its sessions are valid
   * @param http what its clients call the cloud with
   */
  FunctionControls(
      Consumer<Consumer<Call>> region, String name, Accounts accounts, SdkHttpClient http) {
    this.region = region;
    this.name = name;
    this.accounts = accounts;
    this.http = http;
  }

  /** Lets the code of the function be this. */
  public void does(FunctionBody body) {
    region.accept(call -> Lambda.of(call).does(name, invocation -> run(body, invocation)));
  }

  private @Nullable String run(FunctionBody body, Invocation invocation) throws Exception {
    return body.run(
        new FunctionInvocation(
            invocation.event(),
            invocation.functionArn(),
            invocation.requestId(),
            invocation.call().region(),
            credentials(invocation),
            http));
  }

  private AwsSessionCredentials credentials(Invocation invocation) {
    String number = Strings.padStart(Integer.toString(accounts.nextNumber()), 12, '0');
    AwsSessionCredentials issued =
        AwsSessionCredentials.create(
            "ASIAFAKE" + number,
            Strings.padEnd("example/secret/of/session" + number, 40, '0'),
            "example-session-token-" + number);
    accounts.add(
        new Key(
            issued.accessKeyId(),
            issued.secretAccessKey(),
            issued.sessionToken(),
            invocation.call().now().plus(SESSION),
            invocation.call().accountId(),
            invocation.sessionArn(),
            invocation.sessionId(),
            SessionContext.NONE));
    return issued;
  }

  /** Returns how often the code ran. */
  public int invocations() {
    return read(lambda -> lambda.invocations(name));
  }

  /** Returns the last events, from the oldest on. */
  public List<String> events() {
    return read(lambda -> lambda.events(name));
  }

  /** Returns the last error. */
  public Optional<String> lastError() {
    return read(lambda -> Optional.ofNullable(lambda.lastError(name)));
  }

  private <T> T read(Function<Lambda, T> what) {
    AtomicReference<@Nullable T> read = new AtomicReference<>();
    region.accept(call -> read.set(what.apply(Lambda.of(call))));
    return Objects.requireNonNull(read.get());
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.referee.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;

/** The state that an account shares between all its Regions. Thread-safe. */
final class AccountContext {
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

  private final Settings settings;
  private final Credentials credentials;
  private final Meter meter = new Meter();
  private final CurrentCheckSession sessions = new CurrentCheckSession();
  private final Transport wire;
  private final AccountHttpClient seam;
  private final DeferredSigV4AuthScheme authScheme =
      new DeferredSigV4AuthScheme(() -> sessions.current().call());
  private final Map<Region, Account> regions = new ConcurrentHashMap<>();
  private volatile @Nullable String caller;

  AccountContext(Settings settings) {
    this.settings = settings;
    this.credentials = settings.credentials();
    this.wire = settings.wire(meter);
    this.seam = new AccountHttpClient(sessions, wire);
  }

  Account in(Region region) {
    return regions.computeIfAbsent(region, any -> new Account(this, region));
  }

  CurrentCheckSession sessions() {
    return sessions;
  }

  Meter meter() {
    return meter;
  }

  Settings settings() {
    return settings;
  }

  /** Returns the credentials; they are fetched only for a check. */
  AwsCredentials credentials() {
    CheckSession session = sessions.current();
    try {
      return credentials.resolveCredentials();
    } catch (Inconclusive e) {
      settings.recorder().ifPresent(to -> to.refused(settings, session.run(), e));
      throw e;
    }
  }

  AccountHttpClient seam() {
    return seam;
  }

  DeferredSigV4AuthScheme authScheme() {
    return authScheme;
  }

  /** Returns the name for people, without a Region. */
  String place() {
    return settings.place();
  }

  /** Returns the configuration that all clients of one Region share. */
  ClientOverrideConfiguration overrides() {
    return settings.overrides(new CallInterceptor(this));
  }

  /** Begins a call if the check may make it, after the account has been verified. */
  void begin(CheckSession session, Operation operation) {
    try {
      session.prove(this::proveIdentity);
      session.begin(operation);
    } catch (Inconclusive e) {
      session.run().asked(operation.action(), operation.toString(), Optional.of(e));
      throw e;
    }
  }

  /** Takes the end of a call; a response that cannot be understood is not cached for others. */
  void ended(CheckSession session, String requestId, @Nullable Inconclusive failure) {
    RequestAttempt attempt = session.call().attempt();
    boolean answered = session.call().answer() != null;
    if (failure != null && failure.cause() == Cause.UNREACHABLE && answered && attempt != null) {
      wire.forget(attempt);
    }
    if (failure != null
        && failure.getCause() instanceof AwsServiceException said
        && ErrorCodes.isOfCredentials(AwsErrors.code(said))) {
      credentials.areRefused();
    }
    settings.recorder().ifPresent(to -> to.ended(settings, session, requestId, failure));
    Operation operation = session.call().operation();
    session
        .run()
        .asked(
            operation.action(),
            attempt != null ? attempt.key() : operation.toString(),
            Optional.ofNullable(failure));
  }

  /** Runs an exchange like a call. */
  String exchange(Operation operation, String id, URI address, Dialogue dialogue)
      throws InterruptedException {
    CheckSession session = sessions.current();
    begin(session, operation);
    RequestAttempt attempt =
        new RequestAttempt(
            session,
            DialogueHttpAdapter.request(address),
            new DialogueHttpAdapter(dialogue, credentials::resolveCredentials),
            false);
    session.call().asks(attempt);
    SdkCall held = session.hold();
    @Nullable Inconclusive failure = null;
    try {
      BufferedResponse answer = wire.ask(attempt);
      held.isAnswered(answer);
      return new String(answer.body(), UTF_8);
    } catch (Inconclusive e) {
      failure = e;
      throw e;
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
      }
      failure = new Inconclusive(Cause.UNREACHABLE, operation + " failed", "", e);
      throw failure;
    } finally {
      session.resume(held);
      if (session.end(id, session.account())) {
        ended(session, id, failure);
      }
    }
  }

  /** Sends a request to an API that has no SDK client. */
  ApiResponse send(ApiProtocol api, Operation operation, HttpExecuteRequest request) {
    CheckSession session = sessions.current();
    begin(session, operation);
    ApiHttpAdapter carrier =
        new ApiHttpAdapter(api, credentials::resolveCredentials, settings.clock());
    return new ApiCall(this, session, api, request, carrier).send(wire);
  }

  /**
   * Asks STS for the account of the credentials, which must be the expected one. The checks of a
   * sweep share the response, without the pipeline of the SDK. If STS did not respond to one of
   * them, the others do not wait for it.
   */
  String proveIdentity() {
    CheckSession session = sessions.current();
    IdentityProof proof = session.run().shared(IdentityProof.class, this, IdentityProof::new);
    Optional<Inconclusive> before = proof.failure();
    if (before.isPresent()) {
      settings.recorder().ifPresent(to -> to.refused(settings, session.run(), before.get()));
      throw before.get();
    }
    String found =
        proof
            .confirmed()
            .map(confirmed -> repeat(session, confirmed))
            .orElseGet(() -> confirmed(session, proof));
    settings.accountId().filter(id -> !id.equals(found)).ifPresent(id -> refuse(found, id));
    return found;
  }

  /** Lets a check take over the call by which another check has verified the account. */
  private String repeat(CheckSession session, IdentityProof.Confirmed confirmed) {
    Operation operation = confirmed.call().operation();
    begin(session, operation);
    session.repeat(confirmed);
    meter.count(session, operation, CallCounts.REMEMBERED);
    ended(session, confirmed.evidence().requestId(), null);
    return confirmed.accountId();
  }

  private String confirmed(CheckSession session, IdentityProof proof) {
    String found = proof.rememberIfNobodyAnswers(session.run(), this::identity);
    SdkCall call = session.call();
    // A tape has a response for each check; it is played as it was recorded.
    if (settings.player().isEmpty()) {
      session
          .evidence()
          .ifPresent(evidence -> proof.confirm(new IdentityProof.Confirmed(found, call, evidence)));
    }
    return found;
  }

  /** Returns the ARN that STS gave for the credentials; empty before the first call of a check. */
  Optional<String> caller() {
    return Optional.ofNullable(caller);
  }

  private String identity() {
    GetCallerIdentityResponse identity =
        in(settings.region()).client(StsClient::builder).getCallerIdentity();
    caller = identity.arn();
    String found = identity.account();
    if (found == null || !ACCOUNT.matcher(found).matches()) {
      throw ResponseFormat.foreign(
          new Operation("sts", "GetCallerIdentity", settings.region().id()),
          "it contains no 12-digit account ID");
    }
    return found;
  }

  private static void refuse(String found, String id) {
    throw new Inconclusive(
        Cause.MISCONFIGURED,
        "These credentials belong to account %s, but the team's account is %s".formatted(found, id),
        "Give the team's account its own profile, role or keys, or correct its id.",
        null);
  }
}

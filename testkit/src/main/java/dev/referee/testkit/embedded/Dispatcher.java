package dev.referee.testkit.embedded;

import dev.referee.testkit.Fault;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.ReceivedCall;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.http.CredentialScope;
import dev.referee.testkit.embedded.http.PresignedUrl;
import dev.referee.testkit.embedded.http.WireRequest;
import dev.referee.testkit.embedded.http.WireResponse;
import dev.referee.testkit.embedded.http.WireResponse.Travel;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.protocol.WireProtocol;
import dev.referee.testkit.embedded.service.ApiCall;
import dev.referee.testkit.embedded.service.CommonErrors;
import dev.referee.testkit.embedded.service.ConstrainedMembers;
import dev.referee.testkit.embedded.service.RequiredMembers;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import dev.referee.testkit.embedded.service.ServiceRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.SdkPojo;

/** A dispatcher of requests to their operations. Guarded by the cloud's one lock. */
final class Dispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
  private static final byte[] GARBAGE =
      "<!doctype html><p>{\"this\": is no answer of AWS".getBytes(StandardCharsets.UTF_8);

  private final ServiceRegistry services;
  private final Accounts accounts;
  private final Consumer<ReceivedCall> record;
  private final ManualClock clock;
  private long requests;

  Dispatcher(
      ServiceRegistry services,
      Accounts accounts,
      Consumer<ReceivedCall> record,
      ManualClock clock) {
    this.services = services;
    this.accounts = accounts;
    this.record = record;
    this.clock = clock;
  }

  /** A request with its service, Region, operation and id. */
  private record Asked(
      WireRequest request, Service service, String region, String operation, String requestId) {
    WireProtocol wire() {
      return WireProtocol.of(service.protocol(), request);
    }

    /** Returns the version of the API that is asked for. */
    String version() {
      return wire().version(request, service);
    }

    CommonErrors refusals() {
      return new CommonErrors(service.protocol());
    }

    WireResponse error(AwsError error) {
      return wire().error(service, error, requestId);
    }
  }

  /** Answers a request. An internal error becomes an error response with its cause. */
  WireResponse answer(WireRequest request) {
    String requestId = new UUID(0, ++requests).toString();
    CredentialScope scope = CredentialScope.of(request);
    try {
      return answer(request, requestId, scope);
    } catch (RuntimeException | Error broken) {
      String name = scope == null ? "sts" : scope.service();
      LOG.error("The embedded account could not set up {}", name, broken);
      Protocol protocol = name.equals("ec2") ? Protocol.EC2_QUERY : spoken(request);
      return WireProtocol.of(protocol)
          .error(
              new Service(name, protocol, ""),
              new CommonErrors(protocol).broken(broken),
              requestId);
    }
  }

  private WireResponse answer(
      WireRequest request, String requestId, @Nullable CredentialScope scope) {
    Service service = service(request, scope);
    String named = WireProtocol.of(service.protocol(), request).operation(request, service);
    String operation = Objects.requireNonNullElse(named, request.method() + " " + request.path());
    String region = scope == null ? "" : scope.region();
    Asked requested = new Asked(request, service, region, operation, requestId);
    Key key = scope == null ? null : accounts.key(scope.accessKeyId());
    record.accept(
        new ReceivedCall(
            key == null ? "" : key.accountId(), region, service.signingName(), operation));
    if (scope == null) {
      return requested.error(requested.refusals().unsigned());
    }
    PresignedUrl presigned = PresignedUrl.of(request);
    String token =
        presigned == null ? request.header("x-amz-security-token") : presigned.sessionToken();
    if (key == null
        || !Objects.equals(key.sessionToken(), token)
        || key.refuses(service.signingName(), operation)) {
      return requested.error(requested.refusals().unknownKey());
    }
    if (key.expired(clock.instant())) {
      return requested.error(requested.refusals().expiredToken());
    }
    if (presigned != null) {
      try {
        presigned.check(key.secret(), clock.instant());
      } catch (AwsError refused) {
        return requested.error(refused);
      }
    }
    return answer(requested, key);
  }

  /** Returns the service that is called; one that is not there has no operations. */
  private Service service(WireRequest request, @Nullable CredentialScope scope) {
    String name = scope == null ? "sts" : scope.service();
    Service known = services.signedFor(name);
    if (known != null) {
      return known;
    }
    return new Service(name, spoken(request), "");
  }

  private static Protocol spoken(WireRequest request) {
    if (request.header("x-amz-target") != null) {
      return Protocol.JSON_1_1;
    }
    return request.form().containsKey("Action") ? Protocol.AWS_QUERY : Protocol.REST_JSON;
  }

  private WireResponse answer(Asked request, Key key) {
    AccountState account = Objects.requireNonNull(accounts.byId(key.accountId()));
    Fault fault = account.fault(request.service().signingName(), request.operation());
    Call call =
        new Call(
            account.id(),
            request.region(),
            key.principalArn(),
            account.store(),
            clock,
            key.session());
    Made made = new Made(request, call, key.accessKeyId());
    return fault == null ? work(made) : spoil(fault, made);
  }

  /** A request with its caller. */
  private record Made(Asked asked, Call call, String accessKeyId) {

    /** Tells those who listen what was asked, and what came of it. */
    void publish(SdkPojo request, @Nullable SdkPojo answer, @Nullable AwsError error) {
      String agent = Objects.requireNonNullElse(asked.request().header("user-agent"), "");
      call.store()
          .publish(
              new ApiCall(
                  call,
                  asked.service().signingName(),
                  asked.service().protocol(),
                  asked.operation(),
                  request,
                  answer,
                  error,
                  new ApiCall.Caller(accessKeyId, agent, "", asked.requestId())));
    }
  }

  private WireResponse spoil(Fault fault, Made made) {
    Asked request = made.asked();
    CommonErrors refusals = request.refusals();
    return switch (fault.kind()) {
      case THROTTLE -> request.error(refusals.throttled());
      case DENY ->
          request.error(
              refusals.denied(
                  made.call(), request.service().signingName() + ":" + request.operation()));
      case EXPIRED_TOKEN -> request.error(refusals.expiredToken());
      case INTERNAL_ERROR -> request.error(refusals.internalError());
      case UNAVAILABLE -> request.error(refusals.unavailable());
      case STALL -> work(made).travelling(Travel.LATE, fault.time());
      case SLOW_BODY -> work(made).travelling(Travel.SLOWLY, fault.time());
      case BREAK_OFF -> work(made).travelling(Travel.BROKEN_OFF, fault.time());
      case HANG_UP -> nothing(request).travelling(Travel.HUNG_UP, fault.time());
      case GARBAGE -> WireResponse.of(200, "text/html", GARBAGE, request.requestId());
      case EMPTY -> nothing(request);
      case ERROR -> request.error(new AwsError(fault.status(), fault.text(), "An injected error."));
      case BODY ->
          WireResponse.of(
              200,
              "text/plain",
              fault.text().getBytes(StandardCharsets.UTF_8),
              request.requestId());
      case FOREIGN_PAGE -> request.wire().foreignPage(request.requestId());
      case OTHER_OPERATION -> request.wire().otherOperation(request.service(), request.requestId());
      case ERROR_DOCUMENT -> request.error(refusals.internalError()).withStatus(200);
      case STATUS -> work(made).withStatus(fault.status());
      case MISSING_MEMBER -> work(made, answer -> Holes.without(answer, fault.text()));
    };
  }

  private static WireResponse nothing(Asked request) {
    return request.wire().write(request.service(), request.operation(), null, request.requestId());
  }

  private WireResponse work(Made made) {
    return work(made, answer -> answer);
  }

  private WireResponse work(Made made, UnaryOperator<SdkPojo> changed) {
    Asked requested = made.asked();
    Call call = made.call();
    Service service = requested.service();
    Service.Entry entry = service.operation(requested.operation());
    if (entry == null) {
      LOG.warn(
          "The embedded account does not have {} of {}; a caller asked for it",
          requested.operation(),
          service.signingName());
      return requested.error(
          requested.refusals().unknownOperation(requested.operation(), service.apiVersion()));
    }
    String version = requested.version();
    if (version.compareTo(service.apiVersion()) < 0) {
      // The version of Elastic Load Balancing that has classic load balancers, say.
      return requested.error(requested.refusals().unknownOperation(requested.operation(), version));
    }
    SdkPojo request = null;
    try {
      WireProtocol protocol = requested.wire();
      request = protocol.read(requested.request(), entry);
      RequiredMembers.require(service, requested.operation(), request);
      ConstrainedMembers.require(service, requested.operation(), request);
      if (call.store().enforcesIam()) {
        Iam.authorize(services, service, requested.operation(), request, call);
      }
      SdkPojo answer = entry.operation().call(request, call);
      call.store().answered(service.signingName(), requested.operation(), answer);
      made.publish(request, answer, null);
      return protocol.write(
          service, requested.operation(), changed.apply(answer), requested.requestId());
    } catch (AwsError error) {
      if (request != null) {
        made.publish(request, null, error);
      }
      return requested.error(error);
    } catch (RuntimeException | Error broken) {
      LOG.error("{} of {} broke", requested.operation(), service.signingName(), broken);
      return requested.error(requested.refusals().broken(broken));
    }
  }
}

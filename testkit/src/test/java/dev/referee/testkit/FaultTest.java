package dev.referee.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.StsClientBuilder;

class FaultTest {
  private static final String ACCOUNT = "111111111111";

  private final EmbeddedCloud cloud = EmbeddedCloud.start();
  private final EmbeddedAccount account = cloud.account(ACCOUNT);
  private final StsClient sts = account.client(FaultTest::impatient);

  @AfterEach
  void close() {
    cloud.close();
  }

  private static StsClientBuilder impatient() {
    return impatient(any -> {});
  }

  private static StsClientBuilder impatient(Consumer<ClientOverrideConfiguration.Builder> more) {
    return StsClient.builder()
        .overrideConfiguration(
            c -> more.accept(c.retryStrategy(DefaultRetryStrategy.doNotRetry())));
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(Fault.throttle(), 400, "Throttling"),
        Arguments.of(Fault.deny(), 403, "AccessDenied"),
        Arguments.of(Fault.expiredToken(), 403, "ExpiredToken"),
        Arguments.of(Fault.internalError(), 500, "InternalFailure"),
        Arguments.of(Fault.unavailable(), 503, "ServiceUnavailable"));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void answersWithTheErrorThatTheServiceHasForIt(Fault fault, int status, String code) {
    account.inject(fault);
    AwsServiceException error =
        catchThrowableOfType(AwsServiceException.class, () -> sts.getCallerIdentity());
    assertThat(error.statusCode()).isEqualTo(status);
    assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(error.isThrottlingException()).isEqualTo(fault.equals(Fault.throttle()));
    account.clearFaults();
    assertThat(sts.getCallerIdentity().account()).isEqualTo(ACCOUNT);
  }

  @Test
  void wordsEachErrorAsTheProtocolDoes() {
    account.inject(Fault.deny());
    Ec2Client ec2 = account.client(Ec2Client::builder);
    assertThatThrownBy(() -> ec2.describeInstances())
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            denied -> {
              assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("UnauthorizedOperation");
              assertThat(denied.awsErrorDetails().errorMessage())
                  .contains("is not authorized to perform: ec2:DescribeInstances")
                  .contains("Encoded authorization failure message: ");
            });
    SsmClient ssm = account.client(SsmClient::builder);
    assertThatThrownBy(() -> ssm.describeInstanceInformation())
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            denied -> {
              assertThat(denied.statusCode()).isEqualTo(400);
              assertThat(denied.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException");
            });
    EksClient eks = account.client(EksClient::builder);
    assertThatThrownBy(() -> eks.listClusters())
        .hasMessageContaining("is not authorized to perform: eks:");
  }

  @Test
  void hitsOnlyTheNextCallsOfTheOperation() {
    account.inject(Fault.deny().on("sts", "GetCallerIdentity").times(2));
    assertThat(account.client(IamClient::builder).listRoles().roles()).isEmpty();
    assertThatThrownBy(() -> sts.getCallerIdentity()).hasMessageContaining("not authorized");
    assertThatThrownBy(() -> sts.getCallerIdentity()).hasMessageContaining("not authorized");
    assertThat(sts.getCallerIdentity().account()).isEqualTo(ACCOUNT);
  }

  @Test
  void leavesOtherAccountsAlone() {
    account.inject(Fault.deny());
    EmbeddedAccount other = cloud.account("222222222222");
    assertThat(other.client(StsClient::builder).getCallerIdentity().account())
        .isEqualTo(other.id());
  }

  static Stream<Fault> brokenAnswers() {
    return Stream.of(Fault.hangUp(), Fault.breakOff(), Fault.garbage());
  }

  @ParameterizedTest
  @MethodSource("brokenAnswers")
  void givesTheClientNoAnswer(Fault fault) {
    account.inject(fault.times(1));
    assertThatThrownBy(() -> sts.getCallerIdentity()).isInstanceOf(SdkClientException.class);
    assertThat(sts.getCallerIdentity().account()).isEqualTo(ACCOUNT);
  }

  @Test
  void answersNothingButWellFormed() {
    account.inject(Fault.empty());
    assertThat(sts.getCallerIdentity().account()).isNull();
  }

  @Test
  void deliversASlowBodyCompletely() {
    account.inject(Fault.slowBody(Duration.ofMillis(40)));
    assertThat(sts.getCallerIdentity().account()).isEqualTo(ACCOUNT);
  }

  @Test
  void stallsItsOwnAccountOnly() throws Exception {
    account.inject(Fault.stall(Duration.ofMinutes(10)));
    CompletableFuture<?>[] stalled =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> sts.getCallerIdentity()))
            .limit(3)
            .toArray(CompletableFuture[]::new);
    StsClient other = cloud.account("222222222222").client(StsClient::builder);
    CompletableFuture.supplyAsync(() -> other.getCallerIdentity(), Runnable::run)
        .get(5, TimeUnit.MINUTES);
    assertThat(stalled).noneMatch(CompletableFuture::isDone);
  }

  @Test
  void answersWithAnyErrorOfAnyStatus() {
    account.inject(Fault.error("NobodyKnowsThis", 418));
    assertThatThrownBy(() -> sts.getCallerIdentity())
        .isInstanceOfSatisfying(
            AwsServiceException.class,
            error -> {
              assertThat(error.statusCode()).isEqualTo(418);
              assertThat(error.awsErrorDetails().errorCode()).isEqualTo("NobodyKnowsThis");
            });
  }

  static Stream<Arguments> statuses() {
    return Stream.of(
        Arguments.of(Fault.emptyBody(), 200, ""),
        Arguments.of(Fault.body("{}"), 200, "{}"),
        Arguments.of(Fault.foreignPage(), 200, "<html><body>"),
        Arguments.of(Fault.otherOperation(), 200, "<DescribeSomethingElseResponse"),
        Arguments.of(Fault.errorDocument(), 200, "<ErrorResponse"),
        Arguments.of(Fault.status(204), 204, ""),
        Arguments.of(Fault.status(206), 206, "<GetCallerIdentityResponse"),
        Arguments.of(Fault.status(302), 302, ""));
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void sendsWhatIsNoAnswerWithARequestId(Fault fault, int status, String begins) {
    account.inject(fault);
    List<Received> received = new ArrayList<>();
    StsClient listening =
        account.client(
            () -> impatient(c -> c.addExecutionInterceptor(new Listener(received::add))));
    try {
      listening.getCallerIdentity();
    } catch (SdkException unreadable) {
      // How an SDK reports it is not tested here.
    }
    assertThat(received).hasSize(1);
    assertThat(received.get(0).status()).isEqualTo(status);
    assertThat(received.get(0).requestId()).isNotEmpty();
    if (begins.isEmpty()) {
      assertThat(received.get(0).body()).isEmpty();
    } else {
      assertThat(received.get(0).body()).contains(begins);
    }
  }

  @Test
  void breaksJsonResponsesToo() {
    SsmClient ssm = account.client(SsmClient::builder);
    for (Fault fault : List.of(Fault.foreignPage(), Fault.otherOperation())) {
      account.clearFaults();
      account.inject(fault);
      assertThat(ssm.describeInstanceInformation().hasInstanceInformationList()).isFalse();
    }
    account.clearFaults();
    assertThat(ssm.describeInstanceInformation().hasInstanceInformationList()).isTrue();
  }

  @Test
  void leavesAMemberOutOfAnAnswer() {
    Ec2Client ec2 = account.client(Ec2Client::builder);
    String id = ec2.describeVpcs().vpcs().get(0).vpcId();
    account.inject(Fault.missingMember("Vpcs[0].CidrBlock"));
    assertThat(ec2.describeVpcs().vpcs().get(0).cidrBlock()).isNull();
    assertThat(ec2.describeVpcs().vpcs().get(0).vpcId()).isEqualTo(id);
    account.clearFaults();
    account.inject(Fault.missingMember("Vpcs[0].CidrBlockAssociationSet[0].CidrBlockState.State"));
    assertThat(ec2.describeVpcs().vpcs().get(0).cidrBlockAssociationSet().get(0).cidrBlockState())
        .isNotNull()
        .extracting(it -> it.stateAsString())
        .isNull();
    account.clearFaults();
    account.inject(Fault.missingMember("Vpcs[7].CidrBlock"));
    assertThat(ec2.describeVpcs().vpcs().get(0).cidrBlock()).isNotNull();
  }

  @Test
  void refusesStatusesThatAreNone() {
    assertThatThrownBy(() -> Fault.error("Any", 200)).hasMessageContaining("not 200");
    assertThatThrownBy(() -> Fault.status(99)).hasMessageContaining("not 99");
  }

  private record Received(int status, String requestId, String body) {}

  /** An interceptor that records what was received over the wire. */
  private record Listener(Consumer<Received> to) implements ExecutionInterceptor {
    @Override
    public Optional<InputStream> modifyHttpResponseContent(
        Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
      byte[] body =
          context
              .responseBody()
              .map(
                  content -> {
                    try (content) {
                      return content.readAllBytes();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  })
              .orElseGet(() -> new byte[0]);
      SdkHttpResponse head = context.httpResponse();
      to.accept(
          new Received(
              head.statusCode(),
              head.firstMatchingHeader("x-amzn-RequestId").orElse(""),
              new String(body, UTF_8)));
      return Optional.of(new ByteArrayInputStream(body));
    }
  }
}

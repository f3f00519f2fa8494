package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
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
    return StsClient.builder()
        .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()));
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
  void letsASlowBodyArriveWhole() {
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
        .get(30, TimeUnit.SECONDS);
    assertThat(stalled).noneMatch(CompletableFuture::isDone);
  }
}

package dev.referee.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.http.LoopbackServer;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/** Tests that failures inside the embedded account are reported to the caller at once. */
class BrokenAnswersTest {
  private static final Duration SOON = Duration.ofMinutes(5);

  private final ManualClock clock = ManualClock.at(Instant.EPOCH);
  private final Accounts accounts = new Accounts();
  private LoopbackServer front = new LoopbackServer(request -> null, clock);

  @AfterEach
  void stop() {
    front.stop();
  }

  private static Service missingMethod(String name) {
    throw new NoSuchMethodError("Vpc.aMemberOfANewerSdk() for " + name);
  }

  /** Starts a server with the given services. */
  private URI listen(Function<String, Service> services) {
    Dispatcher dispatcher = new Dispatcher(services::apply, accounts, call -> {}, clock);
    front = new LoopbackServer(dispatcher::answer, clock);
    return front.start(0);
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(B builder, URI endpoint) {
    Key key = accounts.create("111122223333").ownKey();
    return builder
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(key.accessKeyId(), key.secret())))
        .overrideConfiguration(
            c -> c.apiCallTimeout(SOON).retryStrategy(DefaultRetryStrategy.doNotRetry()))
        .build();
  }

  private static void saysWhy(Runnable call) {
    AwsServiceException answer = catchThrowableOfType(AwsServiceException.class, call::run);
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.awsErrorDetails().errorMessage())
        .contains("java.lang.NoSuchMethodError: Vpc.aMemberOfANewerSdk()");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec2", "sts", "ssm"})
  void aServiceThatCannotBeSetUpSaysWhy(String service) {
    URI endpoint = listen(BrokenAnswersTest::missingMethod);
    UrlConnectionHttpClient.Builder http = UrlConnectionHttpClient.builder();

    saysWhy(
        switch (service) {
          case "ec2" -> client(Ec2Client.builder().httpClientBuilder(http), endpoint)::describeVpcs;
          case "sts" ->
              client(StsClient.builder().httpClientBuilder(http), endpoint)::getCallerIdentity;
          default ->
              client(SsmClient.builder().httpClientBuilder(http), endpoint)
                  ::describeInstanceInformation;
        });
  }

  @Test
  void anOperationThatBreaksSaysWhy() {
    URI endpoint =
        listen(
            name ->
                new Service(name, Protocol.EC2_QUERY, "2016-11-15")
                    .on(
                        DescribeVpcsRequest.class,
                        DescribeVpcsRequest::builder,
                        (request, call) -> {
                          missingMethod(name);
                          return request;
                        }));

    saysWhy(
        client(Ec2Client.builder().httpClientBuilder(UrlConnectionHttpClient.builder()), endpoint)
            ::describeVpcs);
  }

  @Test
  void aRequestThatCannotEvenBeReadGetsAnAnswer() throws Exception {
    front =
        new LoopbackServer(
            request -> {
              throw new NoClassDefFoundError("software/amazon/awssdk/Gone");
            },
            clock);

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(front.start(0)).timeout(SOON).build(),
                HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("NoClassDefFoundError: software/amazon/awssdk/Gone");
  }
}

package dev.referee.fidelity;

import dev.referee.aws.Account;
import dev.referee.testkit.Sandbox;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;

/**
 * An account on moto, selected by the access keys of a role.
 *
 * <p>The clock of the judging side moves, but not moto's, whose timestamps are those of the system
 * clock.
 */
final class MotoSandbox implements Sandbox {
  private final URI endpoint;
  private final AwsCredentialsProvider credentials;
  private final Account account;
  private final List<String> asked = new ArrayList<>();
  private Clock clock = Clock.systemUTC();

  MotoSandbox(URI endpoint, String id) {
    this.endpoint = endpoint;
    this.credentials = keys(endpoint, id);
    this.account =
        Account.builder(Region.US_EAST_1)
            .id(id)
            .credentials(credentials)
            .endpoint(endpoint)
            .limit(100_000, 100_000)
            .backoff(Duration.ofMillis(1))
            .build();
  }

  private static AwsCredentialsProvider keys(URI endpoint, String id) {
    try (StsClient sts =
        StsClient.builder()
            .endpointOverride(endpoint)
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
            .build()) {
      Credentials keys =
          sts.assumeRole(
                  it -> it.roleArn("arn:aws:iam::" + id + ":role/worlds").roleSessionName("worlds"))
              .credentials();
      return StaticCredentialsProvider.create(
          AwsSessionCredentials.create(
              keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken()));
    }
  }

  @Override
  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    return client(Region.US_EAST_1, builder);
  }

  @Override
  public <B extends AwsClientBuilder<B, C>, C> C client(Region region, Supplier<B> builder) {
    return builder
        .get()
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(credentials)
        .overrideConfiguration(
            it ->
                it.retryStrategy(retry -> retry.maxAttempts(1)).addExecutionInterceptor(new Ear()))
        .build();
  }

  /** Returns the calls that set up the world, in order, for example {@code Ec2:RunInstances}. */
  List<String> asked() {
    return asked;
  }

  @Override
  public Account account() {
    return account;
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public void advance(Duration time) {
    clock = Clock.offset(clock, time);
  }

  @Override
  public void close() {}

  @Override
  public String toString() {
    return "MotoSandbox, " + account;
  }

  private final class Ear implements ExecutionInterceptor {
    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
      asked.add(
          attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME)
              + ":"
              + attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME));
    }
  }
}

package dev.referee.testkit;

import dev.referee.aws.Account;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * A sandbox with one account in its own embedded cloud.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedSandbox implements Sandbox {
  private static final String ACCOUNT_ID = "111122223333";

  private final EmbeddedCloud cloud;
  private final EmbeddedAccount embedded;
  private final Account account;

  private EmbeddedSandbox(EmbeddedCloud cloud) {
    this(cloud, cloud.account(ACCOUNT_ID));
  }

  private EmbeddedSandbox(EmbeddedCloud cloud, EmbeddedAccount embedded) {
    this.cloud = cloud;
    this.embedded = embedded;
    this.account = embedded.judging(Account.builder(embedded.region()).id(embedded.id())).build();
  }

  /** Returns a sandbox in a new cloud. */
  public static EmbeddedSandbox start() {
    return new EmbeddedSandbox(EmbeddedCloud.start());
  }

  /**
   * Returns a sandbox of an existing account, in the Region of that account. Closing it closes the
   * whole cloud.
   *
   * @param cloud the cloud
   * @param account an account of that cloud
   */
  public static EmbeddedSandbox of(EmbeddedCloud cloud, EmbeddedAccount account) {
    return new EmbeddedSandbox(cloud, account);
  }

  /** Returns the cloud. */
  public EmbeddedCloud cloud() {
    return cloud;
  }

  /** Returns the embedded account, for faults and for the calls that it received. */
  public EmbeddedAccount embedded() {
    return embedded;
  }

  @Override
  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    return embedded.client(builder);
  }

  @Override
  public <B extends AwsClientBuilder<B, C>, C> C client(Region region, Supplier<B> builder) {
    return embedded.in(region).client(builder);
  }

  @Override
  public Account account() {
    return account;
  }

  @Override
  public Clock clock() {
    return cloud.clock();
  }

  @Override
  public void advance(Duration time) {
    cloud.clock().advance(time);
  }

  @Override
  public void close() {
    cloud.close();
  }

  @Override
  public String toString() {
    return "EmbeddedSandbox, " + embedded;
  }
}

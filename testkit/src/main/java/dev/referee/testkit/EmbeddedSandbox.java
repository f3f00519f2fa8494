package dev.referee.testkit;

import dev.referee.aws.Account;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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
  private final boolean direct;

  private EmbeddedSandbox(EmbeddedCloud cloud, EmbeddedAccount embedded, boolean direct) {
    this.cloud = cloud;
    this.embedded = embedded;
    this.direct = direct;
    this.account = embedded.judging(Account.builder(embedded.region()).id(embedded.id())).build();
  }

  /** Returns a sandbox in a new cloud. */
  public static EmbeddedSandbox start() {
    EmbeddedCloud cloud = EmbeddedCloud.start();
    return new EmbeddedSandbox(cloud, cloud.account(ACCOUNT_ID), false);
  }

  /** Returns a sandbox in a new cloud, whose clients use no network connection. */
  static EmbeddedSandbox startDirect() {
    EmbeddedCloud cloud = EmbeddedCloud.start();
    return new EmbeddedSandbox(cloud, cloud.account(ACCOUNT_ID), true);
  }

  /**
   * Returns a sandbox of an existing account, in the Region of that account. Closing it closes the
   * whole cloud.
   *
   * @param cloud the cloud
   * @param account an account of that cloud
   */
  public static EmbeddedSandbox of(EmbeddedCloud cloud, EmbeddedAccount account) {
    return new EmbeddedSandbox(cloud, account, false);
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
    return client(embedded, builder);
  }

  @Override
  public <B extends AwsClientBuilder<B, C>, C> C client(Region region, Supplier<B> builder) {
    return client(embedded.in(region), builder);
  }

  private <B extends AwsClientBuilder<B, C>, C> C client(
      EmbeddedAccount account, Supplier<B> builder) {
    return direct ? account.directClient(builder) : account.client(builder);
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
  public List<SentMessage> outbox() {
    return embedded.outbox();
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

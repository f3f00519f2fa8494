package dev.referee.testkit;

import dev.referee.aws.Account;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * An AWS account in which scenarios are built, by AWS calls and by advancing time.
 *
 * <p>It need not be the embedded one: a world that only makes AWS calls is the same world wherever
 * AWS is spoken. For implementation by those who have another such place.
 */
public interface Sandbox extends AutoCloseable {

  /** Returns an ordinary SDK client of this account, that may change everything. */
  <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder);

  /**
   * Returns such a client of another Region of this account.
   *
   * @param region the Region
   */
  <B extends AwsClientBuilder<B, C>, C> C client(Region region, Supplier<B> builder);

  /**
   * Returns the account as Referee judges it; it keeps no answer back from one test to the next.
   */
  Account account();

  /** Returns the time in this place. */
  Clock clock();

  /**
   * Lets time pass: by moving it, or where it cannot be moved by waiting.
   *
   * @param time how much
   */
  void advance(Duration time);

  @Override
  void close();
}

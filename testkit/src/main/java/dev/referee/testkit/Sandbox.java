package dev.referee.testkit;

import dev.referee.Referee;
import dev.referee.aws.Account;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;

/**
 * An AWS account in which scenarios are built, by AWS calls and by advancing time.
 *
 * <p>It need not be the embedded account: a scenario that only makes AWS calls can be built on any
 * endpoint that is compatible with AWS. For implementation by users with another such endpoint.
 */
public interface Sandbox extends AutoCloseable {

  /** Returns an SDK client of this account with all permissions. */
  <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder);

  /**
   * Returns an SDK client of this account in another Region.
   *
   * @param region the Region
   */
  <B extends AwsClientBuilder<B, C>, C> C client(Region region, Supplier<B> builder);

  /** Returns the account to judge; it keeps no responses from one test to the next. */
  Account account();

  /** Returns the time in this account. */
  Clock clock();

  /**
   * Lets time pass: advances the clock, or waits if the clock cannot be advanced.
   *
   * @param time the time to pass
   */
  void advance(Duration time);

  /**
   * Returns the messages that this account sent to addresses outside AWS, the oldest first.
   *
   * @throws UnsupportedOperationException if they cannot be seen here
   */
  default List<SentMessage> outbox() {
    throw new UnsupportedOperationException("The messages of this account cannot be seen: " + this);
  }

  /**
   * Returns a builder of a referee on the time in this account, with budgets that are long enough
   * for a busy machine.
   */
  default Referee.Builder referee() {
    return Referee.builder()
        .clock(clock())
        .checkBudget(Duration.ofMinutes(10))
        .sweepBudget(Duration.ofHours(1));
  }

  @Override
  void close();
}

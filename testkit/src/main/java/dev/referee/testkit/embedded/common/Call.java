package dev.referee.testkit.embedded.common;

import dev.referee.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The context of a call: the caller, the Region and the state of the account.
 *
 * @param accountId the caller's account, twelve digits
 * @param region the Region that the request was signed for
 * @param principalArn the ARN of the caller
 * @param store the state of that account
 * @param clock the time in this cloud
 * @param session the policies and tags of the caller's session
 */
public record Call(
    String accountId,
    String region,
    String principalArn,
    Store store,
    ManualClock clock,
    SessionContext session) {

  /** Where a global service keeps what it keeps. */
  public static final String GLOBAL = "aws-global";

  public Call(
      String accountId, String region, String principalArn, Store store, ManualClock clock) {
    this(accountId, region, principalArn, store, clock, SessionContext.NONE);
  }

  /** Returns what a service keeps in this account and Region, made on first use. */
  public <T> T regional(Class<T> type, Supplier<T> factory) {
    return store.get(region, type, factory);
  }

  /** Returns what a global service (IAM) keeps in this account, made on first use. */
  public <T> T global(Class<T> type, Supplier<T> factory) {
    return store.get(GLOBAL, type, factory);
  }

  /** Returns the time in this cloud. */
  public Instant now() {
    return clock.instant();
  }

  /**
   * Lets something happen after a while, with nothing else going on in the cloud meanwhile: the
   * clock may be moved by one thread while another one's call is answered.
   */
  public void later(Duration delay, Runnable action) {
    clock.after(
        delay,
        () -> {
          synchronized (clock) {
            action.run();
          }
        });
  }

  /**
   * Returns how many entries the page that is asked for may have.
   *
   * @param requested what the caller asked for; absent when it left that to the service
   */
  int pageLimit(@Nullable Integer requested) {
    return requested == null || requested < 1
        ? store.pageCap()
        : Math.min(requested, store.pageCap());
  }
}

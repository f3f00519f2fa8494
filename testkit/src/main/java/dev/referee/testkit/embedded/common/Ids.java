package dev.referee.testkit.embedded.common;

import java.util.Locale;

/**
 * A generator of identifiers in the format of AWS, reproducible and unique across all accounts.
 *
 * <p>The counter is mixed (Stafford's variant 13, a bijection on 64 bits) so that neighbours do not
 * look alike and no code can rely on their order.
 */
public final class Ids {
  private static final int COUNTER_BITS = 24;

  private final long account;
  private long counter;

  private Ids(String accountId) {
    this.account = Long.parseLong(accountId) << COUNTER_BITS;
  }

  public static Ids of(Call call) {
    return call.global(Ids.class, () -> new Ids(call.accountId()));
  }

  /** Returns an EC2 identifier: the prefix and 17 hexadecimal digits. */
  public String next(String prefix) {
    return String.format(Locale.ROOT, "%s-0%016x", prefix, mixed());
  }

  /** Returns 16 hexadecimal digits, as Elastic Load Balancing ends its ARNs. */
  public String hex() {
    return String.format(Locale.ROOT, "%016x", mixed());
  }

  /** Returns an identifier in the form of a UUID, as Auto Scaling uses them. */
  public String uuid() {
    long high = mixed();
    long low = mixed();
    return String.format(
        Locale.ROOT,
        "%08x-%04x-%04x-%04x-%012x",
        high >>> 32,
        (high >>> 16) & 0xffff,
        high & 0xffff,
        low >>> 48,
        low & 0xffff_ffff_ffffL);
  }

  /** Returns a number that no other call gets, from 0 up to the given limit and then again. */
  int number(int limit) {
    return (int) Long.remainderUnsigned(counter++, limit);
  }

  private long mixed() {
    long z = account + counter++;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}

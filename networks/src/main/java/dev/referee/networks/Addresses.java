package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableRangeSet;
import com.google.common.collect.Range;
import com.google.common.collect.TreeRangeSet;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A set of IPv4 and IPv6 addresses.
 *
 * <p>Two sets with the same addresses are equal, whatever their notation. Immutable and
 * thread-safe.
 */
public final class Addresses {
  private static final Addresses NONE = new Addresses(ImmutableRangeSet.of());
  private static final Addresses ALL = of("0.0.0.0/0", "::/0");

  /** The special-purpose addresses of the registries; nobody on the internet has one. */
  private static final Addresses INTERNET =
      of("0.0.0.0/0", "2000::/3")
          .minus(of("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"))
          .minus(of("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16"))
          .minus(of("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"))
          .minus(of("2001:db8::/32"));

  private static final int NAMED = 6;

  private final ImmutableRangeSet<BigInteger> ranges;

  private Addresses(ImmutableRangeSet<BigInteger> ranges) {
    this.ranges = ranges;
  }

  /**
   * Returns the addresses in texts: single addresses, for example {@code 10.0.0.7}, and blocks, for
   * example {@code 10.0.0.0/8} and {@code 2001:db8::/32}.
   *
   * @throws IllegalArgumentException if one is neither, or has bits set beyond its prefix length
   */
  public static Addresses of(String... cidrs) {
    return of(Arrays.asList(cidrs));
  }

  /**
   * Returns the addresses in texts, like {@link #of(String...)}.
   *
   * @throws IllegalArgumentException if one cannot be read
   */
  public static Addresses of(Iterable<String> cidrs) {
    return read(cidrs, Cidr::parse);
  }

  /** Returns the addresses of blocks in AWS's notation. */
  static Addresses blocks(Iterable<String> cidrs) {
    return read(cidrs, Cidr::read);
  }

  private static Addresses read(Iterable<String> cidrs, Function<String, Cidr> reader) {
    TreeRangeSet<BigInteger> ranges = TreeRangeSet.create();
    cidrs.forEach(cidr -> ranges.add(reader.apply(cidr).range()));
    return new Addresses(ImmutableRangeSet.copyOf(ranges));
  }

  /** Returns no address. */
  public static Addresses none() {
    return NONE;
  }

  /** Returns every address, of IPv4 and of IPv6. */
  public static Addresses all() {
    return ALL;
  }

  /**
   * Returns the addresses that somebody on the internet can have: all except those for private use,
   * documentation, the link or the host, multicast, or future use.
   *
   * @see <a href="https://www.iana.org/assignments/iana-ipv4-special-registry">IPv4 special-purpose
   *     addresses</a>
   */
  public static Addresses internet() {
    return INTERNET;
  }

  /** Returns the addresses of both. */
  public Addresses plus(Addresses other) {
    return new Addresses(ranges.union(other.ranges));
  }

  /** Returns the addresses of this set that are not in the other. */
  public Addresses minus(Addresses other) {
    return new Addresses(ranges.difference(other.ranges));
  }

  /** Returns the addresses that are in both sets. */
  public Addresses and(Addresses other) {
    return new Addresses(ranges.intersection(other.ranges));
  }

  /**
   * Returns whether an address is in this set.
   *
   * @throws IllegalArgumentException if it is not an address
   */
  public boolean contains(String address) {
    return covers(of(address));
  }

  /** Returns whether every address of the other set is in this one; true if the other is empty. */
  public boolean covers(Addresses other) {
    return ranges.enclosesAll(other.ranges);
  }

  /** Returns whether this set is empty. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** Returns the number of addresses. */
  public BigInteger size() {
    return ranges.asRanges().stream()
        .map(range -> range.upperEndpoint().subtract(range.lowerEndpoint()))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** Returns the smallest list of blocks with these addresses, IPv4 first, in ascending order. */
  public List<String> cidrs() {
    return blocks().stream().map(Cidr::toString).collect(toImmutableList());
  }

  private ImmutableList<Cidr> blocks() {
    ImmutableList.Builder<Cidr> blocks = ImmutableList.builder();
    for (Range<BigInteger> range : ranges.asRanges()) {
      BigInteger next = range.lowerEndpoint();
      while (next.compareTo(range.upperEndpoint()) < 0) {
        Cidr block = Cidr.widest(next, range.upperEndpoint());
        blocks.add(block);
        next = block.range().upperEndpoint();
      }
    }
    return blocks.build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Addresses that && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  /** Returns the blocks as a text; if there are many, the first ones and the number of others. */
  @Override
  public String toString() {
    List<String> cidrs = cidrs();
    if (cidrs.isEmpty()) {
      return "no address";
    }
    return cidrs.size() <= NAMED
        ? AddressText.list(cidrs)
        : String.join(", ", cidrs.subList(0, NAMED - 1))
            + " and %d more blocks".formatted(cidrs.size() - NAMED + 1);
  }
}

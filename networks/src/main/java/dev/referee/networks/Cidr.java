package dev.referee.networks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Range;
import com.google.common.net.InetAddresses;
import com.google.common.primitives.Bytes;
import dev.referee.aws.AnswerReader;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A CIDR block of IPv4 or IPv6 addresses. All IPv4 blocks come before all IPv6 blocks, and the two
 * are never adjacent.
 *
 * @param family the IP version
 * @param first the first address, as a number within its family
 * @param length the prefix length
 */
record Cidr(Family family, BigInteger first, int length) {
  /** The prefix of an IPv4-mapped IPv6 address. */
  private static final BigInteger MAPPED = BigInteger.valueOf(0xffff);

  private static final BigInteger LOW_32 = BigInteger.valueOf(0xffffffffL);

  /** A version of the Internet Protocol. */
  enum Family {
    IPV4(32, BigInteger.ZERO),
    IPV6(128, BigInteger.ONE.shiftLeft(128));

    private final int bits;
    private final BigInteger start;

    Family(int bits, BigInteger start) {
      this.bits = bits;
      this.start = start;
    }
  }

  /**
   * Returns a block of an answer of AWS, as it is written without bits beyond its length.
   *
   * @throws dev.referee.Inconclusive when it is none
   */
  static String ofAnswer(String operation, @Nullable String cidr) {
    Function<String, String> reader = text -> read(text).toString();
    return AnswerReader.read(operation, cidr, reader);
  }

  /**
   * Reads a block, or a single address; bits beyond the prefix length do not count.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Cidr read(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    checkArgument(
        InetAddresses.isInetAddress(address) && address.indexOf('%') < 0,
        "'%s' is not an address: write 10.0.0.7, 10.0.0.0/8 or 2001:db8::/32",
        text);
    Family family = address.indexOf(':') < 0 ? Family.IPV4 : Family.IPV6;
    int length = slash < 0 ? family.bits : length(text, text.substring(slash + 1), family);
    int free = family.bits - length;
    BigInteger number = number(InetAddresses.forString(address), family);
    return new Cidr(family, number.shiftRight(free).shiftLeft(free), length);
  }

  /**
   * Parses a block or a single address strictly.
   *
   * @throws IllegalArgumentException if it is neither, or has bits set beyond its prefix length
   */
  static Cidr parse(String text) {
    Cidr block = read(text);
    int slash = text.indexOf('/');
    checkArgument(
        slash < 0 || read(text.substring(0, slash)).first.equals(block.first),
        "'%s' has bits set beyond its prefix length: write %s for the block, or %s for the address",
        text,
        block,
        slash < 0 ? text : text.substring(0, slash));
    return block;
  }

  private static int length(String text, String digits, Family family) {
    boolean number = digits.matches("0|[1-9][0-9]{0,2}");
    checkArgument(
        number && Integer.parseInt(digits) <= family.bits,
        "'%s' has no prefix length: after the slash, write a number from 0 to %s",
        text,
        family.bits);
    return Integer.parseInt(digits);
  }

  private static BigInteger number(InetAddress address, Family family) {
    byte[] bytes = address.getAddress();
    if (bytes.length * 8 < family.bits) { // the JDK turns IPv4-mapped IPv6 addresses into IPv4
      byte[] mapped = new byte[12];
      Arrays.fill(mapped, 10, 12, (byte) 0xff);
      bytes = Bytes.concat(mapped, bytes);
    }
    return new BigInteger(1, bytes);
  }

  /** Returns its two halves; it must not be a single address. */
  List<Cidr> halves() {
    BigInteger middle = first.add(BigInteger.ONE.shiftLeft(family.bits - length - 1));
    return List.of(new Cidr(family, first, length + 1), new Cidr(family, middle, length + 1));
  }

  /** Returns the largest block that begins at a position and ends before another one. */
  static Cidr widest(BigInteger place, BigInteger end) {
    Family family = place.compareTo(Family.IPV6.start) < 0 ? Family.IPV4 : Family.IPV6;
    BigInteger first = place.subtract(family.start);
    int aligned = first.signum() == 0 ? family.bits : first.getLowestSetBit();
    int fitting = end.subtract(place).bitLength() - 1;
    return new Cidr(family, first, family.bits - Math.min(aligned, fitting));
  }

  /** Returns its range of positions, including the low end and excluding the high end. */
  Range<BigInteger> range() {
    BigInteger low = family.start.add(first);
    return Range.closedOpen(low, low.add(BigInteger.ONE.shiftLeft(family.bits - length)));
  }

  @Override
  public String toString() {
    boolean mapped = family == Family.IPV6 && first.shiftRight(32).equals(MAPPED);
    InetAddress address =
        family == Family.IPV4 || mapped
            ? InetAddresses.fromIPv4BigInteger(first.and(LOW_32))
            : InetAddresses.fromIPv6BigInteger(first);
    return (mapped ? "::ffff:" : "") + InetAddresses.toAddrString(address) + "/" + length;
  }
}

package dev.referee.testkit.embedded.common;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A range of IPv6 addresses.
 *
 * @param base the first address as a number
 * @param bits the length of the prefix
 */
public record Ipv6Cidr(BigInteger base, int bits) {
  private static final int WIDTH = 128;

  /** Returns the range, or throws AWS's error for a text that is none. */
  public static Ipv6Cidr of(@Nullable String text) {
    List<String> parts = Splitter.on('/').splitToList(text == null ? "" : text);
    if (parts.size() != 2
        || !InetAddresses.isInetAddress(parts.get(0))
        || !(InetAddresses.forString(parts.get(0)) instanceof Inet6Address address)
        || !parts.get(1).matches("[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]")) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "Value ("
              + text
              + ") for parameter ipv6CidrBlock is invalid. This is not a valid IPv6 CIDR block.");
    }
    return new Ipv6Cidr(InetAddresses.toBigInteger(address), Integer.parseInt(parts.get(1)))
        .trimmed();
  }

  private Ipv6Cidr trimmed() {
    return new Ipv6Cidr(base.shiftRight(WIDTH - bits).shiftLeft(WIDTH - bits), bits);
  }

  public boolean contains(Ipv6Cidr other) {
    return bits <= other.bits && new Ipv6Cidr(other.base, bits).trimmed().base.equals(base);
  }

  public boolean overlaps(Ipv6Cidr other) {
    return contains(other) || other.contains(this);
  }

  /** Returns the range of that length which is so many of them after this one's beginning. */
  public Ipv6Cidr part(int length, long index) {
    return new Ipv6Cidr(base.add(BigInteger.valueOf(index).shiftLeft(WIDTH - length)), length);
  }

  public String address(long index) {
    return InetAddresses.toAddrString(
        InetAddresses.fromIPv6BigInteger(base.add(BigInteger.valueOf(index))));
  }

  @Override
  public String toString() {
    return address(0) + "/" + bits;
  }
}

package dev.referee.testkit.embedded.common;

import com.google.common.base.Splitter;
import com.google.common.net.InetAddresses;
import com.google.common.primitives.UnsignedInts;
import java.util.List;
import java.util.Locale;

/**
 * A range of IPv4 addresses.
 *
 * @param base the first address as a number
 * @param bits the length of the prefix
 */
public record Cidr(long base, int bits) {

  /** Returns the range, or throws AWS's error for a text that is none. */
  public static Cidr of(String text) {
    List<String> parts = Splitter.on('/').splitToList(text == null ? "" : text);
    if (parts.size() != 2
        || !InetAddresses.isInetAddress(parts.get(0))
        || parts.get(0).contains(":")
        || !parts.get(1).matches("[0-9]|[12][0-9]|3[0-2]")) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "Value ("
              + text
              + ") for parameter cidrBlock is invalid. This is not a valid CIDR block.");
    }
    int bits = Integer.parseInt(parts.get(1));
    long address =
        UnsignedInts.toLong(InetAddresses.coerceToInteger(InetAddresses.forString(parts.get(0))));
    return new Cidr(bits == 0 ? 0 : address >> (32 - bits) << (32 - bits), bits);
  }

  public long size() {
    return 1L << (32 - bits);
  }

  public boolean contains(Cidr other) {
    return base <= other.base && other.base + other.size() <= base + size();
  }

  public boolean overlaps(Cidr other) {
    return contains(other) || other.contains(this);
  }

  public String address(long index) {
    return InetAddresses.fromInteger((int) (base + index)).getHostAddress();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s/%d", address(0), bits);
  }
}

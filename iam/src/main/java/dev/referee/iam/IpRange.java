package dev.referee.iam;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.InetAddress;

/** A range of IPv4 or IPv6 addresses, or a single address. */
record IpRange(BigInteger network, int bits, int prefix) {
  /**
   * Returns the range of an address or of CIDR notation.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  static IpRange parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    int bits = address.getAddress().length * 8;
    int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
    if (prefix < 0 || prefix > bits) {
      throw new IllegalArgumentException("The prefix length does not fit the address");
    }
    return new IpRange(number(address).shiftRight(bits - prefix), bits, prefix);
  }

  /**
   * Returns whether an address is in the range; one of the other family never is.
   *
   * @throws IllegalArgumentException if the text is not an address
   */
  boolean contains(String text) {
    InetAddress address = address(text);
    return address.getAddress().length * 8 == bits
        && number(address).shiftRight(bits - prefix).equals(network);
  }

  private static InetAddress address(String text) {
    if (text.indexOf('%') >= 0) {
      throw new IllegalArgumentException("An address with a scope is valid on one machine only");
    }
    return InetAddresses.forString(text);
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }
}

package dev.referee.eks;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.net.InetAddresses;
import java.math.BigInteger;
import java.net.InetAddress;

/**
 * A CIDR block.
 *
 * @param address its first address
 * @param length the prefix length
 */
record CidrBlock(InetAddress address, int length) {

  /**
   * Reads a block, or a single address.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static CidrBlock parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = InetAddresses.forString(slash < 0 ? text : text.substring(0, slash));
    int bits = address.getAddress().length * 8;
    String prefix = slash < 0 ? String.valueOf(bits) : text.substring(slash + 1);
    checkArgument(prefix.matches("\\d{1,3}"), "'%s' is no CIDR block", text);
    int length = Integer.parseInt(prefix);
    checkArgument(length <= bits, "'%s' is no CIDR block", text);
    return new CidrBlock(address, length);
  }

  /** Returns whether all addresses of another block are in this one. */
  boolean contains(CidrBlock other) {
    int bits = address.getAddress().length * 8;
    return other.address.getAddress().length == address.getAddress().length
        && other.length >= length
        && number(address)
            .shiftRight(bits - length)
            .equals(number(other.address).shiftRight(bits - length));
  }

  private static BigInteger number(InetAddress address) {
    return new BigInteger(1, address.getAddress());
  }

  @Override
  public String toString() {
    return InetAddresses.toAddrString(address) + "/" + length;
  }
}

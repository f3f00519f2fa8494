package dev.referee.network;

import java.util.ArrayList;
import java.util.List;

/** Writes as people do. */
final class Words {
  private static final int MOST = 6;
  private static final int FINEST = 24;

  private Words() {}

  /** Joins, as in {@code a, b and c}. */
  static String list(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  /**
   * Writes addresses of the Internet by the blocks that people mean, as in {@code 0.0.0.0/0}, where
   * nothing but what nobody on the Internet has is missing from them; others as they are.
   */
  static String blocks(Addresses addresses) {
    List<String> wide = new ArrayList<>();
    if (!addresses.isEmpty() && Addresses.internet().covers(addresses)) {
      widen(Cidr.read("0.0.0.0/0"), addresses, wide);
      widen(Cidr.read("::/0"), addresses, wide);
    }
    return wide.isEmpty() || wide.size() > MOST ? addresses.toString() : list(wide);
  }

  private static void widen(Cidr block, Addresses addresses, List<String> wide) {
    Addresses meant = Addresses.of(block.toString()).and(Addresses.internet());
    if (meant.and(addresses).isEmpty() || wide.size() > MOST) {
      return;
    }
    if (addresses.covers(meant) || block.length() >= FINEST) {
      wide.add(addresses.covers(meant) ? block.toString() : "parts of " + block);
      return;
    }
    block.halves().forEach(half -> widen(half, addresses, wide));
  }
}

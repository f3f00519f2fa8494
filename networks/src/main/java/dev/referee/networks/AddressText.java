package dev.referee.networks;

import java.util.ArrayList;
import java.util.List;

/** Conversions of lists and addresses to text for people. */
final class AddressText {
  private static final int MOST = 6;
  private static final int FEW = 3;
  private static final int FINEST = 24;
  private static final List<String> FAMILIES = List.of("0.0.0.0/0", "::/0");

  private AddressText() {}

  /** Joins texts, for example to {@code a, b and c}. */
  static String list(List<String> words) {
    int last = words.size() - 1;
    return last < 1
        ? String.join("", words)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }

  /**
   * Returns addresses as the blocks that people use. If only addresses are missing that nobody on
   * the internet has, it is the whole block, for example {@code 0.0.0.0/0}; in other cases the
   * missing blocks are named if that is shorter: {@code 0.0.0.0/0 except 10.0.0.0/8}.
   */
  static String blocks(Addresses addresses) {
    if (addresses.cidrs().size() <= MOST) {
      return addresses.toString();
    }
    List<String> wide = new ArrayList<>();
    if (Addresses.internet().covers(addresses)) {
      FAMILIES.forEach(family -> widen(Cidr.read(family), addresses, wide));
    } else {
      FAMILIES.forEach(family -> wide.addAll(nearly(family, addresses)));
    }
    return wide.size() > MOST ? addresses.toString() : list(wide);
  }

  /** Returns the addresses of a block; if nearly all of it, as the block with exceptions. */
  private static List<String> nearly(String block, Addresses addresses) {
    Addresses all = Addresses.of(block);
    List<String> with = addresses.and(all).cidrs();
    List<String> without = all.minus(addresses).cidrs();
    return without.size() <= FEW && without.size() < with.size() && !without.isEmpty()
        ? List.of(block + " except " + list(without))
        : with;
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

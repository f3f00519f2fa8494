package dev.referee.testkit.farend;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the network does to the messages of an agent's stream. For implementation by those who test
 * a client.
 */
@FunctionalInterface
public interface Weather {
  /**
   * Says what arrives.
   *
   * @param count how many were sent before, those that were sent again among them
   * @param message what was sent
   */
  List<byte[]> carry(int count, byte[] message);

  /** Returns one in which everything arrives. */
  static Weather fine() {
    return (count, message) -> List.of(message);
  }

  /**
   * Returns one in which some messages are lost.
   *
   * @param counts which ones
   */
  static Weather losing(Integer... counts) {
    return (count, message) -> Set.of(counts).contains(count) ? List.of() : List.of(message);
  }

  /**
   * Returns one in which every message arrives more than once.
   *
   * @param times how often
   */
  static Weather repeating(int times) {
    return (count, message) -> java.util.Collections.nCopies(times, message);
  }

  /**
   * Returns one that holds messages back, and then brings them with the last one first.
   *
   * @param group how many it holds
   */
  static Weather reversing(int group) {
    List<byte[]> held = new ArrayList<>();
    return (count, message) -> {
      held.add(0, message);
      if (held.size() < group) {
        return List.of();
      }
      List<byte[]> all = List.copyOf(held);
      held.clear();
      return all;
    };
  }
}

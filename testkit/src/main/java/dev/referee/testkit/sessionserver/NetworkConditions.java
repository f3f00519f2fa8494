package dev.referee.testkit.sessionserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The conditions of the network for the messages of an agent: which arrive, how often and in which
 * order. For implementation by tests of a client.
 */
@FunctionalInterface
public interface NetworkConditions {
  /**
   * Returns what arrives when a message is sent.
   *
   * @param count how many messages were sent before, including repeated ones
   * @param message the message
   */
  List<byte[]> carry(int count, byte[] message);

  /** Returns conditions in which every message arrives once. */
  static NetworkConditions fine() {
    return (count, message) -> List.of(message);
  }

  /**
   * Returns conditions in which some messages are lost.
   *
   * @param counts the numbers of the lost messages, from 0
   */
  static NetworkConditions losing(Integer... counts) {
    return (count, message) -> Set.of(counts).contains(count) ? List.of() : List.of(message);
  }

  /**
   * Returns conditions in which every message arrives several times.
   *
   * @param times how often
   */
  static NetworkConditions repeating(int times) {
    return (count, message) -> java.util.Collections.nCopies(times, message);
  }

  /**
   * Returns conditions that hold messages back, and then deliver them in reverse order.
   *
   * @param group how many messages are held back
   */
  static NetworkConditions reversing(int group) {
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

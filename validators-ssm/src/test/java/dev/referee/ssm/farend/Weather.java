package dev.referee.ssm.farend;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Is what happens on the way to a client to the messages of an agent's stream. */
@FunctionalInterface
public interface Weather {
  /**
   * Says what arrives.
   *
   * @param count how many were sent before, those that were sent again among them
   * @param message what was sent
   */
  List<byte[]> carry(int count, byte[] message);

  static Weather fine() {
    return (count, message) -> List.of(message);
  }

  static Weather losing(Integer... counts) {
    return (count, message) -> Set.of(counts).contains(count) ? List.of() : List.of(message);
  }

  static Weather repeating(int times) {
    return (count, message) -> java.util.Collections.nCopies(times, message);
  }

  /** Holds back as many as given, and then brings them with the last one first. */
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

package dev.referee.ec2.userdata;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.BiConsumer;

/** A traversal of all mapping entries of a document that visits each value once. */
final class YamlWalk {
  private YamlWalk() {}

  /** Receives the mapping of each entry and the index of its key. */
  static void entries(Yaml root, Budget budget, BiConsumer<Yaml, Integer> entry) {
    Set<Yaml> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Yaml> left = new ArrayDeque<>();
    left.add(root);
    while (!left.isEmpty()) {
      Yaml value = left.poll();
      budget.step();
      if (value.isScalar() || !seen.add(value)) {
        continue;
      }
      for (int i = 0; i < value.keys().size(); i++) {
        budget.step();
        entry.accept(value, i);
      }
      left.addAll(value.values());
    }
  }
}

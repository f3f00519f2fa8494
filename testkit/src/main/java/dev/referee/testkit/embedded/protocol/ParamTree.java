package dev.referee.testkit.embedded.protocol;

import com.google.common.base.Splitter;
import com.google.common.collect.ListMultimap;
import com.google.common.primitives.Ints;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A tree built from the dotted parameter names of a query-protocol call. */
final class ParamTree {
  private final Map<String, ParamTree> children = new LinkedHashMap<>();
  private @Nullable String value;

  private ParamTree() {}

  static ParamTree of(ListMultimap<String, String> parameters) {
    ParamTree root = new ParamTree();
    parameters.forEach((name, value) -> root.put(name, value));
    return root;
  }

  private void put(String name, String given) {
    ParamTree node = this;
    for (String part : Splitter.on('.').split(name)) {
      node = node.children.computeIfAbsent(part, unused -> new ParamTree());
    }
    node.value = given;
  }

  /** Returns what stands under a name, which may have dots itself; null if nothing does. */
  @Nullable ParamTree at(String name) {
    ParamTree node = this;
    for (String part : Splitter.on('.').split(name)) {
      ParamTree child = node.children.get(part);
      if (child == null) {
        return null;
      }
      node = child;
    }
    return node;
  }

  @Nullable String value() {
    return value;
  }

  /** Returns the numbered children, by number. */
  List<ParamTree> numbered() {
    Map<Integer, ParamTree> byNumber = new TreeMap<>();
    children.forEach(
        (name, child) -> {
          Integer number = Ints.tryParse(name);
          if (number != null) {
            byNumber.put(number, child);
          }
        });
    return List.copyOf(byNumber.values());
  }
}

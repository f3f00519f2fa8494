package dev.referee.ec2.userdata;

import com.google.common.collect.ImmutableList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A value of a YAML or JSON document. Tags are left out, aliases lead to the same value; built from
 * the parser's events, so that depth and size are limited.
 *
 * @param text the text of a scalar; null for a collection
 * @param keys the keys of a mapping; empty for a sequence
 * @param values the values of a mapping, or the elements of a sequence
 * @param offset where it begins in the document
 */
record Yaml(
    @Nullable String text, List<String> keys, List<Yaml> values, boolean mapping, int offset) {
  private static final int DEEPEST = 60;

  /** An exception that reports text that is not YAML. */
  static final class Unreadable extends Exception {
    Unreadable(Throwable cause) {
      super("no YAML", cause);
    }
  }

  /** Parses the first document of a text. */
  static Optional<Yaml> parse(String text, Budget budget) throws Unreadable {
    budget.steps(text.length());
    try {
      return new Builder(budget).build(text);
    } catch (YamlEngineException e) {
      throw new Unreadable(e);
    }
  }

  boolean isScalar() {
    return text != null;
  }

  /** Returns the text of a scalar; empty for a collection. */
  String string() {
    return text == null ? "" : text;
  }

  /** Returns the value of a key; if there are several, the last. */
  Optional<Yaml> get(String key) {
    int at = keys.lastIndexOf(key);
    return at < 0 ? Optional.empty() : Optional.of(values.get(at));
  }

  /** Returns the elements of a sequence; empty for anything else. */
  List<Yaml> elements() {
    return mapping ? ImmutableList.of() : values;
  }

  private static Yaml scalar(String text, int offset) {
    return new Yaml(text, ImmutableList.of(), ImmutableList.of(), false, offset);
  }

  @Override
  public String toString() {
    return "a value of YAML at " + offset;
  }

  private static final class Builder {
    private final Budget budget;
    private final Map<String, Yaml> anchors = new HashMap<>();
    private final Deque<Yaml> open = new ArrayDeque<>();
    private final Deque<Optional<String>> pendingKeys = new ArrayDeque<>();
    private @Nullable Yaml root;

    Builder(Budget budget) {
      this.budget = budget;
    }

    Optional<Yaml> build(String text) {
      LoadSettings settings = LoadSettings.builder().setAllowDuplicateKeys(true).build();
      for (Event event : new Parse(settings).parseString(text)) {
        budget.step();
        int offset = event.getStartMark().map(mark -> mark.getIndex()).orElse(0);
        switch (event.getEventId()) {
          case Scalar -> add(scalar((ScalarEvent) event, offset), event);
          case Alias -> add(alias((AliasEvent) event, offset), event);
          case SequenceStart, MappingStart -> {
            if (open.size() >= DEEPEST) {
              throw new Budget.Exhausted("nests YAML more than " + DEEPEST + " deep");
            }
            Yaml collection =
                new Yaml(
                    null,
                    new ArrayList<>(),
                    new ArrayList<>(),
                    event.getEventId() == Event.ID.MappingStart,
                    offset);
            add(collection, (CollectionStartEvent) event);
            open.push(collection);
            pendingKeys.push(Optional.empty());
          }
          case SequenceEnd, MappingEnd -> {
            open.pop();
            pendingKeys.pop();
          }
          case DocumentEnd -> {
            return Optional.ofNullable(root);
          }
          default -> {}
        }
      }
      return Optional.ofNullable(root);
    }

    private static Yaml scalar(ScalarEvent event, int offset) {
      String value = event.getValue();
      boolean binary = event.getTag().filter(tag -> tag.endsWith(":binary")).isPresent();
      return Yaml.scalar(
          binary ? Encodings.base64(value).map(Encodings::text).orElse(value) : value, offset);
    }

    @SuppressWarnings("ReferenceEquality") // equal values need not be identical
    private Yaml alias(AliasEvent event, int offset) {
      Yaml anchored = anchors.get(event.getAlias().getValue());
      boolean cyclic = anchored == null || open.stream().anyMatch(node -> node == anchored);
      return anchored == null || cyclic ? Yaml.scalar("", offset) : anchored;
    }

    private void add(Yaml value, Event event) {
      if (event instanceof NodeEvent node && !(event instanceof AliasEvent)) {
        node.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), value));
      }
      Yaml parent = open.peek();
      if (parent == null) {
        root = root == null ? value : root;
      } else if (!parent.mapping()) {
        parent.values().add(value);
      } else if (pendingKeys.peek() == null || pendingKeys.peek().isEmpty()) {
        pendingKeys.pop();
        pendingKeys.push(Optional.of(value.string()));
      } else {
        parent.keys().add(pendingKeys.pop().orElse(""));
        pendingKeys.push(Optional.empty());
        parent.values().add(value);
      }
    }
  }
}

package dev.referee.cli;

import com.fasterxml.jackson.databind.node.POJONode;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A reader and writer of the parameters of a check as words of a command line, {@code name=value}:
 *
 * <ul>
 *   <li>a list is one value, or the same name several times, or {@code name=[a, b]};
 *   <li>a map is {@code name=key=value}, or that several times, or <code>name={key: value}</code>;
 *   <li>a list of maps is <code>name={key: value}</code>, that several times, or <code>
 *       name=[{key: value}, ..]</code>;
 *   <li>anything else is one unchanged value.
 * </ul>
 *
 * Text in brackets and braces is YAML, which includes JSON.
 */
final class ParameterArguments {
  private static final LoadSettings YAML =
      LoadSettings.builder().setAllowDuplicateKeys(false).setMaxAliasesForCollections(0).build();

  private ParameterArguments() {}

  /**
   * Parses the arguments; the kind of check validates the values.
   *
   * @throws UsageException if the format is wrong; the message names every mistake
   */
  static Map<String, Object> read(CheckKind kind, List<String> given) {
    List<String> mistakes = new ArrayList<>();
    ListMultimap<String, String> byName = LinkedListMultimap.create();
    for (String each : given) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        mistakes.add("'%s' is not of the form NAME=VALUE".formatted(each));
      } else {
        byName.put(each.substring(0, equals).strip(), each.substring(equals + 1));
      }
    }
    Map<String, Object> read = new LinkedHashMap<>();
    byName
        .asMap()
        .forEach(
            (name, values) -> {
              try {
                read.put(name, value(kind, name, values));
              } catch (IllegalArgumentException e) {
                mistakes.add(e.getMessage());
              }
            });
    if (!mistakes.isEmpty()) {
      throw new UsageException(String.join("\n", mistakes));
    }
    return read;
  }

  /** Returns the value of a parameter; the kind of check reports unknown parameters. */
  private static Object value(CheckKind kind, String name, Collection<String> values) {
    Optional<Parameter<?>> known =
        kind.parameters().stream().filter(parameter -> parameter.name().equals(name)).findFirst();
    return switch (known.map(Parameter::type).orElse(Parameter.Type.TEXTS)) {
      case TEXTS -> texts(values);
      case MAP, PAIR -> map(name, values);
      case MAPS -> maps(values);
      default -> {
        if (values.size() > 1) {
          throw new IllegalArgumentException(
              "%s is given %d times, but it is %s"
                  .formatted(name, values.size(), known.orElseThrow().words()));
        }
        yield values.iterator().next();
      }
    };
  }

  private static List<Object> texts(Collection<String> values) {
    List<Object> texts = new ArrayList<>();
    for (String value : values) {
      if (yaml(value, "[").orElse(null) instanceof List<?> list) {
        texts.addAll(list);
      } else {
        texts.add(value);
      }
    }
    return texts;
  }

  private static List<Object> maps(Collection<String> values) {
    List<Object> maps = new ArrayList<>();
    for (String value : values) {
      if (yaml(value, "[").orElse(null) instanceof List<?> list) {
        maps.addAll(list);
      } else {
        maps.add(yaml(value, "{").orElse(value));
      }
    }
    return maps;
  }

  private static Map<Object, Object> map(String name, Collection<String> values) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (String value : values) {
      Map<?, ?> more;
      int equals = value.indexOf('=');
      if (yaml(value, "{").orElse(null) instanceof Map<?, ?> given) {
        more = given;
      } else if (equals > 0) {
        more = ImmutableMap.of(value.substring(0, equals), value.substring(equals + 1));
      } else {
        throw new IllegalArgumentException(
            "%s: '%s' is not a map of strings, e.g. %s=Role=web".formatted(name, value, name));
      }
      more.forEach(
          (key, text) -> {
            if (map.putIfAbsent(key, text) != null) {
              throw new IllegalArgumentException("%s has '%s' twice".formatted(name, key));
            }
          });
    }
    return map;
  }

  private static Optional<Object> yaml(String value, String begin) {
    if (!value.stripLeading().startsWith(begin)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(new Load(YAML).loadFromString(value));
    } catch (YamlEngineException e) {
      return Optional.empty();
    }
  }

  /** Writes parameters as words of a command line, quoted for a shell where that is needed. */
  static List<String> written(Map<String, ?> parameters) {
    List<String> words = new ArrayList<>();
    parameters.forEach(
        (name, value) -> {
          if (value instanceof Collection<?> list) {
            list.forEach(item -> words.add(quoted(name + "=" + written(item))));
          } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, text) -> words.add(quoted(name + "=" + key + "=" + text)));
          } else {
            words.add(quoted(name + "=" + value));
          }
        });
    return words;
  }

  private static String written(Object item) {
    return item instanceof Map<?, ?> map ? new POJONode(map).toString() : item.toString();
  }

  private static String quoted(String word) {
    return word.matches("[\\w=.:/@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}

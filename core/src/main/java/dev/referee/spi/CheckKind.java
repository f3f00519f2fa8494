package dev.referee.spi;

import com.google.common.collect.ImmutableList;
import dev.referee.Check;
import dev.referee.internal.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Is a kind of check: what games call it, its parameters, and how it is made.
 *
 * @param id the id, unique over all providers, as in {@code ec2.spawner-stopped}
 * @param claim what such a check proves, in one sentence
 * @param parameters what can and what must be given
 * @param maker makes a check of arguments that fit the parameters; what it throws as {@link
 *     IllegalArgumentException} is told to the author of the game
 */
public record CheckKind(
    String id, String claim, List<Parameter> parameters, Function<Arguments, Check> maker) {

  /** Keeps the parameters as they are. */
  public CheckKind {
    parameters = ImmutableList.copyOf(parameters);
  }

  /**
   * Makes a check.
   *
   * @param given what is given for the parameters: texts, numbers, booleans, lists and maps of them
   * @throws IllegalArgumentException when they do not fit; names every mistake, and the nearest
   *     right name for what is not known
   */
  public Check check(Map<String, ?> given) {
    SortedMap<String, Parameter> known = new TreeMap<>();
    parameters.forEach(parameter -> known.put(parameter.name(), parameter));
    Map<String, Object> read = new HashMap<>();
    List<String> mistakes = new ArrayList<>();
    for (Map.Entry<String, ?> each : new TreeMap<>(given).entrySet()) {
      Parameter parameter = known.get(each.getKey());
      if (parameter == null) {
        mistakes.add(
            "there is no parameter '%s'%s"
                .formatted(each.getKey(), Nearest.hint(each.getKey(), known.keySet())));
        continue;
      }
      try {
        read.put(parameter.name(), Arguments.read(parameter, each.getValue()));
      } catch (IllegalArgumentException e) {
        mistakes.add(e.getMessage());
      }
    }
    for (Parameter parameter : parameters) {
      if (parameter.required() && !given.containsKey(parameter.name())) {
        mistakes.add("'%s' is missing: %s".formatted(parameter.name(), parameter.description()));
      }
    }
    if (mistakes.isEmpty()) {
      try {
        return maker.apply(new Arguments(known, read));
      } catch (IllegalArgumentException e) {
        mistakes.add(e.getMessage());
      }
    }
    throw new IllegalArgumentException(
        "The check " + id + " cannot be made: " + String.join("; ", mistakes));
  }
}

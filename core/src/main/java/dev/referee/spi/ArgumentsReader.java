package dev.referee.spi;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A reader of the parameters of a kind of check. Not thread-safe. */
final class ArgumentsReader {
  private static final int MOST = 500;
  private static final int LONGEST_NAME = 100;

  private final CheckKind kind;
  private final Map<String, ?> given;
  private final Set<String> undetermined;
  private final Map<CheckInput<?>, Object> values = new LinkedHashMap<>();
  private final Set<CheckInput<?>> unsound = new HashSet<>();
  private final Set<String> meant = new HashSet<>();
  private final List<InvalidArgument> wrong = new ArrayList<>();

  ArgumentsReader(CheckKind kind, Map<String, ?> given, Set<String> undetermined) {
    this.kind = kind;
    this.given = given;
    this.undetermined = undetermined;
  }

  ArgumentsResult read() {
    refuseUnknown();
    kind.inputs().forEach(this::read);
    Arguments arguments = new Arguments(values);
    wrong.addAll(contradictions(kind, arguments, unsound));
    return new ArgumentsResult(kind, arguments, wrong);
  }

  private void refuseUnknown() {
    Set<String> known = new LinkedHashSet<>();
    kind.parameters().forEach(parameter -> known.add(parameter.name()));
    for (String name : given.keySet()) {
      if (!known.contains(name) && wrong.size() < MOST) {
        String cut = Ascii.truncate(name, LONGEST_NAME, " ...");
        wrong.add(
            new InvalidArgument(
                List.of(name),
                "There is no parameter '%s'%s".formatted(cut, Nearest.hint(cut, known))));
        Nearest.of(cut, known).ifPresent(meant::add);
      }
    }
  }

  private void read(CheckInput<?> input) {
    List<String> given = new ArrayList<>();
    boolean hinted = false;
    for (Parameter<?> parameter : input.parameters()) {
      hinted |= meant.contains(parameter.name());
      if (isGiven(parameter.name())) {
        given.add(parameter.name());
        read(input, parameter);
      }
    }
    for (String other : given.subList(Math.min(1, given.size()), given.size())) {
      wrong.add(
          new InvalidArgument(
              List.of(other), "'%s' and '%s' exclude each other".formatted(given.get(0), other)));
      unsound.add(input);
    }
    if (given.isEmpty() && input.required()) {
      unsound.add(input);
      if (!hinted) {
        wrong.add(missing(input));
      }
    }
  }

  private boolean isGiven(String name) {
    Object value = given.get(name);
    boolean empty =
        (value instanceof List<?> list && list.isEmpty())
            || (value instanceof Map<?, ?> map && map.isEmpty());
    return given.containsKey(name) && !empty;
  }

  private void read(CheckInput<?> input, Parameter<?> parameter) {
    if (undetermined.contains(parameter.name())) {
      unsound.add(input);
      if (kind.permits(input)) {
        wrong.add(
            new InvalidArgument(
                List.of(parameter.name()),
                "'%s' has to be known when the game is read: it decides which permissions are needed"
                    .formatted(parameter.name())));
      }
      return;
    }
    try {
      values.put(input, parameter.read(given.get(parameter.name())));
    } catch (InvalidValueException e) {
      wrong.add(e.argument());
      unsound.add(input);
    }
  }

  private static InvalidArgument missing(CheckInput<?> input) {
    return new InvalidArgument(
        List.of(),
        input instanceof OneOf<?> oneOf
            ? "One of these is missing: " + String.join(", ", oneOf.names())
            : "'%s' is missing: %s"
                .formatted(input.name(), input.parameters().get(0).description()));
  }

  /** Returns the mistakes in combinations of values that are valid one by one. */
  static ImmutableList<InvalidArgument> wrong(CheckKind kind, Arguments arguments) {
    ImmutableList.Builder<InvalidArgument> wrong = ImmutableList.builder();
    Set<CheckInput<?>> missing = new HashSet<>();
    for (CheckInput<?> input : kind.inputs()) {
      if (input.required() && !arguments.has(input)) {
        missing.add(input);
        wrong.add(missing(input));
      }
    }
    return wrong.addAll(contradictions(kind, arguments, missing)).build();
  }

  private static ImmutableList<InvalidArgument> contradictions(
      CheckKind kind, Arguments arguments, Set<CheckInput<?>> unsound) {
    return kind.rules().stream()
        .filter(rule -> rule.about().stream().noneMatch(unsound::contains))
        .flatMap(rule -> rule.wrong(arguments).stream())
        .collect(ImmutableList.toImmutableList());
  }
}

package dev.referee.gamefile;

import dev.referee.gamefile.Value.Field;
import dev.referee.gamefile.Value.Fields;
import dev.referee.gamefile.Value.Items;
import dev.referee.spi.ArgumentsResult;
import dev.referee.spi.CheckKind;
import dev.referee.spi.InvalidArgument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the parameters of a check in a file. Not thread-safe.
 *
 * <p>Parameters are validated only here: the kind reports what is wrong, and this adds the location
 * in the file.
 */
final class ParametersReader {
  /** The value of {@code ${team.id}} while the team is unknown. */
  private static final String SAMPLE = "team";

  private final CheckKind kind;
  private final Fields fields;
  private final Problems mistakes;
  private final Map<String, Object> given = new LinkedHashMap<>();
  private final Set<String> undetermined = new HashSet<>();
  private final int before;

  ParametersReader(CheckKind kind, Fields fields, Problems mistakes) {
    this.kind = kind;
    this.fields = fields;
    this.mistakes = mistakes;
    this.before = mistakes.count();
    for (Field field : fields.fields()) {
      Object raw = raw(field.value());
      given.put(field.name(), raw);
      int problemsBefore = mistakes.count();
      checkVariables(field.value());
      if (problemsBefore < mistakes.count()
          || Variables.in(raw).stream().anyMatch(it -> it.startsWith(Variables.OUTPUTS))) {
        undetermined.add(field.name()); // its value is not known yet
      }
    }
  }

  /** Returns the values for {@link CheckKind#check}. */
  Map<String, Object> given() {
    return given;
  }

  /** Reads it; empty if something is wrong, which is reported. */
  Optional<ArgumentsResult> read() {
    Map<String, Object> sample = Variables.fill(given, variable -> SAMPLE);
    ArgumentsResult reading = kind.read(sample, undetermined);
    reading.wrong().forEach(wrong -> mistakes.add(place(wrong), wrong.message()));
    return before == mistakes.count() ? Optional.of(reading) : Optional.empty();
  }

  /** Returns the location of a mistake: for an unknown name the name, otherwise the value. */
  private SourceLocation place(InvalidArgument wrong) {
    Value value = fields;
    SourceLocation place = fields.at();
    for (String step : wrong.path()) {
      if (value instanceof Items list) {
        value = list.items().get(Integer.parseInt(step));
        place = value.at();
      } else if (value instanceof Fields section && section.field(step).isPresent()) {
        Field field = section.field(step).orElseThrow();
        value = field.value();
        place = isKnown(wrong, field) ? value.at() : field.at();
      }
    }
    return place;
  }

  private boolean isKnown(InvalidArgument wrong, Field field) {
    return wrong.path().size() == 1
        ? kind.parameters().stream().anyMatch(parameter -> parameter.name().equals(field.name()))
        : !wrong.message().startsWith("There is no key");
  }

  private void checkVariables(Value value) {
    if (value instanceof Items list) {
      list.items().forEach(this::checkVariables);
    } else if (value instanceof Fields section) {
      for (Field field : section.fields()) {
        if (!Variables.in(field.name()).isEmpty()) {
          mistakes.add(field.at(), "Variables are allowed only in values, not in names");
        }
        checkVariables(field.value());
      }
    } else {
      ScalarSchemas.written(value)
          .ifPresent(text -> Variables.check(value.at(), text, Variables.Site.PARAMETER, mistakes));
    }
  }

  /** Returns a text, a list or a map; null for an empty value. */
  private static @Nullable Object raw(Value value) {
    if (value instanceof Items list) {
      List<@Nullable Object> items = new ArrayList<>();
      list.items().forEach(item -> items.add(raw(item)));
      return items;
    }
    if (value instanceof Fields section) {
      Map<String, @Nullable Object> entries = new LinkedHashMap<>();
      section.fields().forEach(field -> entries.put(field.name(), raw(field.value())));
      return entries;
    }
    return ScalarSchemas.written(value).orElse(null);
  }
}

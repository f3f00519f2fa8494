package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Checks;
import dev.referee.gamefile.Value.Fields;
import dev.referee.spi.ArgumentsResult;
import dev.referee.spi.CheckKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A reader of the checks in a game file. Not thread-safe. */
final class CheckReader {
  private final Catalogue catalogue;
  private final Problems mistakes;
  private final Set<String> variables = new HashSet<>();
  private Optional<SourceLocation> outputs = Optional.empty();

  CheckReader(Catalogue catalogue, Problems mistakes) {
    this.catalogue = catalogue;
    this.mistakes = mistakes;
  }

  /** Returns whether a check differs between teams. */
  boolean dependsOnTeam() {
    return !variables.isEmpty();
  }

  /** Returns where the outputs of a stack are first used. */
  Optional<SourceLocation> outputs() {
    return outputs;
  }

  /** Reads a check; empty if something is wrong with it, which is recorded. */
  Optional<Check> read(Fields entry) {
    Optional<Check> check = entry.field(Keys.CHECK).isPresent() ? named(entry) : combined(entry);
    return check
        .map(it -> ScalarSchemas.TEXT.read(entry, Keys.BECAUSE).map(it::because).orElse(it))
        .map(
            it ->
                ScalarSchemas.DURATION
                    .read(entry, Keys.SUSTAINED_FOR)
                    .map(duration -> Checks.sustainedFor(duration, it))
                    .orElse(it));
  }

  private Optional<Check> combined(Fields entry) {
    boolean any = entry.field(Keys.ANY_OF).isPresent();
    List<Fields> parts = entry.items(any ? Keys.ANY_OF : Keys.ALL_OF, Fields.class);
    List<Check> checks = parts.stream().flatMap(part -> read(part).stream()).toList();
    Optional<String> id = ScalarSchemas.ID.read(entry, Keys.ID);
    if (id.isEmpty() || checks.isEmpty() || checks.size() < parts.size()) {
      return Optional.empty();
    }
    Check first = checks.get(0);
    Check[] more = checks.subList(1, checks.size()).toArray(Check[]::new);
    return Optional.of(
        any ? Checks.anyOf(id.get(), first, more) : Checks.allOf(id.get(), first, more));
  }

  private Optional<Check> named(Fields entry) {
    CheckKind kind =
        ScalarSchemas.TEXT
            .read(entry, Keys.CHECK)
            .map(id -> catalogue.kinds().get(id))
            .orElse(null);
    if (kind == null) {
      return Optional.empty();
    }
    Optional<Fields> section = entry.section(Keys.PARAMETERS);
    if (section.isEmpty() && (entry.field(Keys.PARAMETERS).isPresent() || kind.needsArguments())) {
      return Optional.empty(); // which the schema reported
    }
    Fields given = section.orElse(Fields.of(entry.at(), ImmutableList.of()));
    ParametersReader reader = new ParametersReader(kind, given, mistakes);
    return reader.read().flatMap(reading -> made(kind, reader.given(), reading, given.at()));
  }

  private Optional<Check> made(
      CheckKind kind, Map<String, Object> given, ArgumentsResult reading, SourceLocation location) {
    List<String> used = Variables.in(given);
    variables.addAll(used);
    if (used.stream().anyMatch(variable -> variable.startsWith(Variables.OUTPUTS))) {
      outputs = outputs.or(() -> Optional.of(location));
      return Optional.of(
          new TeamCheck(
              kind,
              given,
              kind.expectations(),
              reading.permissions().and(TeamVariables.READS_STACK)));
    }
    Optional<Check> sample = made(reading, location);
    return used.isEmpty()
        ? sample
        : sample.map(
            check -> new TeamCheck(kind, given, check.expectations(), check.permissions()));
  }

  /** Creates a check. Any error in its creation is a mistake in the file. */
  private Optional<Check> made(ArgumentsResult reading, SourceLocation location) {
    try {
      return Optional.of(reading.check());
    } catch (RuntimeException e) {
      mistakes.add(location, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}

package dev.referee.gamefile;

import com.google.common.collect.ImmutableList;
import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Checks;
import dev.referee.gamefile.Value.Fields;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Reading;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes checks of what a game file says. Not thread-safe. */
final class CheckReader {
  private final Catalogue catalogue;
  private final Mistakes mistakes;
  private final Set<String> variables = new HashSet<>();
  private Optional<Place> outputs = Optional.empty();

  CheckReader(Catalogue catalogue, Mistakes mistakes) {
    this.catalogue = catalogue;
    this.mistakes = mistakes;
  }

  /** Returns whether a check is another for every team. */
  boolean dependsOnTeam() {
    return !variables.isEmpty();
  }

  /** Returns where the outputs of a stack are first asked for. */
  Optional<Place> outputs() {
    return outputs;
  }

  /** Reads a check; empty when something is wrong with it, of which note is taken. */
  Optional<Check> read(Fields entry) {
    Optional<Check> check = entry.field(Names.CHECK).isPresent() ? named(entry) : combined(entry);
    return check
        .map(it -> Forms.TEXT.read(entry, Names.BECAUSE).map(it::because).orElse(it))
        .map(
            it ->
                Forms.DURATION
                    .read(entry, Names.SUSTAINED_FOR)
                    .map(duration -> Checks.sustainedFor(duration, it))
                    .orElse(it));
  }

  private Optional<Check> combined(Fields entry) {
    boolean any = entry.field(Names.ANY_OF).isPresent();
    List<Fields> parts = entry.items(any ? Names.ANY_OF : Names.ALL_OF, Fields.class);
    List<Check> checks = parts.stream().flatMap(part -> read(part).stream()).toList();
    Optional<String> id = Forms.ID.read(entry, Names.ID);
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
        Forms.TEXT.read(entry, Names.CHECK).map(id -> catalogue.kinds().get(id)).orElse(null);
    if (kind == null) {
      return Optional.empty();
    }
    Optional<Fields> section = entry.section(Names.PARAMETERS);
    if (section.isEmpty() && (entry.field(Names.PARAMETERS).isPresent() || kind.needsArguments())) {
      return Optional.empty(); // of which the form took note
    }
    Fields given = section.orElse(Fields.of(entry.at(), ImmutableList.of()));
    ParametersReader reader = new ParametersReader(kind, given, mistakes);
    return reader.read().flatMap(reading -> made(kind, reader.given(), reading, given.at()));
  }

  private Optional<Check> made(
      CheckKind kind, Map<String, Object> given, Reading reading, Place at) {
    List<String> used = Variables.in(given);
    variables.addAll(used);
    if (used.stream().anyMatch(variable -> variable.startsWith(Variables.OUTPUTS))) {
      outputs = outputs.or(() -> Optional.of(at));
      return Optional.of(
          new TeamCheck(kind, given, kind.permissions().and(TeamValues.READS_STACK)));
    }
    Optional<Check> sample = made(reading, at);
    return used.isEmpty()
        ? sample
        : sample.map(check -> new TeamCheck(kind, given, check.permissions()));
  }

  /** Makes a check. Whatever goes wrong in its making is the file's mistake. */
  private Optional<Check> made(Reading reading, Place at) {
    try {
      return Optional.of(reading.check());
    } catch (RuntimeException e) {
      mistakes.add(at, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }
}

package dev.referee.gamefile;

import static dev.referee.gamefile.SectionForm.optional;
import static dev.referee.gamefile.SectionForm.required;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Catalogue;
import dev.referee.gamefile.Value.Fields;
import dev.referee.spi.CheckKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The form of a check: one of the catalogue's with its parameters, or a combination.
 *
 * @param catalogue the checks that there are
 * @param weighted whether it is a task's own, with a weight, or part of a combination
 */
record CheckForm(Catalogue catalogue, boolean weighted) implements Form {
  private static final ImmutableList<String> COMBINATIONS =
      ImmutableList.of(Names.ANY_OF, Names.ALL_OF);
  private static final SectionForm.Key BECAUSE =
      optional(Names.BECAUSE, Forms.TEXT, "the organiser's reason, which stands in its claim");
  private static final SectionForm.Key SUSTAINED =
      optional(Names.SUSTAINED_FOR, Forms.DURATION, "for how long it has to go on passing");
  private static final SectionForm.Key WEIGHT =
      optional(
          Names.WEIGHT,
          GameForm.WEIGHT,
          "how much of the task it is, compared with the others; 1 if not given");

  @Override
  public void check(String name, Value value, Mistakes mistakes) {
    if (!(value instanceof Fields fields)) {
      Form.refuse(name, value, "a section with the key check, anyOf or allOf", mistakes);
    } else if (fields.field(Names.CHECK).isPresent()) {
      named(fields, mistakes);
    } else {
      COMBINATIONS.stream()
          .filter(key -> fields.field(key).isPresent())
          .map(this::combination)
          .findFirst()
          .orElseGet(this::anything)
          .check(name, fields, mistakes);
    }
  }

  private void named(Fields fields, Mistakes mistakes) {
    String id = Forms.TEXT.read(fields, Names.CHECK).orElse("");
    CheckKind kind = catalogue.kinds().get(id);
    if (kind == null) {
      anything().check(Names.CHECK, fields, mistakes);
      if (!id.isEmpty()) {
        mistakes.unknown(fields.at(Names.CHECK), "check", id, catalogue.kinds().keySet());
      }
      return;
    }
    named(kind).check(Names.CHECK, fields, mistakes);
  }

  private SectionForm named(CheckKind kind) {
    return section(
        required(
            Names.CHECK, Forms.choice(ImmutableMap.of(kind.id(), kind)), "Proves: " + kind.claim()),
        new SectionForm.Key(
            Names.PARAMETERS,
            new ParametersForm(kind),
            kind.needsArguments(),
            "what is given for its parameters"));
  }

  private SectionForm combination(String key) {
    return section(
        required(
            key,
            new ListForm(new CheckForm(catalogue, false)),
            key.equals(Names.ANY_OF)
                ? "accepted alternatives: it passes when one does"
                : "parts: it passes when all do"),
        required(Names.ID, Forms.ID, "names the combination"));
  }

  /**
   * Returns the form for an entry that names neither a check nor its parts, or has a wrong name for
   * it.
   */
  private SectionForm anything() {
    Form given = new AnyForm();
    return section(
            optional(Names.CHECK, Forms.TEXT, "the id of a check"),
            optional(Names.PARAMETERS, given, "what is given for its parameters"),
            optional(Names.ANY_OF, given, "accepted alternatives"),
            optional(Names.ALL_OF, given, "parts"),
            optional(Names.ID, Forms.ID, "names the combination"))
        .exactlyOne(Names.CHECK, Names.ANY_OF, Names.ALL_OF);
  }

  private SectionForm section(SectionForm.Key... keys) {
    Stream<SectionForm.Key> more =
        weighted ? Stream.of(WEIGHT, BECAUSE, SUSTAINED) : Stream.of(BECAUSE, SUSTAINED);
    return SectionForm.of(Stream.concat(Stream.of(keys), more).toArray(SectionForm.Key[]::new));
  }

  /** Returns the name under which {@link #definition} stands in the schema. */
  String name() {
    return weighted ? "check" : "part";
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("$ref", "#/$defs/" + name());
  }

  /** Describes every check that there is. */
  Map<String, Object> definition() {
    List<Object> alternatives = new ArrayList<>();
    catalogue.kinds().values().forEach(kind -> alternatives.add(named(kind).schema()));
    COMBINATIONS.forEach(key -> alternatives.add(combination(key).schema()));
    return ImmutableMap.of("anyOf", alternatives);
  }

  /** Lets everything stand: nobody knows what it was to be. */
  private record AnyForm() implements Form {
    @Override
    public void check(String name, Value value, Mistakes mistakes) {}

    @Override
    public Map<String, Object> schema() {
      return ImmutableMap.of();
    }
  }
}

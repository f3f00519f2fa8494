package dev.referee.gamefile;

import static dev.referee.gamefile.ObjectSchema.optional;
import static dev.referee.gamefile.ObjectSchema.required;

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
 * The schema for a check: one of the catalogue with its parameters, or a combination.
 *
 * @param catalogue the known checks
 * @param weighted whether it is a check of a task, with a weight, or part of a combination
 */
record CheckSchema(Catalogue catalogue, boolean weighted) implements Schema {
  private static final ImmutableList<String> COMBINATIONS =
      ImmutableList.of(Keys.ANY_OF, Keys.ALL_OF);
  private static final ObjectSchema.Key BECAUSE =
      optional(Keys.BECAUSE, ScalarSchemas.TEXT, "the organiser's reason, shown with the claim");
  private static final ObjectSchema.Key SUSTAINED =
      optional(Keys.SUSTAINED_FOR, ScalarSchemas.DURATION, "how long it has to keep passing");
  private static final ObjectSchema.Key WEIGHT =
      optional(Keys.WEIGHT, GameSchema.WEIGHT, "its weight within the task; 1 if not given");

  @Override
  public void check(String name, Value value, Problems mistakes) {
    if (!(value instanceof Fields fields)) {
      Schema.refuse(name, value, "a section with the key check, anyOf or allOf", mistakes);
    } else if (fields.field(Keys.CHECK).isPresent()) {
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

  private void named(Fields fields, Problems mistakes) {
    String id = ScalarSchemas.TEXT.read(fields, Keys.CHECK).orElse("");
    CheckKind kind = catalogue.kinds().get(id);
    if (kind == null) {
      anything().check(Keys.CHECK, fields, mistakes);
      if (!id.isEmpty()) {
        mistakes.unknown(fields.at(Keys.CHECK), "check", id, catalogue.kinds().keySet());
      }
      return;
    }
    named(kind).check(Keys.CHECK, fields, mistakes);
  }

  private ObjectSchema named(CheckKind kind) {
    return section(
        required(
            Keys.CHECK,
            ScalarSchemas.choice(ImmutableMap.of(kind.id(), kind)),
            "Proves: " + kind.claim()),
        new ObjectSchema.Key(
            Keys.PARAMETERS,
            new ParametersSchema(kind),
            kind.needsArguments(),
            "values for its parameters"));
  }

  private ObjectSchema combination(String key) {
    return section(
        required(
            key,
            new ArraySchema(new CheckSchema(catalogue, false)),
            key.equals(Keys.ANY_OF)
                ? "accepted alternatives; one of them has to pass"
                : "parts; all of them have to pass"),
        required(Keys.ID, ScalarSchemas.ID, "the id of the combination"));
  }

  /**
   * Returns the schema for an entry that names neither a check nor its parts, or has a misspelt key
   * for it.
   */
  private ObjectSchema anything() {
    Schema given = new AnyForm();
    return section(
            optional(Keys.CHECK, ScalarSchemas.TEXT, "the id of a check"),
            optional(Keys.PARAMETERS, given, "values for its parameters"),
            optional(Keys.ANY_OF, given, "accepted alternatives"),
            optional(Keys.ALL_OF, given, "parts"),
            optional(Keys.ID, ScalarSchemas.ID, "the id of the combination"))
        .exactlyOne(Keys.CHECK, Keys.ANY_OF, Keys.ALL_OF);
  }

  private ObjectSchema section(ObjectSchema.Key... keys) {
    Stream<ObjectSchema.Key> more =
        weighted ? Stream.of(WEIGHT, BECAUSE, SUSTAINED) : Stream.of(BECAUSE, SUSTAINED);
    return ObjectSchema.of(Stream.concat(Stream.of(keys), more).toArray(ObjectSchema.Key[]::new));
  }

  /** Returns the name of {@link #definition} in the schema. */
  String name() {
    return weighted ? "check" : "part";
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("$ref", "#/$defs/" + name());
  }

  /** Describes every known check. */
  Map<String, Object> definition() {
    List<Object> alternatives = new ArrayList<>();
    catalogue.kinds().values().forEach(kind -> alternatives.add(named(kind).schema()));
    COMBINATIONS.forEach(key -> alternatives.add(combination(key).schema()));
    return ImmutableMap.of("anyOf", alternatives);
  }

  /** A schema that accepts every value, for a check of an unknown kind. */
  private record AnyForm() implements Schema {
    @Override
    public void check(String name, Value value, Problems mistakes) {}

    @Override
    public Map<String, Object> schema() {
      return ImmutableMap.of();
    }
  }
}

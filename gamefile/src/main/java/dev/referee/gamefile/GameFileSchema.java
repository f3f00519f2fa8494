package dev.referee.gamefile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableMap;
import dev.referee.Catalogue;
import dev.referee.spi.CheckKind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The JSON Schema of game files, for completion and validation in editors.
 *
 * <p>It is derived from the same schemas that {@link GameFile} uses for reading, and from the
 * declared parameters of the checks in a catalogue. What a JSON Schema cannot express, for example
 * a dangling {@code needs}, is reported only when a file is read.
 */
public final class GameFileSchema {
  private static final DefaultIndenter INDENTER = new DefaultIndenter("  ", "\n");

  private GameFileSchema() {}

  /** Returns the JSON Schema (2020-12) of game files with the checks on the class path. */
  public static String json() {
    return json(Catalogue.load());
  }

  /** Returns the JSON Schema (2020-12) of game files with the checks of a catalogue. */
  public static String json(Catalogue catalogue) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A Referee game");
    schema.putAll(GameSchema.of(catalogue).schema());
    ImmutableMap.Builder<String, Object> definitions = ImmutableMap.builder();
    for (boolean weighted : new boolean[] {true, false}) {
      CheckSchema form = new CheckSchema(catalogue, weighted);
      definitions.put(form.name(), form.definition());
    }
    for (CheckKind kind : catalogue.kinds().values()) {
      ParametersSchema form = new ParametersSchema(kind);
      definitions.put(form.name(), form.definition());
    }
    schema.put("$defs", definitions.buildOrThrow());
    try {
      return new ObjectMapper()
          .writer(
              new DefaultPrettyPrinter().withObjectIndenter(INDENTER).withArrayIndenter(INDENTER))
          .writeValueAsString(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

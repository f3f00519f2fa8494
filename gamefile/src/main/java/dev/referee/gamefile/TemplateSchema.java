package dev.referee.gamefile;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * A schema for a text with variables.
 *
 * @param site its location
 */
record TemplateSchema(Variables.Site site) implements Schema {

  @Override
  public void check(String name, Value value, Problems mistakes) {
    ScalarSchemas.TEXT.check(name, value, mistakes);
    ScalarSchemas.written(value)
        .ifPresent(text -> Variables.check(value.at(), text, site, mistakes));
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.copyOf(ScalarSchemas.TEXT.schema());
  }
}

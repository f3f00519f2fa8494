package dev.referee.gamefile;

import com.google.common.collect.ImmutableMap;
import dev.referee.gamefile.Value.Scalar;
import java.util.List;
import java.util.Map;

/**
 * A schema for either a single value or a section.
 *
 * @param scalar the schema of the single value
 * @param section the schema of the section
 */
record ScalarOrObjectSchema(ScalarSchema<?> scalar, ObjectSchema section) implements Schema {

  @Override
  public void check(String name, Value value, Problems mistakes) {
    Schema form = value instanceof Scalar ? scalar : section;
    form.check(name, value, mistakes);
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("anyOf", List.of(scalar.schema(), section.schema()));
  }
}

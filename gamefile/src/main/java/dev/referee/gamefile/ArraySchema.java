package dev.referee.gamefile;

import com.google.common.collect.ImmutableMap;
import dev.referee.gamefile.Value.Items;
import java.util.Map;

/**
 * A schema for a list with at least one entry.
 *
 * @param each the schema of the entries
 */
record ArraySchema(Schema each) implements Schema {

  @Override
  public void check(String name, Value value, Problems mistakes) {
    if (!(value instanceof Items list) || list.items().isEmpty()) {
      Schema.refuse(name, value, "a list with at least one item", mistakes);
      return;
    }
    list.items().forEach(item -> each.check(name, item, mistakes));
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.of("type", "array", "minItems", 1, "items", each.schema());
  }
}

package dev.referee.gamefile;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * A form of a text with variables in it.
 *
 * @param site where it stands
 */
record FilledForm(Variables.Site site) implements Form {

  @Override
  public void check(String name, Value value, Mistakes mistakes) {
    Forms.TEXT.check(name, value, mistakes);
    Forms.written(value).ifPresent(text -> Variables.check(value.at(), text, site, mistakes));
  }

  @Override
  public Map<String, Object> schema() {
    return ImmutableMap.copyOf(Forms.TEXT.schema());
  }
}

package dev.referee.iam;

import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The known context of a request: for each condition key its values, its absence, or nothing.
 *
 * <p>Names of keys are compared without regard to case. Immutable.
 */
final class RequestContext {
  private final ImmutableSet<String> known;
  private final ImmutableListMultimap<String, String> values;

  private RequestContext(ImmutableSet<String> known, ImmutableListMultimap<String, String> values) {
    this.known = known;
    this.values = values;
  }

  /** Returns a context; no values mean that the key is absent, and a later map wins. */
  static RequestContext of(List<Map<String, List<String>>> layers) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    for (Map<String, List<String>> each : layers) {
      each.forEach((key, values) -> all.put(Ascii.toLowerCase(key), values));
    }
    ImmutableListMultimap.Builder<String, String> values = ImmutableListMultimap.builder();
    all.forEach(values::putAll);
    return new RequestContext(ImmutableSet.copyOf(all.keySet()), values.build());
  }

  boolean knows(String key) {
    return known.contains(Ascii.toLowerCase(key));
  }

  /** Returns the values of a known key; none if it is absent. */
  List<String> values(String key) {
    return values.get(Ascii.toLowerCase(key));
  }
}

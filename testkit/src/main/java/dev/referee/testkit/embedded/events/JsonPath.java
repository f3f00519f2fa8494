package dev.referee.testkit.embedded.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A path into an event: {@code $.detail.state}, {@code $.resources[0]}, {@code $.detail['a-b']}.
 *
 * @param steps names of members and, as digits in brackets, indexes
 */
record JsonPath(List<String> steps) {
  private static final Pattern STEP = Pattern.compile("\\.([\\w-]+)|\\['([^']+)'\\]|\\[(\\d+)\\]");

  /** Parses a path; null for what is none. */
  static @Nullable JsonPath parse(String text) {
    if (!text.startsWith("$")) {
      return null;
    }
    Matcher step = STEP.matcher(text);
    List<String> steps = new ArrayList<>();
    int end = 1;
    while (end < text.length()) {
      if (!step.find(end) || step.start() != end) {
        return null;
      }
      steps.add(
          Stream.of(1, 2, 3).map(step::group).filter(Objects::nonNull).findFirst().orElseThrow());
      end = step.end();
    }
    return new JsonPath(List.copyOf(steps));
  }

  /** Returns what is there in an event; a missing node if nothing is. */
  JsonNode in(JsonNode event) {
    JsonNode found = event;
    for (String step : steps) {
      found =
          found.isArray() && step.matches("\\d+")
              ? found.path(Integer.parseInt(step))
              : found.path(step);
    }
    return found;
  }
}

package dev.referee.eks;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Cluster Autoscaler writes into its status ConfigMap: YAML since version 1.30, a text for
 * people before. Both are read line by line, as nobody guarantees that it is either.
 *
 * @param state {@code Running} or {@code Initializing}; empty if it does not say
 * @param health {@code Healthy} or {@code Unhealthy}, of the whole cluster; empty if unknown
 * @param failures the node groups whose last launch failed, and why
 */
record ScalesOutClusterAutoscalerStatus(
    String state, String health, ImmutableMap<String, String> failures) {
  private static final int MOST_LINES = 5_000;
  private static final Pattern LINE =
      Pattern.compile("( {0,40})(- )? {0,20}(\\w{1,30}): {0,20}(.*)");

  static ScalesOutClusterAutoscalerStatus of(String text) {
    Reading reading = new Reading();
    Splitter.onPattern("\r?\n")
        .limit(MOST_LINES)
        .split(text)
        .forEach(
            line -> {
              Matcher matcher = LINE.matcher(line);
              if (matcher.matches()) {
                reading.line(
                    matcher.group(1).length(),
                    matcher.group(2) != null,
                    matcher.group(3),
                    unquoted(matcher.group(4)));
              }
            });
    reading.endOfGroup();
    return new ScalesOutClusterAutoscalerStatus(
        reading.state, reading.health, ImmutableMap.copyOf(reading.failures));
  }

  private static String unquoted(String value) {
    String text = Workload.shown(value);
    boolean quoted =
        text.length() > 1
            && (text.charAt(0) == '"' || text.charAt(0) == '\'')
            && text.charAt(text.length() - 1) == text.charAt(0);
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  /** The state of reading. For one text and one thread. */
  private static final class Reading {
    private String state = "";
    private String health = "";
    private final Map<String, String> failures = new LinkedHashMap<>();
    private boolean inGroups;
    private String section = "";
    private String group = "";
    private String error = "";
    private boolean backoff;

    void line(int indent, boolean item, String key, String value) {
      if ((indent == 0 && key.equals("nodeGroups")) || key.equals("NodeGroups")) {
        inGroups = true;
        return;
      }
      if (inGroups && ((item && indent == 0) || key.equals("Name"))) {
        endOfGroup();
      }
      switch (key) {
        case "autoscalerStatus" -> state = value;
        case "health", "scaleUp", "scaleDown" -> section = key;
        case "Health" -> health(first(value));
        case "status" -> status(value);
        case "name", "Name" -> group = inGroups ? value : group;
        case "ScaleUp" -> backoff |= inGroups && first(value).equals("Backoff");
        case "errorMessage" -> error = value;
        default -> {
          // Everything else is not judged.
        }
      }
    }

    private void status(String value) {
      if (section.equals("health")) {
        health(value);
      } else if (section.equals("scaleUp") && inGroups) {
        backoff |= value.equals("Backoff");
      }
    }

    private void health(String value) {
      if (!inGroups && health.isEmpty()) {
        health = value;
      }
    }

    private static String first(String value) {
      int space = value.indexOf(' ');
      return space < 0 ? value : value.substring(0, space);
    }

    void endOfGroup() {
      if (backoff && !group.isEmpty()) {
        failures.put(group, error.isEmpty() ? "its last launch failed" : error);
      }
      group = "";
      error = "";
      backoff = false;
    }
  }
}

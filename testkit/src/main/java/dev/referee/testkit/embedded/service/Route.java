package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.http.WireRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of a REST operation, as AWS's API reference writes it: {@code GET /clusters/{name}}.
 *
 * <p>{@code {name}} stands for one segment, {@code {name+}} for the rest of the path.
 *
 * @param method the HTTP method; empty for protocols that have no routes
 * @param path the path with its variables
 */
public record Route(String method, String path) {
  static final Route NONE = new Route("", "");

  private static final Pattern VARIABLE = Pattern.compile("\\{([^}+]+)(\\+?)}");

  static Route parse(String route) {
    int space = route.indexOf(' ');
    return new Route(route.substring(0, space), route.substring(space + 1));
  }

  boolean matches(String askedMethod, String askedPath) {
    return method.equals(askedMethod) && matcher(askedPath).matches();
  }

  /** Returns the decoded values of the path's variables. */
  public Map<String, String> values(String askedPath) {
    Map<String, String> values = new LinkedHashMap<>();
    Matcher matcher = matcher(askedPath);
    if (matcher.matches()) {
      Matcher variable = VARIABLE.matcher(path);
      for (int group = 1; variable.find(); group++) {
        values.put(variable.group(1), WireRequest.decode(matcher.group(group).replace("+", "%2B")));
      }
    }
    return values;
  }

  private Matcher matcher(String askedPath) {
    StringBuilder regex = new StringBuilder();
    int end = 0;
    Matcher variable = VARIABLE.matcher(path);
    while (variable.find()) {
      regex.append(Pattern.quote(path.substring(end, variable.start())));
      regex.append(variable.group(2).isEmpty() ? "([^/]+)" : "(.+)");
      end = variable.end();
    }
    regex.append(Pattern.quote(path.substring(end)));
    // Older clients end some paths with a slash.
    regex.append("/?");
    return Pattern.compile(regex.toString()).matcher(askedPath);
  }
}

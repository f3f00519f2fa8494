package dev.referee.testkit.embedded.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A statement of a policy.
 *
 * @param allow whether its effect is Allow
 * @param actions the patterns of Action or NotAction
 * @param notActions whether it applies to all actions except those
 * @param resources the patterns of Resource or NotResource
 * @param notResources whether it applies to all resources except those
 * @param principals the entries of Principal by kind; {@code *} under {@code AWS}
 * @param conditions the conditions that must hold
 */
public record PolicyStatement(
    boolean allow,
    List<String> actions,
    boolean notActions,
    List<String> resources,
    boolean notResources,
    ListMultimap<String, String> principals,
    List<PolicyCondition> conditions) {

  private static final CharMatcher WILDCARDS = CharMatcher.anyOf("*?");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^},]+)(?:,\\s*'([^']*)'\\s*)?}");

  static PolicyStatement of(JsonNode json) {
    return new PolicyStatement(
        "Allow".equals(json.path("Effect").asText()),
        JsonCodec.texts(json.path(json.has("Action") ? "Action" : "NotAction")),
        json.has("NotAction"),
        JsonCodec.texts(json.path(json.has("Resource") ? "Resource" : "NotResource")),
        json.has("NotResource"),
        principals(json.path("Principal")),
        PolicyCondition.all(json.path("Condition")));
  }

  private static ListMultimap<String, String> principals(JsonNode json) {
    ImmutableListMultimap.Builder<String, String> principals = ImmutableListMultimap.builder();
    if (json.isTextual()) {
      principals.put("AWS", json.asText());
    }
    json.properties()
        .forEach(kind -> principals.putAll(kind.getKey(), JsonCodec.texts(kind.getValue())));
    return principals.build();
  }

  /** Returns whether this statement speaks of an action on a resource, in a context. */
  public boolean concerns(String action, String resource, ListMultimap<String, String> context) {
    return matchesAction(action)
        && notResources
            != resources.stream()
                .anyMatch(pattern -> like(filled(pattern, context), resource, false))
        && holds(context);
  }

  /**
   * Returns a text with the values of the policy variables that are known in their places. A
   * variable may name its default: {@code ${aws:PrincipalTag/team, 'none'}}. The case of a key does
   * not matter.
   */
  static String filled(String text, ListMultimap<String, String> context) {
    return VARIABLE
        .matcher(text)
        .replaceAll(
            variable ->
                Matcher.quoteReplacement(
                    context.entries().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(variable.group(1).strip()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .or(() -> Optional.ofNullable(variable.group(2)))
                        .orElse(variable.group())));
  }

  public boolean matchesAction(String action) {
    return notActions != actions.stream().anyMatch(pattern -> like(pattern, action, true));
  }

  /**
   * Returns whether the conditions hold. One that cannot be evaluated here keeps an Allow from
   * counting and a Deny from being overlooked.
   */
  boolean holds(ListMultimap<String, String> context) {
    return conditions.stream().allMatch(condition -> condition.holds(context, !allow));
  }

  /** Matches with {@code *} and {@code ?}, as policies do. */
  static boolean like(String pattern, String text, boolean ignoreCase) {
    if (WILDCARDS.matchesNoneOf(pattern)) {
      return ignoreCase ? pattern.equalsIgnoreCase(text) : pattern.equals(text);
    }
    if (!text.regionMatches(ignoreCase, 0, pattern, 0, WILDCARDS.indexIn(pattern))) {
      return false;
    }
    String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
    int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    return Pattern.compile(regex, flags).matcher(text).matches();
  }
}

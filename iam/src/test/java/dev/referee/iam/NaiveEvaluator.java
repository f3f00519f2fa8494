package dev.referee.iam;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A simple, two-valued evaluator of a small space of policies, by regular expressions. Shares no
 * code with the evaluator under test.
 */
final class NaiveEvaluator {
  /** The input: policy documents by kind, the principal, and the values of all condition keys. */
  record World(
      List<String> identity,
      List<String> boundary,
      List<String> session,
      List<List<String>> serviceControl,
      List<String> resource,
      String action,
      String resourceArn,
      boolean crossAccount,
      Map<String, List<String>> keys) {}

  static final String ROLE = "arn:aws:iam::111122223333:role/agent";
  static final String SESSION = "arn:aws:sts::111122223333:assumed-role/agent/one";
  static final String ACCOUNT = "111122223333";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final World world;

  NaiveEvaluator(World world) {
    this.world = world;
  }

  boolean allowed() {
    List<String> all = new ArrayList<>();
    List.of(world.identity, world.boundary, world.session, world.resource).forEach(all::addAll);
    world.serviceControl.forEach(all::addAll);
    if (says(all, "Deny", SESSION, ROLE, ACCOUNT, "*")) {
      return false;
    }
    for (List<String> level : world.serviceControl) {
      if (!says(level, "Allow")) {
        return false;
      }
    }
    boolean bounded = world.boundary.isEmpty() || says(world.boundary, "Allow");
    boolean inSession = world.session.isEmpty() || says(world.session, "Allow");
    if (world.crossAccount) {
      return says(world.resource, "Allow", SESSION, ROLE, ACCOUNT, "*")
          && says(world.identity, "Allow")
          && bounded
          && inSession;
    }
    if (says(world.resource, "Allow", SESSION, "*")) {
      return true;
    }
    return (says(world.identity, "Allow") || says(world.resource, "Allow", ROLE))
        && bounded
        && inSession;
  }

  private boolean says(List<String> documents, String effect, String... names) {
    for (String document : documents) {
      for (JsonNode statement : read(document).get("Statement")) {
        if (statement.get("Effect").textValue().equals(effect)
            && isAbout(statement, names)
            && covers(statement)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAbout(JsonNode statement, String... names) {
    JsonNode principal = statement.get("Principal");
    if (principal == null) {
      return true;
    }
    String name = principal.isTextual() ? principal.textValue() : principal.get("AWS").textValue();
    return List.of(names).contains(name);
  }

  private boolean covers(JsonNode statement) {
    Predicate<String> action =
        pattern -> regex(pattern, Pattern.CASE_INSENSITIVE).matcher(world.action).matches();
    Predicate<String> resource =
        pattern -> regex(filled(pattern), 0).matcher(world.resourceArn).matches();
    return fits(statement, "Action", action)
        && fits(statement, "Resource", resource)
        && conditions(statement);
  }

  private static boolean fits(JsonNode statement, String element, Predicate<String> test) {
    boolean inverted = statement.has("Not" + element);
    boolean any = false;
    for (String each : texts(statement.get(inverted ? "Not" + element : element))) {
      any |= test.test(each);
    }
    return any != inverted;
  }

  private boolean conditions(JsonNode statement) {
    JsonNode conditions = statement.path("Condition");
    for (var operator : conditions.properties()) {
      for (var key : operator.getValue().properties()) {
        List<String> values = world.keys.get(key.getKey());
        if (!holds(operator.getKey(), texts(key.getValue()), values)) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean holds(String operator, List<String> wanted, List<String> actual) {
    if (operator.equals("Null")) {
      return wanted.contains(actual.isEmpty() ? "true" : "false");
    }
    if (operator.endsWith("IfExists")) {
      return actual.isEmpty() || holds(operator.replace("IfExists", ""), wanted, actual);
    }
    if (operator.startsWith("ForAllValues:")) {
      String plain = operator.substring(13);
      return actual.stream().allMatch(each -> holds(plain, wanted, List.of(each)));
    }
    if (operator.startsWith("ForAnyValue:")) {
      String plain = operator.substring(12);
      return actual.stream().anyMatch(each -> holds(plain, wanted, List.of(each)));
    }
    boolean negated = operator.contains("Not");
    String plain = operator.replace("Not", "");
    BiPredicate<String, String> matches =
        switch (plain) {
          case "StringEquals" -> (want, is) -> literal(filled(want)).equals(is);
          case "StringEqualsIgnoreCase" -> (want, is) -> literal(filled(want)).equalsIgnoreCase(is);
          case "StringLike" -> (want, is) -> regex(filled(want), 0).matcher(is).matches();
          case "NumericLessThan" -> (want, is) -> Double.parseDouble(is) < Double.parseDouble(want);
          default -> throw new IllegalArgumentException(operator);
        };
    boolean any =
        actual.stream().anyMatch(is -> wanted.stream().anyMatch(want -> matches.test(want, is)));
    return negated != any;
  }

  /** Replaces a literal asterisk by a private-use character. */
  private String filled(String text) {
    String two = String.join("", world.keys.get("k:two"));
    return text.replace("${*}", "\uE000")
        .replace("${k:two, 'a'}", (two.isEmpty() ? "a" : two).replace('*', '\uE000'));
  }

  private static String literal(String filled) {
    return filled.replace('\uE000', '*');
  }

  private static Pattern regex(String pattern, int flags) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char each = pattern.charAt(i);
      switch (each) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        case '\uE000' -> regex.append("\\*");
        default -> regex.append(Pattern.quote(String.valueOf(each)));
      }
    }
    return Pattern.compile(regex.toString(), flags);
  }

  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(each -> texts.add(each.asText()));
    } else {
      texts.add(node.asText());
    }
    return texts;
  }

  private static JsonNode read(String document) {
    try {
      return JSON.readTree(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}

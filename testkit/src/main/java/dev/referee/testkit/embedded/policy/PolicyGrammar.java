package dev.referee.testkit.embedded.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The rules that an identity policy must keep to be taken by IAM, and the words IAM refuses it in.
 *
 * <p>IAM looks at the whole document in passes: its form first, then its version, its resources and
 * its actions; the first pass that finds something decides the words.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html">Grammar
 *     of the IAM JSON policy language</a>
 */
final class PolicyGrammar {
  private static final String OLD = "2008-10-17";
  private static final Set<String> VERSIONS = Set.of(OLD, "2012-10-17");
  private static final String SYNTAX = "Syntax errors in policy.";
  private static final Set<String> TOP = Set.of("Version", "Id", "Statement");
  private static final Set<String> MEMBERS =
      Set.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");
  private static final Pattern OPERATOR =
      Pattern.compile(
          "(ForAllValues:|ForAnyValue:)?(String(Not)?(Equals|EqualsIgnoreCase|Like)"
              + "|Numeric((Not)?Equals|(LessThan|GreaterThan)(Equals)?)"
              + "|Date((Not)?Equals|(LessThan|GreaterThan)(Equals)?)"
              + "|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|Null",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern VENDOR = Pattern.compile("[a-zA-Z0-9.-]+");

  private PolicyGrammar() {}

  /**
   * Refuses a document that breaks a rule.
   *
   * @param managed whether it is of a managed policy, which must state its version
   */
  static void check(JsonNode document, boolean managed) {
    require(document.isObject() && only(document, TOP), SYNTAX);
    require(isText(document, "Id") && isText(document, "Version"), SYNTAX);
    require(VERSIONS.contains(document.path("Version").asText(OLD)), SYNTAX);
    List<JsonNode> statements = items(document.path("Statement"));
    require(!statements.isEmpty(), SYNTAX);
    statements.forEach(PolicyGrammar::form);
    require(
        !managed || !document.path("Version").asText(OLD).equals(OLD),
        "Policy document must be version 2012-10-17 or greater.");
    String resources = PolicyResourceGrammar.fault(statements);
    Set<String> ids = new HashSet<>();
    require(
        statements.stream().allMatch(node -> !node.has("Sid") || ids.add(node.get("Sid").asText())),
        "Statement IDs (SID) in a single policy must be unique.");
    require(
        statements.stream().allMatch(node -> has(node, "Action", "NotAction")),
        "Policy statement must contain actions.");
    require(
        statements.stream().allMatch(node -> has(node, "Resource", "NotResource")),
        "Policy statement must contain resources.");
    require(resources.isEmpty(), resources);
    statements.stream()
        .flatMap(node -> Stream.of(node.path("Action"), node.path("NotAction")))
        .flatMap(actions -> items(actions).stream())
        .forEach(action -> action(action.asText()));
  }

  /** Checks that a statement has the members that the grammar knows, of the right kind. */
  private static void form(JsonNode statement) {
    require(statement.isObject() && only(statement, MEMBERS) && isText(statement, "Sid"), SYNTAX);
    require(Pattern.matches("(?i)allow|deny", statement.path("Effect").asText()), SYNTAX);
    for (String name : List.of("Action", "Resource")) {
      require(!statement.has(name) || !statement.has("Not" + name), SYNTAX);
      require(areTexts(statement.path(name)) && areTexts(statement.path("Not" + name)), SYNTAX);
    }
    JsonNode condition = statement.path("Condition");
    require(condition.isMissingNode() || condition.isObject(), SYNTAX);
    condition
        .properties()
        .forEach(
            operator -> {
              JsonNode keys = operator.getValue();
              require(keys.isObject(), SYNTAX);
              require(keys.isEmpty() || OPERATOR.matcher(operator.getKey()).matches(), SYNTAX);
              keys.forEach(values -> require(!values.isObject(), SYNTAX));
            });
  }

  private static void action(String action) {
    if (action.equals("*")) {
      return;
    }
    int colons = CharMatcher.is(':').countIn(action);
    require(
        colons > 0, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    require(colons == 1, "Actions/Condition can contain only one colon.");
    String vendor = action.substring(0, action.indexOf(':'));
    require(VENDOR.matcher(vendor).matches(), "Vendor " + vendor + " is not valid");
  }

  /** Returns the elements of a list, or a single value as a list of one. */
  static List<JsonNode> items(JsonNode node) {
    return node.isMissingNode()
        ? List.of()
        : node.isArray() ? ImmutableList.copyOf(node) : List.of(node);
  }

  private static boolean only(JsonNode object, Set<String> known) {
    return object.properties().stream().allMatch(member -> known.contains(member.getKey()));
  }

  private static boolean isText(JsonNode object, String name) {
    return !object.has(name) || object.get(name).isTextual();
  }

  private static boolean areTexts(JsonNode node) {
    return items(node).stream().allMatch(JsonNode::isTextual);
  }

  private static boolean has(JsonNode statement, String... names) {
    return Stream.of(names).anyMatch(name -> !items(statement.path(name)).isEmpty());
  }

  private static void require(boolean kept, String otherwise) {
    if (!kept) {
      throw PolicyDocument.malformed(otherwise);
    }
  }
}

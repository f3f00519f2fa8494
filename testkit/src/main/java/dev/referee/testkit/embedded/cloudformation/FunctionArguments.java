package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Range;

/**
 * Refuses functions of a template whose arguments cannot be right, before anything is made.
 *
 * <p>The forms are those of CloudFormation's "Intrinsic function reference".
 */
final class FunctionArguments {
  private static final Range<Integer> OPERANDS = Range.closed(2, 10);

  private FunctionArguments() {}

  /** Refuses a value in which a function has the wrong arguments. */
  static void require(JsonNode node) {
    if (node.isObject() && node.size() == 1) {
      function(node.fieldNames().next(), node.elements().next());
    }
    node.forEach(FunctionArguments::require);
  }

  private static void function(String name, JsonNode node) {
    switch (name) {
      case "Ref" ->
          require(
              node.isTextual(),
              "Template format error: every Ref object must have a single String value.");
      case "Fn::GetAtt" ->
          require(
              names(node),
              "Template error: every Fn::GetAtt object requires two non-empty parameters, the"
                  + " resource name and the resource attribute");
      case "Fn::Join" ->
          require(
              node.isArray()
                  && node.size() == 2
                  && isText(node.path(0))
                  && node.path(1).isContainerNode(),
              "Template error: every Fn::Join object requires two parameters, (1) a string"
                  + " delimiter and (2) a list of strings to be joined or a function that returns a"
                  + " list of strings (such as Fn::GetAZs) to be joined.");
      case "Fn::Split" ->
          require(
              node.isArray()
                  && node.size() == 2
                  && isText(node.path(0))
                  && !node.path(0).asText().isEmpty()
                  && isText(node.path(1)),
              "Template error: every Fn::Split object requires two parameters, (1) a string"
                  + " delimiter and (2) a string to be split or a function that returns a string to"
                  + " be split.");
      case "Fn::Select" -> select(node);
      case "Fn::If" ->
          require(
              node.isArray() && node.size() == 3 && node.path(0).isTextual(),
              "Template error: Fn::If requires a list argument with the first element being a"
                  + " condition");
      case "Fn::FindInMap" ->
          require(
              node.isArray() && node.size() == 3 && all(node),
              "Template error: every Fn::FindInMap object requires three parameters, the map name,"
                  + " map key and the attribute for return value");
      case "Fn::Sub" ->
          require(
              node.isTextual()
                  || (node.isArray()
                      && node.size() == 2
                      && node.path(0).isTextual()
                      && node.path(1).isObject()),
              "Template error: One or more Fn::Sub intrinsic functions don't specify expected"
                  + " arguments. Specify a string as first argument, and an optional second"
                  + " argument to specify a mapping of values to replace in the string");
      case "Fn::Base64" ->
          require(
              isText(node),
              "Template error: every Fn::Base64 object must have a String-typed value.");
      case "Fn::GetAZs" ->
          require(
              isText(node),
              "Template error: every Fn::GetAZs object must have a String-typed value.");
      case "Fn::Cidr" ->
          require(
              node.isArray() && (node.size() == 2 || node.size() == 3) && all(node),
              "Template error: every Fn::Cidr object requires an IP address block, a count and,"
                  + " optionally, the number of subnet bits");
      default -> condition(name, node);
    }
  }

  private static void condition(String name, JsonNode node) {
    switch (name) {
      case "Fn::And", "Fn::Or" ->
          require(
              node.isArray() && OPERANDS.contains(node.size()),
              "Template error: every "
                  + name
                  + " object requires a list of at least 2 and at most 10 boolean parameters.");
      case "Fn::Not" ->
          require(
              node.isArray() && node.size() == 1,
              "Template error: Fn::Not requires a list argument with one element");
      case "Fn::Equals" ->
          require(
              node.isArray() && node.size() == 2,
              "Template error: every Fn::Equals object requires a list of 2 string parameters.");
      default -> {}
    }
  }

  private static boolean names(JsonNode node) {
    return node.isTextual()
        ? node.asText().matches("[^.]+[.].+")
        : node.isArray()
            && node.size() == 2
            && node.path(0).isTextual()
            && !node.path(0).asText().isEmpty()
            && isText(node.path(1))
            && !(node.path(1).isTextual() && node.path(1).asText().isEmpty());
  }

  private static void select(JsonNode node) {
    JsonNode index = node.path(0);
    require(
        node.isArray() && (index.isObject() || index.asText().matches("[0-9]{1,9}")),
        "Template error: Fn::Select requires a list argument with a valid index value as its first"
            + " element");
    require(
        node.size() == 2 && node.path(1).isContainerNode(),
        "Template error: Fn::Select requires a list argument with two elements: an integer index"
            + " and a list");
  }

  /** Returns whether a value is a string or a number, or may become one. */
  private static boolean isText(JsonNode node) {
    return node.isValueNode() || node.isObject();
  }

  private static boolean all(JsonNode list) {
    for (JsonNode node : list) {
      if (!isText(node)) {
        return false;
      }
    }
    return true;
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw Template.invalid(otherwise);
    }
  }
}

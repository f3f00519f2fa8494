package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names to which the values of a template refer by Ref, Fn::GetAtt or Fn::Sub.
 *
 * @param template the template
 * @param conditions decides which branch of an Fn::If counts; null if both count
 */
record TemplateReferences(Template template, @Nullable TemplateConditions conditions) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  /** Returns the names that a value refers to. */
  Set<String> of(JsonNode value) {
    Set<String> used = new LinkedHashSet<>();
    add(value, used);
    return used;
  }

  private void add(JsonNode node, Set<String> used) {
    if (node.isObject() && node.size() == 1) {
      JsonNode of = node.elements().next();
      switch (node.fieldNames().next()) {
        case "Ref" -> used.add(of.asText());
        case "Fn::GetAtt" ->
            used.add((of.isArray() ? of.path(0) : of).asText().replaceFirst("[.].*", ""));
        case "Fn::Sub" -> variables(of, used);
        case "Fn::If" -> {
          if (conditions != null) {
            add(of.path(conditions.holds(of.path(0).asText()) ? 1 : 2), used);
            return;
          }
        }
        default -> {}
      }
    }
    node.forEach(child -> add(child, used));
  }

  private static void variables(JsonNode node, Set<String> used) {
    Matcher variable = VARIABLE.matcher((node.isArray() ? node.path(0) : node).asText());
    while (variable.find()) {
      String name = variable.group(1).replaceFirst("[.].*", "").strip();
      if (!node.path(1).has(name)) {
        used.add(name);
      }
    }
  }

  /** Refuses names that are neither resources nor parameters. */
  void requireKnown(Set<String> used, String block) {
    require(
        used,
        name ->
            name.startsWith("AWS::")
                || template.resources().contains(name)
                || template.names("Parameters").contains(name),
        "Template format error: ",
        block);
  }

  /**
   * Refuses a template in which something that is to be there refers to a resource whose condition
   * does not hold. For an output, CloudFormation does not call that a format error.
   */
  void requireWanted() {
    for (String logicalId : template.resources()) {
      JsonNode resource = template.resource(logicalId);
      if (isWanted(resource)) {
        require(
            of(resource.path("Properties")),
            this::isNotLeftOut,
            "Template format error: ",
            "Resources");
      }
    }
    for (String name : template.names("Outputs")) {
      if (isWanted(template.output(name))) {
        require(of(template.output(name).path("Value")), this::isNotLeftOut, "", "Outputs");
      }
    }
  }

  private boolean isNotLeftOut(String name) {
    return !template.resources().contains(name) || isWanted(template.resource(name));
  }

  private boolean isWanted(JsonNode resourceOrOutput) {
    return conditions == null || conditions.want(resourceOrOutput);
  }

  private static void require(
      Set<String> used, Predicate<String> known, String prefix, String block) {
    List<String> unresolved = used.stream().filter(known.negate()).toList();
    if (!unresolved.isEmpty()) {
      throw Template.invalid(
          "%sUnresolved resource dependencies %s in the %s block of the template"
              .formatted(prefix, unresolved, block));
    }
  }
}

package dev.referee.testkit.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses a template before anything is made of it, as CloudFormation does.
 *
 * @param template the template
 */
record TemplateChecks(Template template) {
  private static final Set<String> SECTIONS =
      Set.of(
          "AWSTemplateFormatVersion",
          "Conditions",
          "Description",
          "Hooks",
          "Mappings",
          "Metadata",
          "Outputs",
          "Parameters",
          "Resources",
          "Rules",
          "Transform");
  private static final Set<String> ATTRIBUTES =
      Set.of(
          "Condition",
          "CreationPolicy",
          "DeletionPolicy",
          "DependsOn",
          "Metadata",
          "Properties",
          "Type",
          "UpdatePolicy",
          "UpdateReplacePolicy");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^!}][^}]*)}");

  void require() {
    nulls("", template.json());
    List<String> unknown =
        template.names().stream().filter(name -> !SECTIONS.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Template.invalid("Invalid template property or properties " + unknown);
    }
    if (template.json().has("Outputs") && template.names("Outputs").isEmpty()) {
      throw Template.invalid(
          "Template format error: Outputs cannot be empty. Remove the section or add an output.");
    }
    Map<String, Set<String>> uses = new LinkedHashMap<>();
    for (String logicalId : template.resources()) {
      resource(logicalId);
      Set<String> used = new LinkedHashSet<>(template.dependsOn(logicalId));
      references(template.resource(logicalId).path("Properties"), used);
      resolved(used, "Resources");
      used.retainAll(template.resources());
      uses.put(logicalId, used);
    }
    acyclic(uses);
    for (String name : template.names("Outputs")) {
      Set<String> used = new LinkedHashSet<>();
      references(template.output(name).path("Value"), used);
      resolved(used, "Outputs");
    }
  }

  private static void nulls(String path, JsonNode node) {
    if (node.isNull()) {
      throw Template.invalid("[" + path + "] 'null' values are not allowed in templates");
    }
    node.properties().forEach(each -> nulls(path + "/" + each.getKey(), each.getValue()));
    if (node.isArray()) {
      node.forEach(entry -> nulls(path, entry));
    }
  }

  private void resource(String logicalId) {
    JsonNode resource = template.resource(logicalId);
    if (!resource.path("Type").isTextual()) {
      throw Template.invalid(
          "Template format error: [/Resources/"
              + logicalId
              + "] Every Resources object must contain a Type member.");
    }
    for (String attribute : ImmutableSet.copyOf(resource.fieldNames())) {
      if (!ATTRIBUTES.contains(attribute)) {
        throw Template.invalid("Invalid template resource property '" + attribute + "'");
      }
    }
    String condition = resource.path("Condition").asText("");
    if (!condition.isEmpty() && !template.names("Conditions").contains(condition)) {
      throw Template.invalid(
          "Template format error: Unresolved condition dependency "
              + condition
              + " in the Resources block of the template");
    }
  }

  private void resolved(Set<String> used, String block) {
    List<String> unresolved =
        used.stream()
            .filter(
                name ->
                    !name.startsWith("AWS::")
                        && !template.resources().contains(name)
                        && !template.names("Parameters").contains(name))
            .toList();
    if (!unresolved.isEmpty()) {
      throw Template.invalid(
          "Template format error: Unresolved resource dependencies "
              + unresolved
              + " in the "
              + block
              + " block of the template");
    }
  }

  /** Adds what a value refers to by Ref, Fn::GetAtt or Fn::Sub. */
  private static void references(JsonNode node, Set<String> used) {
    if (node.isObject() && node.size() == 1) {
      JsonNode of = node.elements().next();
      switch (node.fieldNames().next()) {
        case "Ref" -> used.add(of.asText());
        case "Fn::GetAtt" ->
            used.add((of.isArray() ? of.path(0) : of).asText().replaceFirst("[.].*", ""));
        case "Fn::Sub" -> variables(of, used);
        default -> {}
      }
    }
    node.forEach(child -> references(child, used));
  }

  private static void variables(JsonNode of, Set<String> used) {
    Matcher variable = VARIABLE.matcher((of.isArray() ? of.path(0) : of).asText());
    while (variable.find()) {
      String name = variable.group(1).replaceFirst("[.].*", "").strip();
      if (!of.path(1).has(name)) {
        used.add(name);
      }
    }
  }

  private static void acyclic(Map<String, Set<String>> uses) {
    Map<String, Set<String>> left = new LinkedHashMap<>(uses);
    while (left.entrySet().removeIf(one -> one.getValue().stream().noneMatch(left::containsKey))) {
      // Those that refer to nothing that is left can be made.
    }
    if (!left.isEmpty()) {
      throw Template.invalid(
          "Circular dependency between resources: " + List.copyOf(left.keySet()));
    }
  }
}

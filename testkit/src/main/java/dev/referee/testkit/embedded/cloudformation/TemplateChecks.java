package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A validator of templates that runs before anything is created, with the errors of CloudFormation.
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
  private static final String UNSUPPORTED = "Template format error: unsupported structure.";
  private static final Set<String> OBJECTS =
      Set.of("Conditions", "Mappings", "Metadata", "Outputs", "Parameters", "Rules");
  private static final Set<String> DELETION_POLICIES =
      Set.of("Delete", "Retain", "RetainExceptOnCreate", "Snapshot");
  private static final Set<String> REPLACE_POLICIES = Set.of("Delete", "Retain", "Snapshot");

  void require() {
    nulls("", template.json());
    List<String> unknown =
        template.names().stream().filter(name -> !SECTIONS.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw Template.invalid("Invalid template property or properties " + unknown);
    }
    String version = template.json().path("AWSTemplateFormatVersion").asText("2010-09-09");
    if (!version.equals("2010-09-09")) {
      throw Template.invalid(
          "Template format error: "
              + version
              + " is not a supported value for AWSTemplateFormatVersion.");
    }
    for (String section : OBJECTS) {
      JsonNode node = template.json().path(section);
      if (!node.isMissingNode() && !node.isObject()) {
        throw Template.invalid(UNSUPPORTED);
      }
    }
    FunctionArguments.require(template.json());
    parameters();
    if (template.json().has("Outputs") && template.names("Outputs").isEmpty()) {
      throw Template.invalid(
          "Template format error: Outputs cannot be empty. Remove the section or add an output.");
    }
    TemplateReferences references = new TemplateReferences(template, null);
    Map<String, Set<String>> uses = new LinkedHashMap<>();
    for (String logicalId : template.resources()) {
      resource(logicalId);
      Set<String> used = new LinkedHashSet<>(template.dependsOn(logicalId));
      used.addAll(references.of(template.resource(logicalId).path("Properties")));
      references.requireKnown(used, "Resources");
      used.retainAll(template.resources());
      uses.put(logicalId, used);
    }
    acyclic(uses);
    for (String name : template.names("Outputs")) {
      if (template.output(name).path("Value").isMissingNode()) {
        throw Template.invalid(
            "Template format error: Every Outputs member must contain a Value object");
      }
      references.requireKnown(references.of(template.output(name).path("Value")), "Outputs");
    }
  }

  private static void nulls(String path, JsonNode node) {
    if (node.isNull()) {
      throw Template.invalid("[" + path + "] 'null' values are not allowed in templates");
    }
    node.properties().forEach(entry -> nulls(path + "/" + entry.getKey(), entry.getValue()));
    if (node.isArray()) {
      node.forEach(entry -> nulls(path, entry));
    }
  }

  private void parameters() {
    for (String name : template.names("Parameters")) {
      JsonNode parameter = template.json().path("Parameters").path(name);
      if (!parameter.path("Type").isTextual()) {
        throw Template.invalid(
            "Template format error: Every Parameters object must contain a Type member.");
      }
      if (parameter.path("Default").isContainerNode()) {
        throw Template.invalid("Template format error: Every Default member must be a string.");
      }
      if (template.resources().contains(name)) {
        throw Template.invalid(
            "Template error: all resources and parameters must have unique names. Common name(s):["
                + name
                + "]");
      }
    }
  }

  private void resource(String logicalId) {
    JsonNode resource = template.resource(logicalId);
    if (!resource.isObject()) {
      throw Template.invalid("Template format error: Any Resources member must be a JSON object.");
    }
    if (!logicalId.matches("[a-zA-Z0-9]+")) {
      throw Template.invalid(
          "Template format error: Resource name " + logicalId + " is non alphanumeric.");
    }
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
    if (resource.has("Properties") && !resource.path("Properties").isObject()) {
      throw Template.invalid(UNSUPPORTED);
    }
    policy(logicalId, "DeletionPolicy", DELETION_POLICIES);
    policy(logicalId, "UpdateReplacePolicy", REPLACE_POLICIES);
    dependencies(resource.path("DependsOn"));
    String condition = resource.path("Condition").asText("");
    if (!condition.isEmpty() && !template.names("Conditions").contains(condition)) {
      throw Template.invalid(
          "Template format error: Unresolved condition dependency "
              + condition
              + " in the Resources block of the template");
    }
  }

  private void policy(String logicalId, String attribute, Set<String> known) {
    JsonNode policy = template.resource(logicalId).path(attribute);
    if (policy.isMissingNode()) {
      return;
    }
    if (!policy.isTextual()) {
      throw Template.invalid(
          "Template format error: Every " + attribute + " member must be a string.");
    }
    if (!known.contains(policy.asText())) {
      throw Template.invalid(
          "Template format error: Unrecognized %s %s for resource %s"
              .formatted(attribute, policy.asText(), logicalId));
    }
  }

  private static void dependencies(JsonNode on) {
    if (on.isObject() || (on.isValueNode() && !on.isTextual())) {
      throw Template.invalid(
          "Template format error: DependsOn must be a string or list of strings.");
    }
    for (JsonNode node : on) {
      if (!node.isTextual()) {
        throw Template.invalid("Template format error: Every DependsOn value must be a string.");
      }
    }
  }

  private static void acyclic(Map<String, Set<String>> uses) {
    Map<String, Set<String>> left = new LinkedHashMap<>(uses);
    while (left.entrySet()
        .removeIf(entry -> entry.getValue().stream().noneMatch(left::containsKey))) {
      // Those that refer to nothing that is left can be made.
    }
    if (!left.isEmpty()) {
      throw Template.invalid(
          "Circular dependency between resources: " + List.copyOf(left.keySet()));
    }
  }
}

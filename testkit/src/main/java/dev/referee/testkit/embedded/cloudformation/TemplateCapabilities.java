package dev.referee.testkit.embedded.cloudformation;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The capabilities that a template needs, with which the user acknowledges that it creates roles
 * and policies, names them, or runs macros.
 *
 * <p>The rules are those of CreateStack's parameter {@code Capabilities} in the CloudFormation API
 * Reference.
 *
 * @param template the template
 */
record TemplateCapabilities(Template template) {
  private static final String IAM = "CAPABILITY_IAM";
  private static final String NAMED_IAM = "CAPABILITY_NAMED_IAM";
  private static final String AUTO_EXPAND = "CAPABILITY_AUTO_EXPAND";

  private static final Set<String> TYPES =
      Set.of(
          "AWS::IAM::AccessKey",
          "AWS::IAM::Group",
          "AWS::IAM::InstanceProfile",
          "AWS::IAM::ManagedPolicy",
          "AWS::IAM::Policy",
          "AWS::IAM::Role",
          "AWS::IAM::User",
          "AWS::IAM::UserToGroupAddition");

  /** The property by which a template names a resource of a type itself. */
  private static final Map<String, String> NAMES =
      ImmutableMap.of(
          "AWS::IAM::Group", "GroupName",
          "AWS::IAM::InstanceProfile", "InstanceProfileName",
          "AWS::IAM::ManagedPolicy", "ManagedPolicyName",
          "AWS::IAM::Role", "RoleName",
          "AWS::IAM::User", "UserName");

  /** Returns the capabilities that the template's resources need. */
  List<String> needed() {
    if (types().isEmpty()) {
      return List.of();
    }
    return List.of(template.resources().stream().anyMatch(this::isNamed) ? NAMED_IAM : IAM);
  }

  /** Returns why capabilities are needed, in CloudFormation's words; null if none is. */
  @Nullable String reason() {
    return types().isEmpty() ? null : "The following resource(s) require capabilities: " + types();
  }

  /** Returns the macros that the template names for all of it. */
  List<String> transforms() {
    JsonNode transform = template.json().path("Transform");
    return transform.isObject()
        ? List.of(transform.path("Name").asText())
        : JsonCodec.texts(transform);
  }

  /**
   * Refuses templates whose capabilities were not acknowledged.
   *
   * @param given the capabilities that a request gives
   * @param expands whether macros are run without a change set to look at
   */
  void require(List<String> given, boolean expands) {
    List<String> missing = new ArrayList<>(needed());
    if (given.contains(NAMED_IAM)) {
      missing.clear();
    }
    if (expands && !transforms().isEmpty()) {
      missing.add(AUTO_EXPAND);
    }
    missing.removeAll(given);
    if (!missing.isEmpty()) {
      throw new AwsError(
          400, "InsufficientCapabilitiesException", "Requires capabilities : " + missing);
    }
  }

  private List<String> types() {
    return template.resources().stream()
        .map(template::type)
        .filter(TYPES::contains)
        .distinct()
        .toList();
  }

  private boolean isNamed(String logicalId) {
    String name = NAMES.get(template.type(logicalId));
    return name != null && template.resource(logicalId).path("Properties").has(name);
  }
}

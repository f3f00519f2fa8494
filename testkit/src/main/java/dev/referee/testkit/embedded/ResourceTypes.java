package dev.referee.testkit.embedded;

import java.util.Map;

/** Lists the resource types that a template can have. */
final class ResourceTypes {
  private static final Map<String, ResourceType> TYPES =
      Map.of(
          "AWS::IAM::Role", new IamRoleType(),
          "AWS::IAM::InstanceProfile", new IamInstanceProfileType());

  private ResourceTypes() {}

  static ResourceType get(String type) {
    ResourceType found = TYPES.get(type);
    if (found == null) {
      throw Template.invalid("Template format error: Unrecognized resource types: [" + type + "]");
    }
    return found;
  }
}

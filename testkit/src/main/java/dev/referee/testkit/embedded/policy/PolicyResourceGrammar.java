package dev.referee.testkit.embedded.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Joiner;
import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules for the resources of an identity policy.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html">IAM
 *     JSON policy elements: Resource</a>
 */
final class PolicyResourceGrammar {
  private static final Set<String> PARTITIONS =
      Set.of("*", "aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f");
  private static final List<String> IAM_PATHS =
      List.of(
          "user/",
          "federated-user/",
          "role/",
          "group/",
          "instance-profile/",
          "mfa/",
          "server-certificate/",
          "policy/",
          "sms-mfa/",
          "saml-provider/",
          "oidc-provider/",
          "report/",
          "access-report/");
  private static final int ARN_PARTS = 6;

  private PolicyResourceGrammar() {}

  /**
   * Returns what is wrong with the first resource that breaks a rule; nothing when all are right. A
   * resource that is no ARN at all is refused at once, unless one before it broke a rule.
   */
  static String fault(List<JsonNode> statements) {
    for (JsonNode statement : statements) {
      if (!Set.of("Allow", "Deny").contains(statement.path("Effect").asText())) {
        throw unparsed();
      }
    }
    return statements.stream()
        .flatMap(node -> Stream.of(node.path("Resource"), node.path("NotResource")))
        .flatMap(resources -> PolicyGrammar.items(resources).stream())
        .map(resource -> fault(resource.asText()))
        .filter(fault -> !fault.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String fault(String resource) {
    if (resource.equals("*")) {
      return "";
    }
    List<String> parts = Splitter.on(':').limit(ARN_PARTS).splitToList(resource);
    if (parts.size() == 1) {
      return "Resource " + resource + " must be in ARN format or \"*\".";
    }
    if (!PARTITIONS.contains(parts.get(1))) {
      return "Partition \"%s\" is not valid for resource \"%s\"."
          .formatted(parts.get(1), filled(parts));
    }
    if (parts.size() == 2) {
      return "Resource vendor must be fully qualified and cannot contain regexes.";
    }
    String service = parts.get(2);
    if (service.isEmpty() || (parts.size() < ARN_PARTS && resource.contains("::"))) {
      throw unparsed();
    }
    if (parts.size() < ARN_PARTS) {
      return "";
    }
    String path = parts.get(ARN_PARTS - 1);
    boolean regional = !parts.get(3).isEmpty();
    if (service.equals("s3") && regional && !path.startsWith("accesspoint/")) {
      return "Resource " + resource + " can not contain region information.";
    }
    if (service.equals("iam") && regional) {
      return "IAM resource " + resource + " cannot contain region information.";
    }
    if (service.equals("iam")
        && !Set.of("*", "root").contains(path)
        && IAM_PATHS.stream().noneMatch(path::startsWith)) {
      return "IAM resource path must either be \"*\", root, or start with "
          + Joiner.on(", ").join(IAM_PATHS)
          + ".";
    }
    return "";
  }

  /** Returns an ARN of these parts, with a star for each part that is not there. */
  private static String filled(List<String> parts) {
    StringBuilder arn = new StringBuilder("arn");
    for (int at = 1; at < ARN_PARTS; at++) {
      arn.append(':').append(at < parts.size() ? parts.get(at) : "*");
    }
    return arn.toString();
  }

  private static AwsError unparsed() {
    return PolicyDocument.malformed("The policy failed legacy parsing");
  }
}

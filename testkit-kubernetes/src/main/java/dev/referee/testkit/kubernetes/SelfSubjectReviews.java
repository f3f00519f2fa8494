package dev.referee.testkit.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.Predicate;

/**
 * The reviews by which somebody asks for the own permissions. The mock server knows no RBAC, so the
 * proxy answers them; everyone who is logged in may ask.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/">Authorization
 *     resources</a>
 */
final class SelfSubjectReviews {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GROUP = "authorization.k8s.io";
  private static final String RULES = "selfsubjectrulesreviews";
  private static final String ACCESS = "selfsubjectaccessreviews";

  private SelfSubjectReviews() {}

  /** Says whether a request asks for the caller's own permissions. */
  static boolean is(ApiRequest request) {
    return request.verb().equals("create")
        && request.group().equals(GROUP)
        && (request.resource().equals(RULES) || request.resource().equals(ACCESS));
  }

  /**
   * Returns the review with its answer.
   *
   * @param allowed whether the caller may send a request
   */
  static byte[] answer(ApiRequest request, byte[] body, Predicate<ApiRequest> allowed)
      throws IOException {
    ObjectNode review = (ObjectNode) JSON.readTree(body);
    ObjectNode status = review.putObject("status");
    if (request.resource().equals(RULES)) {
      // Access policies are in no rules, as with the authorizer of EKS.
      status.putArray("resourceRules");
      status.putArray("nonResourceRules");
      status.put("incomplete", true);
    } else {
      status.put("allowed", allowed.test(asked(review.path("spec"))));
    }
    return JSON.writeValueAsBytes(review);
  }

  private static ApiRequest asked(JsonNode spec) {
    JsonNode path = spec.path("nonResourceAttributes");
    JsonNode resource = spec.path("resourceAttributes");
    return path.isMissingNode()
        ? new ApiRequest(
            resource.path("verb").asText(),
            resource.path("group").asText(),
            resource.path("resource").asText(),
            resource.path("subresource").asText(),
            resource.path("namespace").asText(),
            resource.path("name").asText(),
            "")
        : new ApiRequest(
            path.path("verb").asText(), "", "", "", "", "", path.path("path").asText());
  }
}

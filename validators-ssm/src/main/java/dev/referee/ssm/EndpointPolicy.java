package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_POLICY;

import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.iam.Access;
import dev.referee.iam.Decision;
import dev.referee.iam.Decisions;
import dev.referee.iam.Policy;
import dev.referee.iam.Principal;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The decisions of a VPC endpoint's policy about an agent.
 *
 * @param endpoint the endpoint
 * @param role the role that the agent uses
 * @param decisions for each action that goes through it
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html">Endpoint
 *     policies</a>
 */
record EndpointPolicy(VpcEndpoint endpoint, AgentRole role, Decisions decisions) {
  /** A placeholder for the policies of the role, which are judged elsewhere. */
  private static final Policy ANYTHING =
      Policy.of(
          "any policy",
          """
          {"Version": "2012-10-17", \
          "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}\
          """);

  static EndpointPolicy judge(VpcEndpoint endpoint, String service, AgentRequest request) {
    Access.Builder access =
        Access.of(Principal.roleSession(request.role().arn(), request.instance().instanceId()))
            .identity(ANYTHING);
    String document = nullToEmpty(endpoint.policyDocument());
    if (!document.isBlank()) {
      access.endpoint(Policy.of("the policy of " + endpoint.vpcEndpointId(), document));
    }
    List<String> actions = AgentRequest.actions(service);
    return new EndpointPolicy(
        endpoint,
        request.role(),
        request.decide(AgentRequest.by(Optional.of(endpoint), access), actions));
  }

  Finding finding() {
    String id = endpoint.vpcEndpointId();
    List<String> missing = decisions.missing();
    if (!missing.isEmpty()) {
      Finding.Builder finding =
          ENDPOINT_POLICY
              .unsatisfied()
              .expected(
                  "a policy of %s that allows %s the actions %s"
                      .formatted(id, role.name(), String.join(", ", decisions.byAction().keySet())))
              .seen(
                  "The policy of %s does not allow %s the actions %s."
                      .formatted(id, role.name(), String.join(", ", missing)))
              .remedy(
                  "Allow these actions in the policy of %s, or use the full access policy."
                      .formatted(id));
      missing.forEach(action -> finding.fact(action, explanation(action)));
      return finding.subject(id).build();
    }
    if (!decisions.allAllowed()) {
      return ENDPOINT_POLICY
          .unknown(Cause.MISCONFIGURED)
          .subject(id)
          .seen(
              "Referee cannot tell whether the policy of %s allows %s the actions %s."
                  .formatted(id, role.name(), String.join(", ", decisions.doubtful())))
          .organiserFact("policy", decisions.explanation())
          .build();
    }
    return ENDPOINT_POLICY
        .satisfied()
        .subject(id)
        .seen("The policy of %s allows the agent's calls.".formatted(id))
        .build();
  }

  private String explanation(String action) {
    Decision decision = decisions.byAction().get(action);
    return decision == null ? "" : decision.explanation();
  }
}

package dev.referee.testkit.embedded.iam;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyRequest;
import software.amazon.awssdk.services.iam.model.SimulatePrincipalPolicyResponse;

/** An emulation of IAM's policy simulator, for roles. */
final class IamSimulation {
  private IamSimulation() {}

  static Service addTo(Service iam) {
    return iam.on(
        SimulatePrincipalPolicyRequest.class,
        SimulatePrincipalPolicyRequest::builder,
        IamSimulation::simulate);
  }

  private static SimulatePrincipalPolicyResponse simulate(
      SimulatePrincipalPolicyRequest request, Call call) {
    IamState iam = IamState.of(call);
    String arn = request.policySourceArn();
    IamRole role =
        iam.role(
            IamState.found(iam.roleWithArn(arn), "The principal " + arn + " cannot be found.")
                .roleName());
    ListMultimap<String, String> context = context(request.contextEntries());
    List<String> resources =
        request.resourceArns().isEmpty() ? List.of("*") : request.resourceArns();
    List<EvaluationResult> results = new ArrayList<>();
    for (String action : request.actionNames()) {
      for (String resource : resources) {
        results.add(
            EvaluationResult.builder()
                .evalActionName(action)
                .evalResourceName(resource)
                .evalDecision(new IdentityPermissions(iam).decide(role, action, resource, context))
                .matchedStatements(List.of())
                .missingContextValues(List.of())
                .build());
      }
    }
    Page<EvaluationResult> page = Page.of(results, request.maxItems(), request.marker(), call);
    return SimulatePrincipalPolicyResponse.builder()
        .evaluationResults(page.items())
        .isTruncated(page.truncated())
        .marker(page.next())
        .build();
  }

  private static ListMultimap<String, String> context(List<ContextEntry> entries) {
    ImmutableListMultimap.Builder<String, String> context = ImmutableListMultimap.builder();
    entries.forEach(entry -> context.putAll(entry.contextKeyName(), entry.contextKeyValues()));
    return context.build();
  }
}

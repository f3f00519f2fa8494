package dev.referee.testkit.embedded.lambda;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.Service;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.lambda.model.AddPermissionRequest;
import software.amazon.awssdk.services.lambda.model.AddPermissionResponse;
import software.amazon.awssdk.services.lambda.model.GetPolicyRequest;
import software.amazon.awssdk.services.lambda.model.GetPolicyResponse;
import software.amazon.awssdk.services.lambda.model.RemovePermissionRequest;
import software.amazon.awssdk.services.lambda.model.RemovePermissionResponse;

/** An emulation of the resource-based policies of functions. */
final class FunctionPermissions {
  private static final String POLICY = "/2015-03-31/functions/{FunctionName}/policy";
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern PRINCIPAL =
      Pattern.compile("\\*|arn:aws:(iam|sts)::[0-9]{12}:.+|[a-z0-9.-]+\\.amazonaws\\.com");

  private FunctionPermissions() {}

  static void addTo(Service service) {
    service
        .on(
            "POST " + POLICY,
            AddPermissionRequest.class,
            AddPermissionRequest::builder,
            FunctionPermissions::add)
        .on(
            "GET " + POLICY,
            GetPolicyRequest.class,
            GetPolicyRequest::builder,
            FunctionPermissions::get)
        .on(
            "DELETE " + POLICY + "/{StatementId}",
            RemovePermissionRequest.class,
            RemovePermissionRequest::builder,
            FunctionPermissions::remove);
  }

  static AddPermissionResponse add(AddPermissionRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    if (FunctionName.LATEST.equals(name.qualifier())) {
      throw LambdaErrors.invalid("We currently do not support adding policies for $LATEST.");
    }
    FunctionRecord function = Lambda.of(call).function(name, call);
    Map<String, ObjectNode> statements = function.statements(name.qualifier());
    if (statements.containsKey(request.statementId())) {
      throw LambdaErrors.conflict(
          ("The statement id (%s) provided already exists. Please provide a new statement id, or"
                  + " remove the existing statement.")
              .formatted(request.statementId()));
    }
    ObjectNode statement = statement(request, name.arn(call));
    statements.put(request.statementId(), statement);
    return AddPermissionResponse.builder().statement(statement.toString()).build();
  }

  private static ObjectNode statement(AddPermissionRequest request, String arn) {
    ObjectNode statement =
        JsonCodec.JSON.createObjectNode().put("Sid", request.statementId()).put("Effect", "Allow");
    String principal = request.principal();
    if (ACCOUNT.matcher(principal).matches()) {
      statement.putObject("Principal").put("AWS", "arn:aws:iam::" + principal + ":root");
    } else if (!PRINCIPAL.matcher(principal).matches()) {
      throw LambdaErrors.invalid(
          "The provided principal was invalid. Please check the principal and try again.");
    } else if (principal.equals("*")) {
      statement.put("Principal", "*");
    } else {
      statement
          .putObject("Principal")
          .put(principal.startsWith("arn:") ? "AWS" : "Service", principal);
    }
    statement.put("Action", request.action()).put("Resource", arn);
    ObjectNode condition = JsonCodec.JSON.createObjectNode();
    if (request.sourceAccount() != null) {
      condition.putObject("StringEquals").put("AWS:SourceAccount", request.sourceAccount());
    }
    if (request.sourceArn() != null) {
      condition.putObject("ArnLike").put("AWS:SourceArn", request.sourceArn());
    }
    if (!condition.isEmpty()) {
      statement.set("Condition", condition);
    }
    return statement;
  }

  private static GetPolicyResponse get(GetPolicyRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    String policy = function.policy(name.qualifier());
    if (policy == null) {
      throw LambdaErrors.missing();
    }
    return GetPolicyResponse.builder()
        .policy(policy)
        .revisionId(function.latest.revisionId())
        .build();
  }

  private static RemovePermissionResponse remove(RemovePermissionRequest request, Call call) {
    FunctionName name = FunctionName.of(request.functionName(), request.qualifier());
    FunctionRecord function = Lambda.of(call).function(name, call);
    if (function.statements(name.qualifier()).remove(request.statementId()) == null) {
      throw LambdaErrors.missing(
          "Statement " + request.statementId() + " is not found in resource policy.");
    }
    return RemovePermissionResponse.builder().build();
  }
}

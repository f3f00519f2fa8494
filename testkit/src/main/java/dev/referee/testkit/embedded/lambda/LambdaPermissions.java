package dev.referee.testkit.embedded.lambda;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import dev.referee.testkit.embedded.policy.ResourcePolicy;
import dev.referee.testkit.embedded.service.AuthorizedRequest;
import dev.referee.testkit.embedded.service.ServicePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The permissions of Lambda. */
final class LambdaPermissions implements ServicePermissions {
  private static final Set<String> OF_NO_RESOURCE =
      Set.of("CreateEventSourceMapping", "ListEventSourceMappings", "ListFunctions");
  private static final Set<String> PASSING =
      Set.of("CreateFunction", "UpdateFunctionConfiguration");

  /** Returns the action of an operation, which has another name for one of them. */
  private static String action(String operation) {
    return "lambda:" + (operation.equals("Invoke") ? "InvokeFunction" : operation);
  }

  @Override
  public boolean lists(String operation) {
    return OF_NO_RESOURCE.contains(operation);
  }

  @Override
  public List<NeededPermission> needed(AuthorizedRequest request) {
    return ServicePermissions.super.needed(request).stream()
        .map(
            needed ->
                new NeededPermission(
                    action(request.operation()), needed.resource(), needed.context()))
        .toList();
  }

  @Override
  public Set<String> resources(AuthorizedRequest request) {
    String uuid = request.text("UUID");
    if (uuid != null) {
      return Set.of(request.regional() + "event-source-mapping:" + uuid);
    }
    String resource = request.text("Resource");
    if (resource != null) {
      return Set.of(resource);
    }
    FunctionName name = name(request);
    return name == null ? Set.of() : Set.of(name.arn(request.call()));
  }

  private static @Nullable FunctionName name(AuthorizedRequest request) {
    String name = request.text("FunctionName");
    try {
      return name == null ? null : FunctionName.of(name, request.text("Qualifier"));
    } catch (AwsError refusedLater) {
      return null;
    }
  }

  @Override
  public List<NeededPermission> passedRoles(AuthorizedRequest request) {
    String role = PASSING.contains(request.operation()) ? request.text("Role") : null;
    return role == null
        ? List.of()
        : List.of(NeededPermission.passing(role, ExecutionRole.PRINCIPAL));
  }

  @Override
  public Map<String, String> tags(String arn, Call call) {
    return Objects.requireNonNullElse(LambdaTags.find(arn, call), Map.of());
  }

  @Override
  public boolean allowedByResource(AuthorizedRequest request) {
    FunctionName name = name(request);
    FunctionRecord function =
        name == null ? null : Lambda.of(request.call()).functions.get(name.name());
    String policy = name == null || function == null ? null : function.policy(name.qualifier());
    return name != null
        && policy != null
        && ResourcePolicy.of(policy)
            .allowsByName(
                request.call(),
                action(request.operation()),
                name.arn(request.call()),
                Iam.callerKeys(request.call()));
  }
}

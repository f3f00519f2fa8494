package dev.referee.testkit.embedded.lambda;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import dev.referee.testkit.embedded.policy.NeededPermission;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The execution role of a function.
 *
 * @param arn its ARN
 * @param call where it is
 */
record ExecutionRole(String arn, Call call) {
  static final String PRINCIPAL = "lambda.amazonaws.com";

  private static final String GRAMMAR =
      "arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+";
  private static final Pattern ARN = Pattern.compile(GRAMMAR);

  private static final Map<String, String> DISPLAYED =
      Map.of("ec2", "EC2", "lambda", "Lambda", "sns", "SNS", "sqs", "SQS");

  /** Refuses a role that Lambda cannot assume. */
  void requireTrust() {
    if (!ARN.matcher(arn).matches()) {
      throw new AwsError(
          400,
          "ValidationException",
          ("1 validation error detected: Value '%s' at 'role' failed to satisfy constraint: Member"
                  + " must satisfy regular expression pattern: %s")
              .formatted(arn, GRAMMAR));
    }
    if (!isTrusted()) {
      throw LambdaErrors.invalid("The role defined for the function cannot be assumed by Lambda.");
    }
  }

  /** Returns whether it is there, and Lambda can assume it. */
  boolean isTrusted() {
    Iam iam = Iam.of(call);
    Role role = iam.roleWithArn(arn);
    return role != null && iam.trusts(role, PRINCIPAL);
  }

  /** Refuses a role without a permission that Lambda itself uses. */
  void require(String action, String resource) {
    if (!allows(action, resource)) {
      List<String> parts = Splitter.on(':').splitToList(action);
      throw LambdaErrors.invalid(
          "The provided execution role does not have permissions to call %s on %s"
              .formatted(parts.get(1), DISPLAYED.getOrDefault(parts.get(0), parts.get(0))));
    }
  }

  boolean allows(String action, String resource) {
    Role role = Iam.of(call).roleWithArn(arn);
    return role != null
        && Iam.of(call).allows(role.roleName(), new NeededPermission(action, resource));
  }

  /** Returns the id of the role; null if it is not there. */
  @Nullable String id() {
    Role role = Iam.of(call).roleWithArn(arn);
    return role == null ? null : role.roleId();
  }

  /** Returns the ARN of the session in which a function runs. */
  String sessionArn(String functionName) {
    return "arn:aws:sts::%s:assumed-role/%s/%s"
        .formatted(call.accountId(), arn.substring(arn.lastIndexOf('/') + 1), functionName);
  }

  /** Returns a call that a function makes. */
  Call as(String functionName) {
    return new Call(
        call.accountId(), call.region(), sessionArn(functionName), call.store(), call.clock());
  }
}

package dev.referee.testkit.embedded.cloudformation;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.iam.Iam;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Role;

/**
 * The service role of a stack, by whose permissions CloudFormation makes the resources.
 *
 * <p>"CloudFormation service role" in its user guide: who gives one must be allowed to pass it; who
 * works on a stack that has one need not be.
 *
 * @param arn the role's ARN
 */
record StackRole(String arn) {
  private static final Pattern ARN = Pattern.compile("arn:aws:iam::[0-9]{12}:role/.+");
  private static final String SERVICE = "cloudformation.amazonaws.com";
  private static final int SHORTEST = 20;

  /**
   * Returns the role that a request gives; null if it gives none.
   *
   * @param arn the request's RoleARN
   * @param call who gives it
   */
  static @Nullable StackRole given(@Nullable String arn, Call call) {
    if (arn == null) {
      return null;
    }
    if (arn.length() < SHORTEST) {
      throw Template.invalid(
          "1 validation error detected: Value '%s' at 'roleARN' failed to satisfy constraint:"
                  .formatted(arn)
              + " Member must have length greater than or equal to 20");
    }
    if (!ARN.matcher(arn).matches()) {
      throw Template.invalid(arn + " is not a valid RoleARN");
    }
    StackRole role = new StackRole(arn);
    role.acting(call);
    return role;
  }

  /** Returns a call by the role, or refuses one that CloudFormation cannot assume. */
  Call acting(Call call) {
    Iam iam = Iam.of(call);
    Role role = iam.roleWithArn(arn);
    if (role == null || !iam.trusts(role, SERVICE)) {
      throw Template.invalid("Role " + arn + " is invalid or cannot be assumed");
    }
    return new Call(
        call.accountId(),
        call.region(),
        "arn:aws:sts::%s:assumed-role/%s/AWSCloudFormation"
            .formatted(call.accountId(), role.roleName()),
        call.store(),
        call.clock());
  }
}

package dev.referee.network;

import static com.google.common.base.Strings.emptyToNull;
import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.Answers;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/**
 * Is what CloudFormation has for a name in a template.
 *
 * @param physicalId the id of what it made; empty when it has not made it, or there is no such name
 * @param building whether it is still making it
 */
public record StackResource(Optional<String> physicalId, boolean building) {
  /** Is what reading it asks. */
  public static final Permissions READS =
      Permissions.reading("cloudformation:DescribeStackResource");

  /**
   * Reads it.
   *
   * @param stack the stack's name or id
   * @param logicalId the name in the template
   * @throws dev.referee.Inconclusive when it cannot be seen
   */
  public static StackResource read(Account account, String stack, String logicalId) {
    return Answers.found(
            () ->
                account
                    .client(CloudFormationClient::builder)
                    .describeStackResource(
                        request -> request.stackName(stack).logicalResourceId(logicalId))
                    .stackResourceDetail())
        .map(
            resource -> {
              boolean building =
                  nullToEmpty(resource.resourceStatusAsString()).equals("CREATE_IN_PROGRESS");
              return new StackResource(
                  building
                      ? Optional.empty()
                      : Optional.ofNullable(emptyToNull(resource.physicalResourceId())),
                  building);
            })
        .orElse(new StackResource(Optional.empty(), false));
  }
}

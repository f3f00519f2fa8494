package dev.referee.resources;

import static com.google.common.base.Strings.emptyToNull;
import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceDetail;

/**
 * A resource of a CloudFormation stack, as every check reads it.
 *
 * @param physicalId the id of the created resource; empty if it was not created, or does not exist
 * @param building whether CloudFormation is still creating it, or may yet begin to
 * @param failure why it could not be created; empty if it did not fail
 */
public record StackResource(
    Optional<String> physicalId, boolean building, Optional<String> failure) {
  /** No resource: it does not exist, or no stack resource is selected. */
  public static final StackResource NONE =
      new StackResource(Optional.empty(), false, Optional.empty());

  /** The permissions for reading it. */
  public static final Permissions READS =
      Permissions.ofReads("cloudformation:DescribeStackResource", "cloudformation:DescribeStacks");

  private static final StackResource BUILDING =
      new StackResource(Optional.empty(), true, Optional.empty());

  /** The statuses of stacks that may yet begin to create a resource. */
  private static final Set<String> UNDER_WAY =
      Set.of("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "IMPORT_IN_PROGRESS");

  private static final String OPERATION = "DescribeStackResource";
  private static final String STACKS = "DescribeStacks";

  /**
   * Reads the resource. CloudFormation does not know a resource before it begins to create it, so
   * if it does not find it, the stack is read to see whether it is still being created or updated.
   *
   * @param stack the stack's name or id
   * @param logicalId the name in the template
   * @throws dev.referee.Inconclusive when it cannot be seen
   */
  public static StackResource read(Account account, String stack, String logicalId) {
    CloudFormationClient cloudFormation = account.client(CloudFormationClient::builder);
    return AwsLookups.found(
            () ->
                cloudFormation.describeStackResource(
                    request -> request.stackName(stack).logicalResourceId(logicalId)))
        .map(
            answer -> {
              if (answer.stackResourceDetail() == null) {
                throw AnswerReader.unreadable(OPERATION, "lacks the StackResourceDetail");
              }
              return of(answer.stackResourceDetail());
            })
        .orElseGet(() -> isUnderWay(cloudFormation, stack) ? BUILDING : NONE);
  }

  private static boolean isUnderWay(CloudFormationClient cloudFormation, String stack) {
    Optional<List<Stack>> found =
        AwsLookups.found(
            () -> cloudFormation.describeStacks(request -> request.stackName(stack)).stacks());
    if (found.isEmpty()) {
      return false;
    }
    if (found.get().isEmpty()) {
      throw AnswerReader.unreadable(STACKS, "lacks the requested stack");
    }
    Stack described = AnswerReader.complete(STACKS, found.get().get(0), "StackStatus");
    return UNDER_WAY.contains(described.stackStatusAsString());
  }

  private static StackResource of(StackResourceDetail resource) {
    AnswerReader.complete(OPERATION, resource, "ResourceStatus");
    String status = resource.resourceStatusAsString();
    if (status.equals("CREATE_IN_PROGRESS")) {
      return BUILDING;
    }
    if (status.equals("CREATE_FAILED")) {
      String reason = nullToEmpty(resource.resourceStatusReason());
      return new StackResource(
          Optional.empty(), false, Optional.of(reason.isEmpty() ? "no reason given" : reason));
    }
    Optional<String> id = Optional.ofNullable(emptyToNull(resource.physicalResourceId()));
    if (id.isEmpty() && !status.startsWith("DELETE_")) {
      throw AnswerReader.unreadable(OPERATION, "lacks the PhysicalResourceId of what is " + status);
    }
    return new StackResource(id, false, Optional.empty());
  }

  /**
   * Returns the finding about a resource that CloudFormation is still creating, or could not
   * create; empty for any other.
   *
   * @param exists the expectation
   * @param resource a description of the resource
   */
  public Optional<Finding> unfinished(Expectation exists, Object resource) {
    if (building) {
      return Optional.of(
          exists
              .pending()
              .seen("CloudFormation is still creating " + resource + ".")
              .remedy("Wait: the environment is not ready yet.")
              .build());
    }
    return failure.map(
        reason ->
            exists
                .unsatisfied()
                .expected("%s, created by CloudFormation".formatted(resource))
                .seen("CloudFormation could not create %s: %s.".formatted(resource, bare(reason)))
                .remedy("Fix the cause that CloudFormation names, and create the stack again.")
                .build());
  }

  private static String bare(String reason) {
    return reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason;
  }
}

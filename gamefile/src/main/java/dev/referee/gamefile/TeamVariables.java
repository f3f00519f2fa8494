package dev.referee.gamefile;

import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Target;
import dev.referee.aws.Account;
import dev.referee.aws.AwsLookups;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.DescribeStacksResponse;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;

/**
 * The values of the variables in the checks of one team.
 *
 * @param teamId the team
 * @param stack the stack whose outputs are used; empty if none
 * @param concurrencyKey the key of the team's account
 */
record TeamVariables(String teamId, String stack, String concurrencyKey) implements Target {
  static final Permissions READS_STACK = Permissions.ofReads("cloudformation:DescribeStacks");

  @Override
  public String name() {
    return "the values of the team " + teamId;
  }

  /** Returns the value of a variable; outputs are read from AWS once in a sweep. */
  String value(String variable, CheckContext context) {
    return variable.startsWith(Variables.OUTPUTS)
        ? output(variable.substring(Variables.OUTPUTS.length()), context.target(Account.class))
        : teamId;
  }

  private String output(String name, Account account) {
    Stack found =
        stack(account)
            .orElseThrow(
                () ->
                    unknown(
                        "There is no stack %s in %s".formatted(stack, account.name()),
                        "Create the stack in the team's account, or correct its name."));
    List<Output> outputs = found.outputs();
    return outputs.stream()
        .filter(output -> name.equals(output.outputKey()))
        .map(Output::outputValue)
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    "The stack %s in %s is %s and has no output %s; it has %s"
                        .formatted(
                            stack,
                            account.name(),
                            found.stackStatusAsString(),
                            name,
                            outputs.stream().map(Output::outputKey).toList()),
                    "Wait until the stack is complete, or correct the name of the output."));
  }

  private Optional<Stack> stack(Account account) {
    return AwsLookups.found(
            () ->
                account
                    .client(CloudFormationClient::builder)
                    .describeStacks(request -> request.stackName(stack)))
        .map(DescribeStacksResponse::stacks)
        .flatMap(stacks -> stacks.stream().findFirst());
  }

  private static Inconclusive unknown(String description, String remedy) {
    return new Inconclusive(Cause.MISCONFIGURED, description, remedy, null);
  }
}

package dev.referee.examples;

import dev.referee.Check;
import dev.referee.Disclosure;
import dev.referee.JsonForm;
import dev.referee.Referee;
import dev.referee.Report;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.ec2.AutoScalingGroups;
import dev.referee.ec2.Ec2Checks;
import dev.referee.network.Instances;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.regions.Region;

/** Judges the game's task in a real account, or wherever AWS is spoken. */
@Command(
    name = "judge",
    mixinStandardHelpOptions = true,
    description = {
      "Judges whether strange instances are stopped for good, in an AWS account or at any endpoint"
          + " that speaks AWS. It only reads.",
      "Credentials come from --profile, else from the SDK's default chain (environment, profile"
          + " files, instance role)."
    })
final class JudgeCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--region", required = true, description = "The Region, as in eu-west-1.")
  private String region = "";

  @Option(names = "--profile", description = "The profile that has the credentials.")
  private @Nullable String profile;

  @Option(names = "--account", description = "The account that it has to be: twelve digits.")
  private @Nullable String account;

  @Option(names = "--role", description = "The ARN of a role to assume.")
  private @Nullable String role;

  @Option(names = "--external-id", description = "The external id that the role asks for.")
  private @Nullable String externalId;

  @Option(names = "--endpoint", description = "An endpoint that is not AWS's own: an emulator.")
  private @Nullable URI endpoint;

  @ArgGroup(multiplicity = "1")
  private Which which = new Which();

  private static final class Which {
    @Option(names = "--group", required = true, description = "The Auto Scaling group's name.")
    private @Nullable String name;

    @Option(
        names = "--group-tag",
        required = true,
        paramLabel = "KEY=VALUE",
        description = "A tag of the Auto Scaling groups.")
    private @Nullable Map<String, String> tag;

    @Option(
        names = "--group-in-stack",
        required = true,
        paramLabel = "STACK=LOGICAL_ID",
        description = "The stack, and the group's logical id in it.")
    private @Nullable Map<String, String> stack;
  }

  @Option(
      names = "--strange-tag",
      required = true,
      paramLabel = "KEY=VALUE",
      description = "The tag by which strange instances are known; several have to hold together.")
  private Map<String, String> strange = Map.of();

  @Option(
      names = "--quiet-minutes",
      defaultValue = "5",
      description = "For how long none must come back; ${DEFAULT-VALUE}.")
  private int quietMinutes;

  @Option(
      names = "--accept-revoked-permission",
      description = "It is enough that the script's role may not start instances any more.")
  private boolean acceptRevokedPermission;

  @Option(
      names = "--player",
      paramLabel = "HOW_MUCH",
      description = "Show what players see, and how much: ${COMPLETION-CANDIDATES}.")
  private @Nullable Disclosure player;

  @Option(names = "--json", description = "Print the verdict as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    var command = java.util.Objects.requireNonNull(spec).commandLine();
    Terminal terminal = Terminal.of(command.getOut(), command.getErr());
    Check check;
    Account target;
    try {
      check = check();
      target = account();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ParameterException(command, String.valueOf(e.getMessage()), e);
    }
    Verdict verdict = Referee.builder().listener(terminal).build().judge(check, target);
    Report report = player == null ? Report.forOperators() : Report.forPlayers(player);
    terminal.print(
        json
            ? JsonForm.write(verdict)
            : report.coloured(terminal.coloured()).now(verdict.observedAt()).text(verdict));
    return switch (verdict.outcome()) {
      case PASSED -> 0;
      case FAILED -> 1;
      case INCONCLUSIVE -> 2;
      case PENDING -> 3;
    };
  }

  private Account account() {
    Account.Builder builder = Account.builder(Region.of(region));
    if (profile != null) {
      builder.profile(profile);
    }
    if (account != null) {
      builder.id(account);
    }
    if (role != null) {
      if (externalId != null) {
        builder.assumeRole(role, externalId);
      } else {
        builder.assumeRole(role);
      }
    }
    if (endpoint != null) {
      builder.endpoint(endpoint);
    }
    return builder.build();
  }

  private Check check() {
    return Ec2Checks.spawnerStopped()
        .group(groups())
        .strange(
            strange.entrySet().stream()
                .map(tag -> Instances.tagged(tag.getKey(), tag.getValue()))
                .reduce(Instances::and)
                .orElseThrow())
        .quietPeriod(Duration.ofMinutes(quietMinutes))
        .acceptRevokedPermission(acceptRevokedPermission)
        .build();
  }

  private AutoScalingGroups groups() {
    if (which.name != null) {
      return AutoScalingGroups.named(which.name);
    }
    if (which.tag != null) {
      var tag = only("--group-tag", which.tag);
      return AutoScalingGroups.tagged(tag.getKey(), tag.getValue());
    }
    var stack = only("--group-in-stack", java.util.Objects.requireNonNull(which.stack));
    return AutoScalingGroups.inStack(stack.getKey(), stack.getValue());
  }

  private static Map.Entry<String, String> only(String option, Map<String, String> given) {
    if (given.size() != 1) {
      throw new IllegalArgumentException(option + " is given once, and this is " + given);
    }
    return given.entrySet().iterator().next();
  }
}

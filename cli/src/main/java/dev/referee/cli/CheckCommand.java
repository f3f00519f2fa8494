package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.AccountTargets;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code referee check}, which judges one account by one check. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Judges one AWS account by one check, without a game file. 'referee list-checks' lists the"
          + " checks, 'referee list-checks ID' shows the parameters of one.",
      "",
      "Repeat a parameter for a list; write a map as NAME=KEY=VALUE. Both can also be written as"
          + " YAML or JSON in quotes.",
      ""
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ID", description = "The check, e.g. ec2.ports-open.")
  private String id = "";

  @Option(
      names = {"-p", "--param"},
      paramLabel = "NAME=VALUE",
      description = "A parameter of the check; may be given several times.")
  private List<String> parameters = new ArrayList<>();

  @Mixin private AccountOptions account = new AccountOptions();

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "The EKS cluster; not needed if the account has only one.")
  private @Nullable String cluster;

  @Mixin private SweepOptions sweep = new SweepOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  @Override
  public Integer call() {
    CheckKind kind = kind(Catalogue.load(), id);
    Map<String, Object> given = ParameterArguments.read(kind, parameters);
    Check check = check(kind, given);
    Task task = Task.builder("check", check.claim()).check(check).build();
    Game game =
        Game.builder("check", check.claim())
            .module(Module.of("module", check.claim(), task))
            .build();
    Selection selection =
        new Selection(
            game,
            List.of(
                new Team(
                    "team",
                    "team",
                    AccountTargets.of(
                        account.build(CliEnvironment.of(requireNonNull(spec))),
                        Optional.ofNullable(cluster)))));
    output.require(selection);
    int shown =
        output.showVerdict(
            selection,
            sweep.run(requireNonNull(spec), selection, () -> Recording.of(selection, kind, given)));
    return ExitCode.worst(List.of(shown, sweep.code()));
  }

  /** Returns the kind of an id. */
  static CheckKind kind(Catalogue catalogue, String id) {
    CheckKind kind = catalogue.kinds().get(id);
    if (kind == null) {
      throw new UsageException(
          "There is no check '%s'%s".formatted(id, Nearest.hint(id, catalogue.kinds().keySet())));
    }
    return kind;
  }

  private static Check check(CheckKind kind, Map<String, Object> given) {
    try {
      return kind.check(given);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "%s%n'referee list-checks %s' shows its parameters."
              .formatted(e.getMessage(), kind.id()));
    }
  }
}

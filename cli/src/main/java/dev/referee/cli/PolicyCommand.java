package dev.referee.cli;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import dev.referee.Game;
import dev.referee.Permissions;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.aws.IamPolicy;
import dev.referee.gamefile.GameFile;
import dev.referee.internal.Text;
import dev.referee.kubernetes.RbacRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.regions.PartitionMetadata;

/** The command {@code referee policy}, which prints the policies of the role that judges a game. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the least-privilege policy for the role in a team's account: only what the checks of"
          + " this game need with their parameters. Every team's account needs such a role.",
      "With --trust it prints the trust policy of the role, and with --cluster-role what the role"
          + " needs in the team's EKS cluster."
    },
    footer = {
      "",
      "  referee policy game.yaml > policy.json",
      "  referee policy game.yaml --trust=999988887777 --external-id=... > trust.json",
      "  aws iam create-role --role-name referee \\\\",
      "      --assume-role-policy-document file://trust.json",
      "  aws iam put-role-policy --role-name referee --policy-name referee \\\\",
      "      --policy-document file://policy.json",
      "",
      "  referee policy game.yaml --cluster-role | kubectl apply -f -",
      "  aws eks create-access-entry --cluster-name ... --kubernetes-groups referee \\\\",
      "      --principal-arn arn:aws:iam::111122223333:role/referee"
    })
final class PolicyCommand implements Callable<Integer> {
  /** The Kubernetes group of the role, and the name of its ClusterRole. */
  private static final String GROUP = "referee";

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern PRINCIPAL =
      Pattern.compile("arn:aws[\\w-]*:(iam|sts)::\\d{12}:(root|(user|role|assumed-role)/\\S+)");
  private static final Pattern EXTERNAL_ID = Pattern.compile("[\\w+=,.@:/-]{2,1224}");

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "GAME", description = "The game file, in YAML or JSON.")
  private @Nullable Path file;

  @Option(
      names = "--task",
      paramLabel = "ID",
      description = "Only what this task needs; may be given several times.")
  private List<String> tasks = new ArrayList<>();

  @Option(
      names = "--document",
      paramLabel = "N",
      description =
          "Print only the Nth document, if the policy has to be split because of its size; the"
              + " first is 1.")
  private @Nullable Integer document;

  @Option(
      names = "--trust",
      paramLabel = "WHO",
      description =
          "Print the trust policy instead. WHO runs Referee: an account ID (12 digits), or the ARN"
              + " of a user or role.")
  private @Nullable String trusted;

  @Option(
      names = "--external-id",
      paramLabel = "ID",
      description =
          "The external ID that WHO must pass, the same as externalId of the team's account in the"
              + " game file.")
  private @Nullable String externalId;

  @Option(
      names = "--cluster-role",
      description =
          "Print the ClusterRole instead, in YAML, and its binding to the group "
              + GROUP
              + ". The role gets into this group by an access entry of the cluster.")
  private boolean clusterRole;

  @Override
  public Integer call() {
    Terminal terminal = Terminal.of(requireNonNull(spec));
    GameFile read = GameFiles.readWithoutSecrets(requireNonNull(file));
    if (trusted == null && externalId != null) {
      throw new UsageException("--external-id needs a trust policy: add --trust=WHO");
    }
    if (trusted != null && document != null) {
      throw new UsageException("A trust policy is one document: give --trust or --document");
    }
    if (clusterRole && (trusted != null || document != null)) {
      throw new UsageException("Give one of --cluster-role, --trust and --document");
    }
    if (clusterRole) {
      clusterRole(Selection.tasks(read.game(), tasks), terminal);
    } else if (trusted == null) {
      permissions(Selection.tasks(read.game(), tasks), terminal);
    } else {
      trust(principal(trusted, read.teams()), terminal);
    }
    return ExitCode.PASSED;
  }

  private void permissions(Game game, Terminal terminal) {
    Permissions all = needed(game);
    List<String> documents = IamPolicy.managed(all);
    if (document != null && (document < 1 || document > documents.size())) {
      throw new UsageException(
          "There is no document %d: this game needs %d".formatted(document, documents.size()));
    }
    acting(game, terminal);
    optional(all, terminal);
    if (!RbacRules.of(all).isEmpty()) {
      terminal.tell(
          "In the team's EKS cluster the role needs permissions, too: --cluster-role prints them.");
    }
    if (documents.isEmpty()) {
      terminal.tell("No check of %s calls AWS.".formatted(game.id()));
      terminal.print(IamPolicy.permissions(all));
    } else if (documents.size() == 1) {
      terminal.print(documents.get(0));
    } else if (document != null) {
      terminal.print(documents.get(document - 1));
    } else {
      split(documents, terminal);
    }
  }

  private static Permissions needed(Game game) {
    return game.tasks().stream()
        .flatMap(task -> task.checks().stream())
        .map(weighted -> weighted.check().permissions())
        .reduce(Permissions.none(), Permissions::and);
  }

  private static void clusterRole(Game game, Terminal terminal) {
    Permissions all = needed(game);
    if (RbacRules.of(all).isEmpty()) {
      throw new UsageException(
          "No check of %s reads a cluster, so no ClusterRole is needed".formatted(game.id()));
    }
    terminal.tell(
        "The group %s has these permissions. Put the role into it: aws eks create-access-entry"
                .formatted(GROUP)
            + " --cluster-name CLUSTER --principal-arn ROLE_ARN --kubernetes-groups "
            + GROUP);
    terminal.print(RbacRules.clusterRole(all, GROUP, GROUP).stripTrailing());
  }

  /** Prints which checks do more than read. */
  private static void acting(Game game, Terminal terminal) {
    for (Task task : game.tasks()) {
      for (Task.Weighted weighted : task.checks()) {
        var actives = weighted.check().permissions().actives();
        if (!actives.isEmpty()) {
          terminal.tell(
              "The task %s does more than read: %s %s. It requires %s."
                  .formatted(
                      task.id(),
                      weighted.check().id(),
                      ActingChecks.words(weighted.check().permissions()),
                      String.join(", ", actives)));
        }
      }
    }
  }

  /** Prints the optional actions, and what is not seen without them. */
  private static void optional(Permissions all, Terminal terminal) {
    if (!all.optionals().isEmpty()) {
      terminal.tell(
          "These actions are optional; below each is what the checks do not see without it:\n"
              + CatalogueText.optionals(all).map(line -> "  " + line).collect(joining("\n")));
    }
  }

  private static void split(List<String> documents, Terminal terminal) {
    int sum = documents.stream().mapToInt(IamPolicy::length).sum();
    String fits =
        "As inline policies they %s: %s of at most %s characters."
            .formatted(
                sum > IamPolicy.INLINE_LIMIT ? "do not fit" : "also fit",
                Text.number(sum),
                Text.number(IamPolicy.INLINE_LIMIT));
    terminal.tell(
        "A managed policy has at most %s characters, so this is a list of %d policies: attach all"
                .formatted(Text.number(IamPolicy.MANAGED_LIMIT), documents.size())
            + " of them to the role. --document=1 prints only the first. "
            + fits);
    terminal.print(documents.stream().collect(joining(",\n", "[\n", "\n]")));
  }

  private void trust(String principal, Terminal terminal) {
    if (externalId == null) {
      terminal.tell(
          "Without --external-id, anyone who can make %s judge an account of their choice can make"
                  .formatted(principal)
              + " it judge this one. Give each team its own external ID.");
      terminal.print(IamPolicy.trust(principal));
    } else if (EXTERNAL_ID.matcher(externalId).matches()) {
      terminal.print(IamPolicy.trust(principal, externalId));
    } else {
      throw new UsageException(
          "An external ID has 2 to 1,224 letters, digits and characters of _+=,.@:/- without spaces, but this is '%s'"
              .formatted(externalId));
    }
  }

  private static String principal(String principal, List<Team> teams) {
    if (ACCOUNT.matcher(principal).matches()) {
      return "arn:%s:iam::%s:root".formatted(partition(teams), principal);
    }
    if (!PRINCIPAL.matcher(principal).matches()) {
      throw new UsageException(
          "--trust takes an account ID (12 digits) or an ARN, e.g. arn:aws:iam::111122223333:role/referee-runner, but this is '%s'"
              .formatted(principal));
    }
    return principal;
  }

  /** Returns the partition of the teams; {@code aws} by default. */
  private static String partition(List<Team> teams) {
    return teams.stream()
        .flatMap(team -> Selection.account(team).stream())
        .map(account -> PartitionMetadata.of(account.region()).id())
        .findFirst()
        .orElse("aws");
  }
}

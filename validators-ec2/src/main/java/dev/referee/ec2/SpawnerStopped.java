package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.SpawnerStoppedExpectations.GROUP_EXISTS;
import static dev.referee.ec2.SpawnerStoppedExpectations.LAUNCHES_CLEAN;
import static dev.referee.ec2.SpawnerStoppedExpectations.REPLACED;
import static dev.referee.ec2.SpawnerStoppedExpectations.TEMPLATE_CLEAN;
import static dev.referee.ec2.SpawnerStoppedExpectations.USER_DATA_VISIBLE;
import static dev.referee.spi.Parameter.duration;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.texts;

import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.ec2.userdata.TrustedSources;
import dev.referee.resources.Instances;
import dev.referee.resources.SelectedResources;
import dev.referee.resources.SelectorParameters;
import dev.referee.resources.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/** A check that no strange instance is running or coming back; see {@link Ec2Checks}. */
final class SpawnerStopped extends DeclaredCheck {
  static final Permissions READS =
      Permissions.ofReads(
              "autoscaling:DescribeAutoScalingGroups",
              "autoscaling:DescribeInstanceRefreshes",
              "autoscaling:DescribeLaunchConfigurations",
              "autoscaling:DescribeScalingActivities",
              "ec2:DescribeInstanceAttribute",
              "ec2:DescribeInstances",
              "ec2:DescribeLaunchTemplateVersions",
              "iam:GetInstanceProfile",
              "iam:SimulatePrincipalPolicy")
          .and(SpawnerStoppedRolePolicies.READS);

  private static final CheckKind.Builder DECLARED =
      CheckKind.of("ec2.spawner-stopped", "No strange instance is running or coming back");
  static final OneOf<AutoScalingGroups> GROUP =
      DECLARED.takes(AutoScalingGroups.PARAMETERS.example("group", "unicorn-web"));
  static final Parameter<Instances> STRANGE =
      DECLARED.takes(
          SelectorParameters.instances("strange", "the strange instances")
              .mandatory()
              .example(Map.of("tag:team", "strange")));
  static final Parameter<SpawnerStoppedUserDataRule> BAD_USER_DATA =
      DECLARED.takes(
          texts(
                  "badUserData",
                  "regular expressions (RE2) that match bad user data",
                  Pattern::compile)
              .as(SpawnerStoppedUserDataRule::of)
              .defaultText("calls that start instances"));
  static final Parameter<Duration> QUIET_PERIOD =
      DECLARED.takes(
          duration("quietPeriod", "for how long no strange instance may come back")
              .atLeast(Duration.ZERO)
              .defaultValue("5m")
              .example("10m"));
  static final Parameter<Boolean> ACCEPT_REVOKED_PERMISSION =
      DECLARED.takes(
          flag(
              "acceptRevokedPermission",
              "whether it is enough that the script's role may no longer start instances"));
  static final Parameter<TrustedSources> TRUSTED =
      DECLARED.takes(
          texts("trusted", "hosts and S3 buckets from which servers may fetch scripts")
              .as(TrustedSources::of)
              .defaultText("none"));
  static final Parameter<Duration> UNSEEN_QUIET_PERIOD =
      DECLARED.takes(
          duration(
                  "unseenQuietPeriod",
                  "user data that cannot be read is accepted after this time without a strange"
                      + " instance")
              .atLeast(Duration.ZERO)
              .defaultText("never"));
  static final Parameter<SpawnerStoppedRegions> REGIONS =
      DECLARED.takes(
          texts(
                  "regions",
                  "other Regions in which to look for strange instances, or `all` for all Regions"
                      + " that are enabled for the account")
              .as(SpawnerStoppedRegions::named)
              .defaultText("only the account's Region"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "A new version of the launch template, which the group names by number or follows by"
                  + " `$Default` or `$Latest`.",
              "Another launch template, or another launch configuration.",
              "Mixed instances with overrides, if every template among them is clean.",
              "Servers replaced by an instance refresh, by hand, or by waiting.",
              "A new group instead of the old one, when the group is selected by tag.",
              "The script left in the user data as a comment.",
              "With `acceptRevokedPermission`: the script's permission to start instances revoked,"
                  + " where the role's policies show it.",
              "With `trusted`: a host or bucket from which the servers fetch their scripts.")
          .expects(SpawnerStoppedExpectations.ALL)
          .requires(READS)
          .requires(arguments -> regions(arguments).permissions(), SpawnerStoppedRegions.READS_ALL)
          .requiresIf(arguments -> arguments.get(GROUP).isInStack(), StackResource.READS)
          .build(SpawnerStopped::new);

  SpawnerStopped(Arguments arguments) {
    super(KIND, arguments);
  }

  /** Returns the Regions in which to look for strange instances. */
  static SpawnerStoppedRegions regions(Arguments arguments) {
    return arguments.find(REGIONS).orElse(SpawnerStoppedRegions.OWN);
  }

  private SpawnerStoppedUserDataRule userData() {
    return arguments()
        .find(BAD_USER_DATA)
        .orElse(SpawnerStoppedUserDataRule.STARTS_INSTANCES)
        .trusting(arguments().find(TRUSTED).orElse(TrustedSources.NONE));
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    AutoScalingGroups wanted = arguments().get(GROUP);
    SelectedResources<AutoScalingGroup> found = new AutoScalingGroupFinder(account).find(wanted);
    if (found.resources().isEmpty()) {
      return context.verdict(
          found.absent(
              GROUP_EXISTS,
              "an Auto Scaling group",
              wanted,
              account,
              "Deleting the group is not the fix: create it again, with clean user data."));
    }
    SpawnerStoppedFleetReader reader = new SpawnerStoppedFleetReader(account, found.resources());
    SpawnerStoppedUserDataCache readings = new SpawnerStoppedUserDataCache(userData());
    List<SpawnerStoppedFleet> fleets = found.resources().stream().map(reader::read).toList();
    SpawnerStoppedUnwanted strange = SpawnerStoppedUnwanted.read(account, arguments(), fleets);
    Optional<Instant> completeAt = strange.completeAt(fleets, readings, context);
    SpawnerStoppedUnreadable unread =
        SpawnerStoppedUnreadable.of(
            arguments().find(UNSEEN_QUIET_PERIOD),
            strange.quietSince(completeAt, context),
            context.now());
    List<SpawnerStoppedFindings> steps =
        fleets.stream()
            .map(
                fleet ->
                    new SpawnerStoppedFindings(
                        arguments(), account, reader.sources(), readings, fleet, unread))
            .collect(toImmutableList());

    List<Finding> findings = new ArrayList<>();
    findings.add(GROUP_EXISTS.satisfied().seen(names(fleets)).build());
    List<Finding> launching = new ArrayList<>();
    steps.forEach(fleet -> launching.add(TEMPLATE_CLEAN.evaluate(fleet::template)));
    steps.forEach(fleet -> launching.add(LAUNCHES_CLEAN.evaluate(fleet::launches)));
    findings.addAll(launching);
    steps.forEach(fleet -> findings.add(fleet.processes()));
    steps.forEach(fleet -> findings.add(fleet.size()));
    List<Finding> replaced =
        steps.stream().map(fleet -> REPLACED.evaluate(fleet::replaced)).toList();
    findings.addAll(replaced);
    List<Finding> gone = strange.gone(context.verdict(replaced).next());
    findings.addAll(gone);
    findings.add(
        strange.quiet(open(List.of(launching, replaced, gone)), completeAt, context.now()));
    boolean dated = fleets.stream().allMatch(fleet -> fleet.isDated(readings));
    return context.verdict(findings).withFixedAt(completeAt.filter(time -> dated));
  }

  /** Returns the worst finding that prevents the quiet period from beginning. */
  private static Optional<Finding> open(List<List<Finding>> steps) {
    List<Finding> open =
        steps.stream()
            .flatMap(List::stream)
            .filter(finding -> !finding.isSatisfied())
            .filter(finding -> !finding.expectation().equals(USER_DATA_VISIBLE))
            .toList();
    return open.stream()
        .filter(finding -> finding.state() == Finding.State.UNSATISFIED)
        .findFirst()
        .or(() -> open.stream().findFirst());
  }

  private static String names(List<SpawnerStoppedFleet> fleets) {
    return String.join(", ", fleets.stream().map(SpawnerStoppedFleet::name).toList());
  }
}

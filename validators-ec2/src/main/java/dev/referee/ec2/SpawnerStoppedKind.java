package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;
import static dev.referee.spi.Parameter.required;

import dev.referee.Check;
import dev.referee.network.InstanceArguments;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The game-file form of {@link SpawnerStopped}. */
final class SpawnerStoppedKind {
  private SpawnerStoppedKind() {}

  static CheckKind kind() {
    return CheckKind.of(SpawnerStopped.ID, SpawnerStopped.CLAIM)
        .accepts(
            "A new version of the launch template, which the group names by number or follows by"
                + " `$Default` or `$Latest`.",
            "Another launch template, or a launch configuration replaced.",
            "Mixed instances with overrides, when every template among them is clean.",
            "Servers replaced by an instance refresh, by hand, or by waiting.",
            "A new group instead of the old one, when the group is selected by tag.",
            "The script left in the user data as a comment.",
            "With `acceptRevokedPermission`: the script's permission to start instances revoked,"
                + " where the role's policies show it.",
            "With `trusted`: a host or bucket from which the servers fetch their scripts.")
        .expects(SpawnerSteps.ALL)
        .asksAtMost(SpawnerStopped.READS.and(StackResource.READS).and(JudgedRegions.READS_ALL))
        .parameters(
            GroupArguments.NAME,
            GroupArguments.TAG,
            GroupArguments.IN_STACK,
            required(
                    "strange",
                    Parameter.Type.MAP,
                    "the strange instances, selected " + InstanceArguments.WAYS)
                .example(Map.of("tag:team", "strange")),
            optional(
                "badUserData",
                Parameter.Type.TEXTS,
                "regular expressions (RE2) that match bad user data; calls that start instances if"
                    + " not given"),
            optional(
                    "quietPeriod",
                    Parameter.Type.DURATION,
                    "for how long no strange instance may come back; 5m if not given")
                .example("10m"),
            optional(
                "acceptRevokedPermission",
                Parameter.Type.FLAG,
                "whether it is enough that the script's role may not start instances any more;"
                    + " false if not given"),
            optional(
                "trusted",
                Parameter.Type.TEXTS,
                "hosts and S3 buckets from which servers may fetch scripts; none if not given"),
            optional(
                "unseenQuietPeriod",
                Parameter.Type.DURATION,
                "user data that cannot be read is accepted after this time without a strange"
                    + " instance; never if not given"),
            optional(
                "regions",
                Parameter.Type.TEXTS,
                "other Regions in which to look for strange instances, or `all` that are enabled"
                    + " for the account; only the account's Region if not given"))
        .exactlyOneOf("group", "groupTag", "groupInStack")
        .madeBy(SpawnerStoppedKind::check);
  }

  private static Check check(Arguments arguments) {
    Ec2Checks.SpawnerStoppedBuilder builder =
        Ec2Checks.spawnerStopped()
            .group(GroupArguments.read(arguments))
            .strange(InstanceArguments.read(arguments, "strange"))
            .acceptRevokedPermission(arguments.flag("acceptRevokedPermission"));
    arguments.duration("quietPeriod").ifPresent(builder::quietPeriod);
    arguments.duration("unseenQuietPeriod").ifPresent(builder::unseenQuietPeriod);
    builder.trusted(arguments.texts("trusted"));
    List<String> regions = arguments.texts("regions");
    if (regions.equals(List.of("all"))) {
      builder.allRegions();
    } else {
      builder.regions(regions);
    }
    List<Pattern> bad = arguments.texts("badUserData").stream().map(Pattern::compile).toList();
    if (!bad.isEmpty()) {
      builder.badUserData(bad.get(0), bad.subList(1, bad.size()).toArray(Pattern[]::new));
    }
    return builder.build();
  }
}

package dev.referee.ec2;

import static dev.referee.ec2.SpawnerStoppedExpectations.SOURCE_EXISTS;
import static dev.referee.ec2.SpawnerStoppedExpectations.USER_DATA_VISIBLE;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.aws.Account;
import dev.referee.ec2.userdata.Reading;
import dev.referee.spi.Arguments;
import dev.referee.spi.Facts;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A factory of the findings about scripts that several steps of one group share. */
final class SpawnerStoppedScripts {
  private final Arguments arguments;
  private final SpawnerStoppedUserDataCache readings;
  private final SpawnerStoppedFleet fleet;
  private final SpawnerStoppedRunningUserData servers;
  private final SpawnerStoppedUnreadable unread;
  private final Supplier<SpawnerStoppedScriptPermission> permission;

  SpawnerStoppedScripts(
      Arguments arguments,
      Account account,
      SpawnerStoppedUserDataCache readings,
      SpawnerStoppedFleet fleet,
      SpawnerStoppedRunningUserData servers,
      SpawnerStoppedUnreadable unread) {
    this.arguments = arguments;
    this.readings = readings;
    this.fleet = fleet;
    this.servers = servers;
    this.unread = unread;
    this.permission =
        Suppliers.memoize(() -> SpawnerStoppedScriptPermission.read(account, fleet, scripts()));
  }

  Finding.Builder about(Finding.Builder finding) {
    return finding.subject("Auto Scaling group " + fleet.name());
  }

  /** Returns a builder of a finding about an existing script. */
  Finding.Builder script(Expectation expectation, Reading reading) {
    Finding.Builder finding = about(expectation.unsatisfied());
    permission(finding);
    return read(finding.fact("found", reading.reason()), reading);
  }

  private void permission(Finding.Builder finding) {
    try {
      if (!permission.get().revoked()) {
        if (arguments.get(SpawnerStopped.ACCEPT_REVOKED_PERMISSION)) {
          finding.fact("permission", permission.get().reason());
        }
      } else if (!arguments.get(SpawnerStopped.ACCEPT_REVOKED_PERMISSION)) {
        finding.fact(
            "permission",
            "the script's role may no longer start instances; in this game that is not enough");
      }
    } catch (Inconclusive e) {
      // The permission matters only if it is accepted; then it has already been read.
      if (arguments.get(SpawnerStopped.ACCEPT_REVOKED_PERMISSION)) {
        throw e;
      }
    }
  }

  /** Adds the line of a script, with its secrets masked. */
  private static Finding.Builder read(Finding.Builder finding, Reading reading) {
    reading
        .text()
        .ifPresent(
            text ->
                finding.fact(
                    reading.line().isPresent() ? "line " + reading.line().getAsInt() : "line",
                    text));
    return finding;
  }

  /** Returns whether existing scripts are harmless, and that is accepted. */
  boolean isAccepted() {
    return arguments.get(SpawnerStopped.ACCEPT_REVOKED_PERMISSION) && permission.get().revoked();
  }

  /** Returns a finding about an existing but harmless script. */
  Finding harmless(Expectation expectation) {
    return about(expectation.satisfied())
        .seen(
            "The script is still there, but its role may no longer start instances; this game"
                + " accepts that.")
        .build();
  }

  /** Returns a finding about a missing reference. */
  Finding missing(String what) {
    return about(SOURCE_EXISTS.unsatisfied())
        .expected("a launch template or configuration")
        .seen("The group refers to " + what + ", which does not exist.")
        .remedy(
            "Change the group so that it uses a launch template that exists: a group that cannot"
                + " launch is not fixed.")
        .build();
  }

  /** Returns a finding about a group whose launch source AWS does not name. */
  Finding withoutSource() {
    return about(SOURCE_EXISTS.unknown(Cause.UNREACHABLE))
        .expected("a launch template or configuration")
        .seen("AWS does not say which launch template or configuration the group has.")
        .build();
  }

  /** Returns a finding about user data that cannot be read. */
  Finding unread(Expectation step, String where, Reading reading) {
    if (unread.isAccepted()) {
      return about(step.satisfied())
          .seen(
              "Part of the user data of %s cannot be read; no strange instance has appeared since"
                      .formatted(where)
                  + " %s, and this game accepts that."
                      .formatted(unread.since().map(Facts::time).orElseThrow()))
          .build();
    }
    Finding.Builder finding =
        unread
            .acceptedFrom()
            .map(USER_DATA_VISIBLE::pending)
            .orElseGet(() -> USER_DATA_VISIBLE.unknown(Cause.NO_SUBJECT));
    about(finding)
        .expected("user data that can be read")
        .seen("Part of the user data of " + where + " cannot be read.")
        .fact("not read", reading.reason())
        .remedy(remedy(reading));
    return read(finding, reading).build();
  }

  private String remedy(Reading reading) {
    String own =
        "Put the commands of the servers into the user data itself, where Referee can read them";
    return own
        + unread
            .acceptedFrom()
            .map(
                from ->
                    ". It is also accepted if no strange instance appears until "
                        + Facts.time(from))
            .orElse(
                reading.sources().isEmpty()
                    ? ""
                    : "; or ask the organisers whether they trust "
                        + String.join(", ", reading.sources()))
        + ".";
  }

  private ImmutableList<Reading> scripts() {
    Stream<Reading> launched =
        fleet.sources().stream()
            .flatMap(
                source ->
                    Stream.concat(source.current().stream(), source.versions().stream().limit(1)))
            .map(readings::of);
    return Stream.concat(launched, servers.dirty().stream().map(servers::reading))
        .filter(Reading::starts)
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }
}

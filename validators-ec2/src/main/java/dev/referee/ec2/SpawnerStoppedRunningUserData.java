package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static java.util.Optional.ofNullable;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.referee.aws.Account;
import dev.referee.aws.AwsLookups;
import dev.referee.ec2.userdata.Reading;
import dev.referee.ec2.userdata.UserData;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.InstanceAttributeName;

/**
 * An evaluator of the user data of a fleet's running servers.
 *
 * <p>A server that the group launched, and that was never stopped, has the user data of its launch.
 * For all others, their own user data is read, with one call each. Once some are found to be bad,
 * at most {@value #ENOUGH} are read, because the step is decided.
 */
final class SpawnerStoppedRunningUserData {
  static final int ENOUGH = 10;

  private final SpawnerStoppedFleet fleet;
  private final SpawnerStoppedUserDataCache readings;
  private final Ec2Client ec2;
  private final Map<String, Reading> own = new HashMap<>();
  private final Supplier<ImmutableList<SpawnerStoppedGroupInstance>> dirty =
      Suppliers.memoize(this::findDirty);

  private SpawnerStoppedRunningUserData(
      SpawnerStoppedFleet fleet, SpawnerStoppedUserDataCache readings, Ec2Client ec2) {
    this.fleet = fleet;
    this.readings = readings;
    this.ec2 = ec2;
  }

  static SpawnerStoppedRunningUserData of(
      SpawnerStoppedFleet fleet, SpawnerStoppedUserDataCache readings, Account account) {
    return new SpawnerStoppedRunningUserData(fleet, readings, account.client(Ec2Client::builder));
  }

  /** Returns the servers that run a bad script, as far as they were read. */
  ImmutableList<SpawnerStoppedGroupInstance> dirty() {
    return dirty.get();
  }

  private ImmutableList<SpawnerStoppedGroupInstance> findDirty() {
    boolean bad = launchedDirty();
    for (SpawnerStoppedGroupInstance server : fleet.running()) {
      if (server.runsLaunch().isEmpty() && !(bad && own.size() >= ENOUGH)) {
        bad |= reading(server).starts();
      }
    }
    return fleet.running().stream()
        .filter(server -> isRead(server) && reading(server).starts())
        .collect(toImmutableList());
  }

  private boolean launchedDirty() {
    return fleet.running().stream()
        .flatMap(server -> server.runsLaunch().stream())
        .anyMatch(launch -> readings.of(launch).starts());
  }

  /** Returns how many servers were not read, because the step is decided. */
  long unread() {
    return fleet.running().stream().filter(server -> !isRead(server)).count();
  }

  private boolean isRead(SpawnerStoppedGroupInstance server) {
    return server.runsLaunch().isPresent() || own.containsKey(server.id());
  }

  /** Returns a server whose script cannot be read, if none is bad. */
  Optional<SpawnerStoppedGroupInstance> unseen() {
    return fleet.running().stream()
        .filter(server -> reading(server).kind() == Reading.Kind.CANNOT_TELL)
        .findFirst();
  }

  /** Returns the reading of a server's user data. */
  Reading reading(SpawnerStoppedGroupInstance server) {
    return server
        .runsLaunch()
        .map(launch -> readings.of(launch))
        .orElseGet(() -> own.computeIfAbsent(server.id(), id -> readings.of(ownUserData(id))));
  }

  /** Reads a server's own user data; empty if the server no longer exists. */
  private UserData ownUserData(String id) {
    return AwsLookups.found(
            () ->
                ec2.describeInstanceAttribute(
                    request -> request.instanceId(id).attribute(InstanceAttributeName.USER_DATA)))
        .flatMap(answer -> ofNullable(answer.userData()))
        .map(AttributeValue::value)
        .map(UserData::of)
        .orElse(UserData.NONE);
  }
}

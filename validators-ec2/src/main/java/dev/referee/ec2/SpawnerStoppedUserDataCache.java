package dev.referee.ec2;

import dev.referee.ec2.userdata.Reading;
import dev.referee.ec2.userdata.UserData;
import java.util.IdentityHashMap;

/**
 * A cache of user data readings: user data that many servers share is read once. Not thread-safe.
 */
final class SpawnerStoppedUserDataCache {
  private final SpawnerStoppedUserDataRule rule;
  private final IdentityHashMap<UserData, Reading> read = new IdentityHashMap<>();

  SpawnerStoppedUserDataCache(SpawnerStoppedUserDataRule rule) {
    this.rule = rule;
  }

  Reading of(UserData userData) {
    return read.computeIfAbsent(userData, rule::reading);
  }

  Reading of(Launch launch) {
    return of(launch.userData());
  }

  boolean isClean(Launch launch) {
    return of(launch).isClean();
  }
}

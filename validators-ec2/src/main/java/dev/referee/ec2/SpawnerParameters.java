package dev.referee.ec2;

import dev.referee.network.Instances;
import java.time.Duration;
import java.util.Optional;

/** The parameters of {@link SpawnerStopped}; {@link Ec2Checks.SpawnerStoppedBuilder} explains. */
record SpawnerParameters(
    AutoScalingGroups groups,
    Instances strange,
    UserDataRule userData,
    Duration quietPeriod,
    Optional<Duration> unseenQuietPeriod,
    boolean revokedPermissionAccepted,
    JudgedRegions regions) {}

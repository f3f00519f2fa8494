package dev.referee.ec2;

import dev.referee.network.Instances;
import java.time.Duration;

/** Is what {@link SpawnerStopped} was told; {@link Ec2Checks.SpawnerStoppedBuilder} explains. */
record SpawnerParameters(
    AutoScalingGroups groups,
    Instances strange,
    UserDataRule userData,
    Duration quietPeriod,
    boolean revokedPermissionAccepted) {}

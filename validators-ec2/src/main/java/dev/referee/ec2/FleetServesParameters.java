package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import java.util.OptionalInt;

/** Is what {@link FleetServes} was told; {@link FleetServesBuilder} explains. */
record FleetServesParameters(
    AutoScalingGroups groups,
    boolean together,
    OptionalInt atLeast,
    int zones,
    boolean loadBalancerHealth,
    boolean outsidersAccepted,
    ImmutableList<String> targetGroups) {}

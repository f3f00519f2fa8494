package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import java.util.OptionalInt;

/** The parameters of {@link FleetServes}; {@link FleetServesBuilder} explains them. */
record FleetServesParameters(
    AutoScalingGroups groups,
    boolean together,
    OptionalInt atLeast,
    int zones,
    boolean loadBalancerHealth,
    boolean outsidersAccepted,
    ImmutableList<String> targetGroups) {}

package dev.referee.ssm;

import dev.referee.network.InstanceSource;
import java.time.Duration;

/**
 * The parameters of {@link SessionOpens}; {@link SessionOpensBuilder} explains them.
 *
 * @param source which instances
 * @param atLeast how many there have to be
 * @param staysPrivate whether the internet must have no way in to them
 * @param proof what has to be seen
 * @param within how long one proof may take
 * @param silence how long the agent of a session may say nothing at first
 * @param pause waits between two looks
 */
record SessionParameters(
    InstanceSource source,
    int atLeast,
    boolean staysPrivate,
    Proof proof,
    Duration within,
    Duration silence,
    Pause pause) {}

package dev.referee.ec2;

import dev.referee.network.InstanceSource;

/**
 * The parameters of {@link InstancePrivate}; {@link InstancePrivateBuilder} explains them.
 *
 * @param source which instances
 * @param atLeast how many there have to be
 * @param ipv6 whether ways in over IPv6 count
 * @param mustKeepEgress whether a way out has to be left
 */
record PrivateParameters(
    InstanceSource source, int atLeast, boolean ipv6, boolean mustKeepEgress) {}

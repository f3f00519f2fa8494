package dev.referee.ec2;

import com.google.common.collect.ImmutableList;

/**
 * The parameters of {@link PortsOpen}; {@link PortsOpenBuilder} explains them.
 *
 * @param groups which are judged
 * @param required what has to be open
 * @param allowed what may be open
 * @param forbidden what must not be open
 * @param nothingElseIn whether nothing else may come in
 * @param nothingElseOut whether nothing else may go out
 */
record PortsOpenParameters(
    JudgedGroups groups,
    ImmutableList<Demand> required,
    ImmutableList<Demand> allowed,
    ImmutableList<Demand> forbidden,
    boolean nothingElseIn,
    boolean nothingElseOut) {}

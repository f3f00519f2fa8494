package dev.referee.eks;

import java.util.Optional;

/**
 * What an organiser asks of new nodes.
 *
 * @param capacity how their capacity has to be bought; empty for any
 * @param consolidation which nodes have to be removed again; empty if that is not judged
 */
record ScalesOutRequirements(
    Optional<ScalesOutCapacity> capacity, Optional<ScalesOutConsolidation.Asked> consolidation) {}

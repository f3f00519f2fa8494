/**
 * Tests of how far the worlds of the checks can be trusted: played on moto, compared, counted.
 *
 * <p>Tests run one after the other.
 */
@NullMarked
package dev.referee.fidelity;

import org.jspecify.annotations.NullMarked;

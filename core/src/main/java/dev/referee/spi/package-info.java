/**
 * Interfaces for those who extend Referee: targets of a new kind, memory that survives, checks by
 * name.
 *
 * <p>Who only embeds Referee needs none of it.
 *
 * <p>A sweep calls implementations from several threads at once: they have to be thread-safe. What
 * it hands to them belongs to the calling thread unless its Javadoc says otherwise.
 */
@NullMarked
package dev.referee.spi;

import org.jspecify.annotations.NullMarked;

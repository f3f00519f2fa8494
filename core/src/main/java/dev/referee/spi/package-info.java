/**
 * Interfaces for those who extend Referee: targets of a new kind, memory that survives, checks by
 * name.
 *
 * <p>Who only embeds Referee needs none of it.
 */
@NullMarked
package dev.referee.spi;

import org.jspecify.annotations.NullMarked;

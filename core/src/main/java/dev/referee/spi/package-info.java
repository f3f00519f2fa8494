/**
 * Interfaces for extending Referee: new kinds of targets, persistent memory, checks by name.
 *
 * <p>Programs that only embed Referee do not need them.
 *
 * <p>A sweep calls implementations from several threads at the same time, so they have to be
 * thread-safe. The objects that it passes to them belong to the calling thread unless their Javadoc
 * says otherwise.
 */
@NullMarked
package dev.referee.spi;

import org.jspecify.annotations.NullMarked;

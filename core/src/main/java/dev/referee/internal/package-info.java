/**
 * Classes for Referee's own modules; not for users, and they may change with every version.
 *
 * <p>Utilities here have no state, and are thread-safe.
 */
@NullMarked
package dev.referee.internal;

import org.jspecify.annotations.NullMarked;

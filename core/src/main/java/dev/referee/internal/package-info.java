/**
 * Classes for Referee's own modules. They are not for users, and may change in every version.
 *
 * <p>The utilities have no state and are thread-safe.
 */
@NullMarked
package dev.referee.internal;

import org.jspecify.annotations.NullMarked;

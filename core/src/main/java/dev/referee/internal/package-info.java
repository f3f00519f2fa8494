/**
 * Classes for Referee's own modules. They are not for users, and may change in every version.
 *
 * <p>The utilities have no state and are thread-safe.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.internal;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

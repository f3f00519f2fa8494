/**
 * What every service is written with: the call, the account's state, ids, pages, errors and the
 * SDK's classes.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.testkit.embedded.common;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

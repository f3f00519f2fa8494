/**
 * AWS's wire protocols, between HTTP messages and the SDK's classes; no service knows of them.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.testkit.embedded.protocol;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

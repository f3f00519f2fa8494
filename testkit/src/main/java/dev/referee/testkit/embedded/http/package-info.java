/**
 * HTTP requests and responses as they are on the wire, and the server and client that carry them.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.testkit.embedded.http;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

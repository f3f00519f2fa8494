/**
 * The embedded cloud: its endpoint, the registry of its services, and the dispatch of requests.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe except {@link dev.referee.testkit.embedded.Cloud}: the threads of requests
 * take turns by the monitor of their cloud's clock.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.testkit.embedded;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

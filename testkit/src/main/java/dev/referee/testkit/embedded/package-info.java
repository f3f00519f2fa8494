/**
 * The services of the embedded account, their state, and time.
 *
 * <p>Not for consumers: {@link dev.referee.testkit} has what they need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@NullMarked
package dev.referee.testkit.embedded;

import org.jspecify.annotations.NullMarked;

/**
 * An emulation of Auto Scaling.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@NullMarked
package dev.referee.testkit.embedded.autoscaling;

import org.jspecify.annotations.NullMarked;

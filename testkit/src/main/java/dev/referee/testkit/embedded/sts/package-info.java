/**
 * An emulation of STS.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@NullMarked
package dev.referee.testkit.embedded.sts;

import org.jspecify.annotations.NullMarked;

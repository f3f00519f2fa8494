/**
 * The services of the embedded account, their state, and time.
 *
 * <p>Not for consumers: {@link dev.referee.testkit} has what they need.
 *
 * <p>Requests are answered one at a time, under the monitor of the clock of their cloud.
 */
@NullMarked
package dev.referee.testkit.embedded;

import org.jspecify.annotations.NullMarked;

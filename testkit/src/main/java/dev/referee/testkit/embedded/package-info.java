/**
 * Behaves like AWS: services, their state, and time.
 *
 * <p>Not for consumers: {@link dev.referee.testkit} has what they need.
 */
@NullMarked
package dev.referee.testkit.embedded;

import org.jspecify.annotations.NullMarked;

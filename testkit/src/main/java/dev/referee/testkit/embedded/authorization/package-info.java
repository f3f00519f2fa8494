/**
 * The permissions that a request needs, and the decision whether its caller has them.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@NullMarked
package dev.referee.testkit.embedded.authorization;

import org.jspecify.annotations.NullMarked;

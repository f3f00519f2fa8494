/**
 * What a service says of itself: its operations, what their requests must have, the permissions
 * they need, and CloudFormation's resource types.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.testkit.embedded.service;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

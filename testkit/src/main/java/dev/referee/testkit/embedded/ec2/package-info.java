/**
 * An emulation of EC2.
 *
 * <p>Other services know {@link dev.referee.testkit.embedded.ec2.Ec2} only.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.testkit.embedded.ec2;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

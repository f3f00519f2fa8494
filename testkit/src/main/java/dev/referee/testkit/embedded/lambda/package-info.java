/**
 * An emulation of AWS Lambda.
 *
 * <p>Other services know {@link dev.referee.testkit.embedded.lambda.Lambda} only.
 *
 * <p>Internal: may change at any time. {@link dev.referee.testkit} has what consumers need.
 *
 * <p>Not thread-safe: the threads of requests take turns by the monitor of their cloud's clock.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.testkit.embedded.lambda;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

/**
 * An embedded AWS account, scenarios, a contract for checks and assertions, for tests without AWS.
 *
 * <p>Clouds, accounts and clocks are thread-safe; scenarios and assertions are for one thread.
 */
@NullMarked
package dev.referee.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * An embedded AWS account, worlds that are broken and fixed, and assertions, for tests without AWS.
 *
 * <p>Clouds, accounts and clocks are thread-safe; worlds and assertions are for one thread.
 */
@NullMarked
package dev.referee.testkit;

import org.jspecify.annotations.NullMarked;

/**
 * Benchmarks of what judging costs, compared with the same calls written by hand.
 *
 * <p>Each benchmark runs in threads of its own; nothing here is shared.
 */
@NullMarked
package dev.referee.benchmarks;

import org.jspecify.annotations.NullMarked;

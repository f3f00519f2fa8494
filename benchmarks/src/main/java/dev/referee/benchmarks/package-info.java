/**
 * Benchmarks of the cost of judging, compared with the same calls written by hand.
 *
 * <p>Each benchmark uses its own threads; nothing here is shared.
 */
@NullMarked
package dev.referee.benchmarks;

import org.jspecify.annotations.NullMarked;

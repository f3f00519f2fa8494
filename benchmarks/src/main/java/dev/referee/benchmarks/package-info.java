/** Measures what judging costs, beside the same calls written by hand. */
@NullMarked
package dev.referee.benchmarks;

import org.jspecify.annotations.NullMarked;

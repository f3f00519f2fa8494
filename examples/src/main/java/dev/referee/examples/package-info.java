/**
 * Games to run and to read.
 *
 * <p>Games are immutable, and thread-safe.
 */
@NullMarked
package dev.referee.examples;

import org.jspecify.annotations.NullMarked;

/**
 * The command {@code referee}: judges, watches and prepares games without a line of Java.
 *
 * <p>A command runs once, in the thread that calls it; nothing here is thread-safe unless it says
 * so.
 */
@NullMarked
package dev.referee.cli;

import org.jspecify.annotations.NullMarked;

/**
 * The command {@code referee}, which judges, watches and prepares games without Java.
 *
 * <p>A command runs once, in the calling thread; nothing here is thread-safe unless its Javadoc
 * says so.
 */
@NullMarked
package dev.referee.cli;

import org.jspecify.annotations.NullMarked;

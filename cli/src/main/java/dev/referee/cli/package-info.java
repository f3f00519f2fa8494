/** The command {@code referee}: judges, watches and prepares games without a line of Java. */
@NullMarked
package dev.referee.cli;

import org.jspecify.annotations.NullMarked;

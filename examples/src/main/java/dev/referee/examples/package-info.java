/** Games to run and to read. */
@NullMarked
package dev.referee.examples;

import org.jspecify.annotations.NullMarked;

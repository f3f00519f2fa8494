/**
 * Verdicts and sweeps as text, HTML, JSON and JUnit XML, for organisers and for players.
 *
 * <p>Players see what {@link dev.referee.Task#disclosure} allows. Everything here is immutable and
 * thread-safe unless its Javadoc says otherwise.
 */
@NullMarked
package dev.referee.report;

import org.jspecify.annotations.NullMarked;

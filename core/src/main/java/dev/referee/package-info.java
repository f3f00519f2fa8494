/**
 * Tasks, checks, findings and verdicts, and the engine that judges fixes.
 *
 * <p>Independent of any cloud. A check reads a {@link dev.referee.Target}; the modules for a cloud
 * provide theirs. Everything here is immutable and thread-safe unless its Javadoc says otherwise.
 * All times are {@link java.time.Instant instants}, without time zones.
 */
@NullMarked
@HouseStyle
package dev.referee;

import org.jspecify.annotations.NullMarked;

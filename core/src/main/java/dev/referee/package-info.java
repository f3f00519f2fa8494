/**
 * Tasks made of checks, verdicts made of findings, and the runner that judges fixes by them.
 *
 * <p>Knows no cloud. What a check reads is a {@link dev.referee.Target}; the modules that know a
 * cloud bring theirs. Everything here is immutable and thread-safe unless its Javadoc says
 * otherwise; all times are {@link java.time.Instant instants}, so no time zone is ever meant.
 */
@NullMarked
@HouseStyle
package dev.referee;

import org.jspecify.annotations.NullMarked;

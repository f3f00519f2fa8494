/**
 * Checks that instances are reached through AWS Systems Manager: by sessions and by commands.
 *
 * <p>{@link dev.referee.ssm.SsmChecks} is where to begin.
 *
 * <p>Checks are immutable and thread-safe; builders are for one thread.
 */
@NullMarked
package dev.referee.ssm;

import org.jspecify.annotations.NullMarked;

/**
 * Checks that instances can be reached through AWS Systems Manager, with sessions and commands.
 *
 * <p>Start with {@link dev.referee.ssm.SsmChecks}.
 *
 * <p>Checks are immutable and thread-safe; builders are for one thread.
 */
@NullMarked
package dev.referee.ssm;

import org.jspecify.annotations.NullMarked;

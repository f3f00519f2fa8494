/**
 * Proves that instances are reached through AWS Systems Manager: that a session opens and a command
 * answers.
 *
 * <p>{@link dev.referee.ssm.SsmChecks} is where to begin.
 */
@NullMarked
package dev.referee.ssm;

import org.jspecify.annotations.NullMarked;

/**
 * Proves that instances can be reached through AWS Systems Manager: that a session opens and a
 * command answers.
 */
@NullMarked
package dev.referee.ssm;

import org.jspecify.annotations.NullMarked;

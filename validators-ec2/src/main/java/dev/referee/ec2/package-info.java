/**
 * Checks of launch templates, Auto Scaling groups, instances and networks.
 *
 * <p>Start with {@link dev.referee.ec2.Ec2Checks}.
 *
 * <p>Checks are immutable and thread-safe; builders are for one thread.
 */
@NullMarked
package dev.referee.ec2;

import org.jspecify.annotations.NullMarked;

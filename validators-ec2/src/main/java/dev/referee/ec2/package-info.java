/**
 * Checks of launch templates, Auto Scaling groups, instances and networks.
 *
 * <p>{@link dev.referee.ec2.Ec2Checks} is where to begin.
 *
 * <p>Checks are immutable and thread-safe; builders are for one thread.
 */
@NullMarked
package dev.referee.ec2;

import org.jspecify.annotations.NullMarked;

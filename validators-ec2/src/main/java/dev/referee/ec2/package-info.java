/**
 * Proves fixes of launch templates, Auto Scaling groups, instances and networks.
 *
 * <p>{@link dev.referee.ec2.Ec2Checks} is where to begin.
 */
@NullMarked
package dev.referee.ec2;

import org.jspecify.annotations.NullMarked;

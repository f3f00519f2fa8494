/**
 * Readers of user data, which find whether its programs start instances.
 *
 * <p>What a team wrote is hostile: every reader works in time that is linear in its input, under
 * one {@link dev.referee.ec2.userdata.Budget} for all of the user data, and what the budget cuts
 * off cannot be told. {@link dev.referee.ec2.userdata.UserDataReader} is where to begin. The public
 * types are for the checks of this module.
 *
 * <p>A reader is for one thread; what it returns is immutable.
 */
@NullMarked
package dev.referee.ec2.userdata;

import org.jspecify.annotations.NullMarked;

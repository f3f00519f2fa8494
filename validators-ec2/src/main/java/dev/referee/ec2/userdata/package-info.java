/**
 * Reads user data and tells whether the programs in it start instances.
 *
 * <p>What a team wrote is hostile: every reader works in time that is linear in its input, under
 * one {@link dev.referee.ec2.userdata.Budget} for all of the user data, and what the budget cuts
 * off cannot be told. {@link dev.referee.ec2.userdata.UserDataReader} is where to begin. The public
 * types are for the checks of this module.
 */
@NullMarked
package dev.referee.ec2.userdata;

import org.jspecify.annotations.NullMarked;

/**
 * Readers of user data, which determine whether its programs start instances.
 *
 * <p>User data from teams is untrusted: every reader takes time linear in its input, with one
 * {@link dev.referee.ec2.userdata.Budget} for the whole user data, and the result is "cannot tell"
 * if the budget is exceeded. Start with {@link dev.referee.ec2.userdata.UserDataReader}. The public
 * types are for the checks of this module.
 *
 * <p>A reader is for one thread; its results are immutable.
 */
@ApiStatus.Internal
@NullMarked
package dev.referee.ec2.userdata;

import org.jetbrains.annotations.ApiStatus;
import org.jspecify.annotations.NullMarked;

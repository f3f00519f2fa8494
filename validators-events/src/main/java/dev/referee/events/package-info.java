/**
 * Checks that somebody is told when something happens in an account, by AWS CloudTrail, Amazon
 * EventBridge and Amazon SNS.
 *
 * <p>Start with {@link dev.referee.events.EventsChecks}.
 *
 * <p>Checks are immutable and thread-safe; builders are for one thread.
 */
@NullMarked
package dev.referee.events;

import org.jspecify.annotations.NullMarked;

/**
 * AWS accounts for checks, with one transport below all clients.
 *
 * <p>Checks use the standard AWS SDK clients that {@link dev.referee.aws.Account#client} returns.
 * Below the clients, and invisible to checks, are a guard that allows only declared actions, one
 * request to AWS for identical reads of a sweep, limits, deadlines, a meter, evidence and tapes.
 *
 * <p>An {@link dev.referee.aws.Account} is thread-safe. The clients that it returns to a check work
 * only inside that check, in its thread; builders are for one thread.
 */
@NullMarked
package dev.referee.aws;

import org.jspecify.annotations.NullMarked;

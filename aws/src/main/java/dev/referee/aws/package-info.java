/**
 * AWS accounts for checks, with one transport below all clients.
 *
 * <p>Checks use the ordinary AWS SDK clients that {@link dev.referee.aws.Account#client} gives
 * them. Below the clients, and seen by no check, lies what a judgement needs: a guard that lets
 * only declared actions leave, one question to AWS for identical reads of a sweep, limits,
 * deadlines, a meter, evidence and tapes.
 *
 * <p>An {@link dev.referee.aws.Account} is thread-safe. The clients that it gives to a check work
 * only inside that check, in its thread; builders are for one thread.
 */
@NullMarked
package dev.referee.aws;

import org.jspecify.annotations.NullMarked;

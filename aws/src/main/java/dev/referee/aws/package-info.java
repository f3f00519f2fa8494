/**
 * Brings AWS accounts to checks, and puts one seam between them.
 *
 * <p>Checks use the ordinary AWS SDK clients that {@link dev.referee.aws.Account#client} gives
 * them. Below the clients, and seen by no check, lies what a judgement needs: a guard that lets
 * only declared actions leave, one question to AWS for identical reads of a sweep, limits,
 * deadlines, a meter, evidence and tapes.
 */
@NullMarked
package dev.referee.aws;

import org.jspecify.annotations.NullMarked;

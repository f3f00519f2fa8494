/**
 * The evaluation of IAM policies: whether a principal may do something, by all policies together.
 *
 * <p>Asks what AWS itself asks: not which policy is attached, but whether this principal may do
 * this, to that, under these conditions. {@link dev.referee.iam.Access} takes the policies and what
 * is known of the request; the {@link dev.referee.iam.Decision} is allowed, denied, or that it
 * cannot be known, and names the statements. It is never a guess: where AWS's documentation leaves
 * open what happens, or a needed condition key is unknown, the answer says so.
 *
 * <p>KMS grants, access control lists, block-public-access settings, and how a service fills in the
 * context of a request are not evaluated, because only AWS sees them.
 *
 * <p>Everything here is immutable and thread-safe, except builders.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
@NullMarked
package dev.referee.iam;

import org.jspecify.annotations.NullMarked;

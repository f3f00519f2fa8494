/**
 * The evaluation of IAM policies: whether a principal may do something, by all policies together.
 *
 * <p>Like AWS, it does not ask which policy is attached, but whether this principal may perform
 * this action on this resource under these conditions. {@link dev.referee.aws.iam.Access} takes the
 * policies and what is known about the request. The {@link dev.referee.aws.iam.Decision} is
 * allowed, denied or unknown, and names the statements. It is never a guess: if AWS's documentation
 * does not say what happens, or a required condition key is unknown, the result says so.
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
package dev.referee.aws.iam;

import org.jspecify.annotations.NullMarked;

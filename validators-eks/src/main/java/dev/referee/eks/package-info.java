/**
 * Checks of Amazon EKS clusters and of what runs in them.
 *
 * <p>Start with {@link dev.referee.eks.EksChecks}.
 *
 * <p>Checks are immutable and thread-safe; builders are for one thread.
 */
@NullMarked
package dev.referee.eks;

import org.jspecify.annotations.NullMarked;

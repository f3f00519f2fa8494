/**
 * The Kubernetes API beside the embedded AWS account, for tests of what reads a cluster of EKS.
 *
 * <p>Thread-safe, but for what changes the objects of a cluster.
 */
@NullMarked
package dev.referee.testkit.kubernetes;

import org.jspecify.annotations.NullMarked;

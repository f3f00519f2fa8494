/**
 * The Kubernetes API of EKS clusters, read with the guarantees of an account. A {@link
 * dev.referee.kubernetes.Cluster} is a target; its client is a standard {@link
 * io.fabric8.kubernetes.client.KubernetesClient}, which works only in a check and in its thread.
 *
 * <p>Unless a type says otherwise, its instances are immutable and may be used by any thread.
 */
@NullMarked
package dev.referee.kubernetes;

import org.jspecify.annotations.NullMarked;

/**
 * VPC networks as packets meet them: security groups, route tables, network ACLs, in both
 * directions.
 *
 * <p>It also finds the instances that are meant, and says whether the internet has a way in to
 * them.
 *
 * <p>For validators: they share this reading so that no two of them read one network differently.
 *
 * <p>Values are immutable and thread-safe. What reads AWS belongs to one judgement, in its thread.
 */
@NullMarked
package dev.referee.networks;

import org.jspecify.annotations.NullMarked;

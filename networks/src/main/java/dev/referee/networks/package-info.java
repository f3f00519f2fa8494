/**
 * VPC networks from the view of packets: security groups, route tables, network ACLs, in both
 * directions.
 *
 * <p>It also finds selected instances, and says whether the internet can reach them.
 *
 * <p>For validators, which share this code so that they do not read one network differently.
 *
 * <p>Values are immutable and thread-safe. Classes that read AWS are for one judgement and its
 * thread.
 */
@NullMarked
package dev.referee.networks;

import org.jspecify.annotations.NullMarked;

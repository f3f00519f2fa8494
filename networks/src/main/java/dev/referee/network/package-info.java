/**
 * Reads a VPC network as packets meet it: which traffic a security group lets through, where a
 * route table sends it, what a network ACL says on the way out and on the way back.
 *
 * <p>It also finds the instances that are meant, and says whether the internet has a way in to
 * them.
 *
 * <p>For validators: they share this reading so that no two of them read one network differently.
 */
@NullMarked
package dev.referee.network;

import org.jspecify.annotations.NullMarked;

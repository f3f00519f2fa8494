package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;

/**
 * Is an Auto Scaling group, what it launches from, and the servers it has running.
 *
 * @param group the group
 * @param sources what it launches from: several with mixed instances whose overrides have templates
 *     of their own
 * @param servers its instances, and those that it launched and has let go; ended ones too, for as
 *     long as EC2 lists them
 */
record Fleet(
    AutoScalingGroup group, ImmutableList<LaunchSource> sources, ImmutableList<Server> servers) {

  /** Returns the servers that run, or are about to. */
  ImmutableList<Server> running() {
    return servers.stream().filter(Server::running).collect(toImmutableList());
  }

  String name() {
    return group.autoScalingGroupName();
  }
}

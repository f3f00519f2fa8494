package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.network.Addresses;
import dev.referee.network.Instances;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of {@link Egress}; {@link EgressBuilder} explains them.
 *
 * @param subnets which subnets; null when instances are meant
 * @param instances which instances; null when subnets are meant
 * @param to the addresses to reach; none when only services are to be
 * @param services the services to be reached by endpoints, and nothing else
 */
record EgressParameters(
    @Nullable Subnets subnets,
    @Nullable Instances instances,
    Addresses to,
    ImmutableList<String> services,
    ImmutableList<String> ports,
    boolean publicAllowed) {

  String subject() {
    return subnets != null ? "subnet " + subnets : "instance " + instances;
  }
}

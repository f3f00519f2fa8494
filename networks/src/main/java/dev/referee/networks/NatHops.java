package dev.referee.networks;

import static com.google.common.base.Strings.nullToEmpty;
import static dev.referee.networks.HopExpectations.GATEWAY_ACL;
import static dev.referee.networks.HopExpectations.GATEWAY_ROUTE;
import static dev.referee.networks.HopExpectations.NAT_FORWARDS;
import static dev.referee.networks.HopExpectations.NAT_GATEWAY;
import static dev.referee.networks.HopExpectations.NAT_INSTANCE;
import static dev.referee.networks.HopExpectations.VISIBLE;
import static java.util.Objects.requireNonNullElse;

import dev.referee.Expectation;
import dev.referee.aws.AnswerReader;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NatGatewayAddress;
import software.amazon.awssdk.services.ec2.model.Subnet;

/**
 * The hops through NAT gateways and NAT instances. They have to exist, have to forward traffic, and
 * need a path from their own subnet.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html">NAT
 *     gateways</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html">Regional
 *     NAT gateways</a>
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_NAT_Instance.html">NAT
 *     instances</a>
 */
final class NatHops {
  private final PathTracer tracer;
  private final VpcReader reader;
  private final AclHops acls;
  private final GroupHops groups;
  private final HopRecorder recorder;

  NatHops(
      PathTracer tracer, VpcReader reader, GroupHops groups, AclHops acls, HopRecorder recorder) {
    this.tracer = tracer;
    this.reader = reader;
    this.groups = groups;
    this.acls = acls;
    this.recorder = recorder;
  }

  /** Returns whether a NAT gateway could not be created; EC2 reports the reason for an hour. */
  boolean hasFailed(Origin from, String id) {
    NatGateway gateway = reader.natGateways(from.vpcId()).get(id);
    return gateway != null && "failed".equals(gateway.stateAsString());
  }

  /** Returns whether a NAT instance exists but is not running. */
  boolean isStopped(String id) {
    return instance(id)
        .map(instance -> nullToEmpty(instance.state().nameAsString()))
        .filter(state -> state.startsWith("stop"))
        .isPresent();
  }

  private Optional<Instance> instance(String id) {
    String filter = id.startsWith("i-") ? "instance-id" : "network-interface.network-interface-id";
    return reader.instances(filter, id).stream().findFirst();
  }

  Traffic gateway(Origin from, String id, TrafficSpec spec) {
    return recorder.on(NAT_GATEWAY, () -> through(from, id, spec));
  }

  private Traffic through(Origin from, String id, TrafficSpec spec) {
    NatGateway gateway = reader.natGateways(from.vpcId()).get(id);
    String state = gateway == null ? "gone" : nullToEmpty(gateway.stateAsString());
    if (gateway == null || !(state.equals("available") || state.equals("pending"))) {
      String failure = gateway == null ? "" : nullToEmpty(gateway.failureMessage());
      recorder.blocks(
          NAT_GATEWAY,
          id,
          "a NAT gateway that is available",
          "%s is %s%s.".formatted(id, state, failure.isEmpty() ? "" : ": " + failure),
          "Create a NAT gateway in a public subnet, and change the route to it.");
      return Traffic.none();
    }
    if (state.equals("pending")) {
      recorder.waits(NAT_GATEWAY, id, id + " is pending.");
    } else {
      recorder.passes(NAT_GATEWAY, id, id + " is available.");
    }
    if (!recorder.visits(id)) {
      return loops(id);
    }
    try {
      return onwards(from, gateway, spec);
    } finally {
      recorder.leaves(id); // even if it cannot be seen: another route may lead here
    }
  }

  private Traffic loops(String id) {
    recorder.blocks(
        GATEWAY_ROUTE,
        id,
        "a route to an internet gateway from the subnet of " + id,
        "The subnet of %s routes back to %s itself.".formatted(id, id),
        "Move it to a public subnet: one whose route table has a route to an internet gateway.");
    return Traffic.none();
  }

  private Traffic onwards(Origin from, NatGateway gateway, TrafficSpec spec) {
    boolean isPublic = !"private".equals(gateway.connectivityTypeAsString());
    Addresses addresses =
        gateway.natGatewayAddresses().stream()
            .map(NatGatewayAddress::privateIp)
            .flatMap(Stream::ofNullable)
            .map(text -> AnswerReader.read("DescribeNatGateways", text, Addresses::of))
            .reduce(Addresses.none(), Addresses::plus);
    if ("regional".equals(gateway.availabilityModeAsString())) {
      return regional(from, gateway, addresses, isPublic, spec);
    }
    AnswerReader.complete("DescribeNatGateways", gateway, "SubnetId");
    Subnet subnet = reader.subnets(from.vpcId()).get(gateway.subnetId());
    if (subnet == null) {
      throw HiddenResources.shared("the subnet of " + gateway.natGatewayId(), gateway.subnetId());
    }
    Origin at = Origin.ofNat(gateway.natGatewayId(), subnet, addresses, isPublic);
    Traffic allowed = acls.gateway(GATEWAY_ACL, at, from, spec);
    allowed = allowed.and(tracer.back(tracer.table(at), at, from, spec));
    Traffic routed = tracer.onwards(at, spec);
    return allowed.and(routed).and(acls.gatewayOut(at, spec));
  }

  /** A regional one is in no subnet, and has its own route table. */
  private Traffic regional(
      Origin from, NatGateway gateway, Addresses addresses, boolean isPublic, TrafficSpec spec) {
    Origin at = Origin.ofRegionalNat(gateway.natGatewayId(), gateway.vpcId(), addresses, isPublic);
    return reader
        .tables(gateway.vpcId())
        .withId(nullToEmpty(gateway.routeTableId()))
        .map(table -> tracer.back(table, at, from, spec).and(tracer.onwards(at, table, spec)))
        .orElseThrow(
            () ->
                HiddenResources.shared(
                    "the route table of " + gateway.natGatewayId(), gateway.vpcId()));
  }

  /**
   * Follows the path through a NAT instance.
   *
   * @param targetExists the expectation that fails if the interface is not attached
   */
  Traffic instance(Origin from, String id, TrafficSpec spec, Expectation targetExists) {
    return recorder.on(NAT_INSTANCE, () -> throughInstance(from, id, spec, targetExists));
  }

  private Traffic throughInstance(
      Origin from, String id, TrafficSpec spec, Expectation targetExists) {
    Optional<Instance> found = instance(id);
    if (found.isEmpty() && id.startsWith("eni-") && reader.isUnattached(id)) {
      recorder.blocks(
          targetExists,
          id,
          "a route to a network interface that is attached to an instance",
          id + " is not attached to an instance, so the traffic is dropped.",
          "Attach %s to the NAT instance again, or change the route to one that exists."
              .formatted(id));
      return Traffic.none();
    }
    if (found.isEmpty()) {
      recorder.hides(
          VISIBLE,
          id,
          id + " belongs to no instance that Referee can see.",
          "Ask the organisers: Referee cannot prove that this route reaches the destination.");
      return Traffic.none();
    }
    Instance instance = found.get();
    String name = instance.instanceId();
    String state = nullToEmpty(instance.state().nameAsString());
    if (state.equals("pending")) {
      recorder.waits(NAT_INSTANCE, name, name + " is pending.");
    } else if (!state.equals("running")) {
      recorder.blocks(
          NAT_INSTANCE,
          name,
          "a NAT instance that is running",
          "%s is %s.".formatted(name, state),
          "Start %s, or change the route to another NAT instance.".formatted(name));
      return Traffic.none();
    } else {
      recorder.passes(NAT_INSTANCE, name, name + " is running.");
    }
    boolean forwards = forwards(instance, id);
    if (!recorder.visits(name)) {
      return loops(name);
    }
    try {
      Traffic through = onwards(from, instance, spec);
      return forwards ? through : Traffic.none();
    } finally {
      recorder.leaves(name);
    }
  }

  private boolean forwards(Instance instance, String id) {
    boolean checks =
        instance.networkInterfaces().stream()
            .filter(face -> id.equals(face.networkInterfaceId()))
            .map(InstanceNetworkInterface::sourceDestCheck)
            .flatMap(Stream::ofNullable)
            .findFirst()
            .orElse(requireNonNullElse(instance.sourceDestCheck(), true));
    String name = instance.instanceId();
    if (checks) {
      recorder.blocks(
          NAT_FORWARDS,
          name,
          "a NAT instance with its source/destination check turned off",
          "The source/destination check of %s is on, so it drops forwarded traffic."
              .formatted(name),
          "Turn off the source/destination check of %s.".formatted(name));
    } else {
      recorder.passes(NAT_FORWARDS, name, "The source/destination check of " + name + " is off.");
    }
    return !checks;
  }

  private Traffic onwards(Origin from, Instance instance, TrafficSpec spec) {
    Subnet subnet = reader.subnets(from.vpcId()).get(instance.subnetId());
    if (subnet == null) {
      throw HiddenResources.shared("the subnet of " + instance.instanceId(), instance.subnetId());
    }
    Origin at = Origin.ofNat(instance, subnet, from.ephemeral());
    Traffic allowed = groups.through(at, from, spec, recorder);
    allowed = allowed.and(acls.gateway(GATEWAY_ACL, at, from, spec));
    allowed = allowed.and(tracer.back(tracer.table(at), at, from, spec));
    Traffic routed = tracer.onwards(at, spec);
    return allowed.and(routed).and(acls.gatewayOut(at, spec));
  }
}

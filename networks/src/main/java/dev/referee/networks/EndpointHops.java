package dev.referee.networks;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static dev.referee.networks.HopExpectations.ENDPOINT;
import static dev.referee.networks.HopExpectations.ENDPOINT_ACL;
import static dev.referee.networks.HopExpectations.ENDPOINT_AVAILABLE;
import static dev.referee.networks.HopExpectations.ENDPOINT_DNS;
import static dev.referee.networks.HopExpectations.ENDPOINT_ROUTE;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The hops to VPC endpoints. A gateway endpoint is a route; an interface endpoint consists of
 * network interfaces that a private DNS name resolves to. Endpoint policies are not considered.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html">Gateway
 *     endpoints</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html">Interface
 *     endpoints</a>
 */
final class EndpointHops {
  private final PathTracer tracer;
  private final VpcReader reader;
  private final AclHops acls;
  private final GroupHops groups;
  private final HopRecorder recorder;

  EndpointHops(PathTracer tracer, VpcReader reader, GroupHops groups, HopRecorder recorder) {
    this.tracer = tracer;
    this.reader = reader;
    this.groups = groups;
    this.acls = new AclHops(reader, recorder);
    this.recorder = recorder;
  }

  /** Follows the path to the endpoint of a service, and returns the traffic that gets through. */
  Traffic trace(Origin from, VpcEndpoint endpoint, TrafficSpec ports) {
    return recorder.on(
        ENDPOINT,
        () -> {
          String id = endpoint.vpcEndpointId();
          recorder.passes(ENDPOINT, id, "%s is for %s.".formatted(id, endpoint.serviceName()));
          if (!isThere(endpoint)) {
            return Traffic.none();
          }
          return "Gateway".equals(endpoint.vpcEndpointTypeAsString())
              ? gateway(from, endpoint, ports)
              : face(from, endpoint, ports);
        });
  }

  /** EC2 writes the states in lower case, but its documentation capitalises them. */
  private boolean isThere(VpcEndpoint endpoint) {
    String id = endpoint.vpcEndpointId();
    String endpointState = nullToEmpty(endpoint.stateAsString());
    String state = endpointState.toLowerCase(Locale.ROOT);
    if (state.equals("available")) {
      recorder.passes(ENDPOINT_AVAILABLE, id, id + " is available.");
      return true;
    }
    if (state.equals("pending")) {
      recorder.waits(ENDPOINT_AVAILABLE, id, id + " is pending.");
      return true;
    }
    recorder.blocks(
        ENDPOINT_AVAILABLE,
        id,
        "an endpoint that is available",
        "%s is %s.".formatted(id, endpointState),
        state.equals("pendingacceptance")
            ? "The owner of the service has to accept the endpoint."
            : "Create the endpoint again.");
    return false;
  }

  private Traffic gateway(Origin from, VpcEndpoint endpoint, TrafficSpec ports) {
    String id = endpoint.vpcEndpointId();
    RouteTable table = tracer.table(from);
    Addresses served =
        table.lookup(Addresses.all()).entrySet().stream()
            .filter(taken -> id.equals(taken.getKey().target().id()))
            .filter(taken -> !taken.getKey().blackhole())
            .map(Map.Entry::getValue)
            .reduce(Addresses.none(), Addresses::plus);
    if (served.isEmpty()) {
      recorder.blocks(
          ENDPOINT_ROUTE,
          id,
          "a route to %s in %s".formatted(id, table.id()),
          "%s of %s has no route to %s.".formatted(table, from.subnetId(), id),
          "Associate the route table %s with %s.".formatted(table.id(), id));
      return Traffic.none();
    }
    recorder.passes(
        ENDPOINT_ROUTE, id, "%s of %s has a route to %s.".formatted(table, from.subnetId(), id));
    TrafficSpec spec = ports.to(served);
    return groups
        .out(from, spec, recorder)
        .and(acls.out(from, spec))
        .and(acls.answersIn(from, spec));
  }

  private Traffic face(Origin from, VpcEndpoint endpoint, TrafficSpec ports) {
    boolean named = isNamed(from, endpoint);
    ImmutableList<NetworkInterface> faces = reader.faces(endpoint);
    Addresses all = addresses(from, faces);
    if (all.isEmpty()) {
      String id = endpoint.vpcEndpointId();
      recorder.blocks(
          ENDPOINT_AVAILABLE,
          id,
          "an endpoint with a network interface in a subnet",
          "%s has no network interface that %s could reach.".formatted(id, from.name()),
          "Add a subnet to " + id + ".");
      return Traffic.none();
    }
    TrafficSpec crossSubnet =
        ports.to(
            addresses(
                from,
                faces.stream().filter(face -> !from.subnetId().equals(face.subnetId())).toList()));
    Traffic sameSubnet = ports.with(all.minus(crossSubnet.to()));
    Traffic allowed =
        sameSubnet.plus(crossSubnet.to().isEmpty() ? sameSubnet : acls.out(from, crossSubnet));
    allowed = allowed.and(groups.out(from, ports.to(all), recorder));
    allowed =
        allowed.and(
            groups.into(from, groups(endpoint), endpoint.vpcEndpointId(), ports.to(all), recorder));
    if (!crossSubnet.to().isEmpty()) {
      allowed = allowed.and(acls(from, endpoint, ports.to(all)));
      allowed = allowed.and(sameSubnet.plus(acls.answersIn(from, crossSubnet)));
    }
    return named ? allowed : Traffic.none();
  }

  /** Evaluates the network ACLs of the subnets where the endpoint has its interfaces. */
  private Traffic acls(Origin from, VpcEndpoint endpoint, TrafficSpec spec) {
    Traffic allowed = spec.traffic();
    for (String subnetId : endpoint.subnetIds()) {
      Subnet endpointSubnet = Subnet.builder().vpcId(endpoint.vpcId()).subnetId(subnetId).build();
      Origin arrival = from.movedTo(endpoint.vpcEndpointId(), endpointSubnet);
      allowed = allowed.and(acls.gateway(ENDPOINT_ACL, arrival, from, spec));
    }
    return allowed;
  }

  private static Addresses addresses(Origin from, Collection<NetworkInterface> faces) {
    return faces.stream()
        .map(Rules::privateAddresses)
        .reduce(Addresses.none(), Addresses::plus)
        .and(PathTracer.family(from.addresses()));
  }

  private static ImmutableSet<String> groups(VpcEndpoint endpoint) {
    return endpoint.groups().stream()
        .map(SecurityGroupIdentifier::groupId)
        .collect(toImmutableSet());
  }

  private boolean isNamed(Origin from, VpcEndpoint endpoint) {
    String id = endpoint.vpcEndpointId();
    if (!Boolean.TRUE.equals(endpoint.privateDnsEnabled())) {
      recorder.blocks(
          ENDPOINT_DNS,
          id,
          "an endpoint with private DNS names enabled",
          "Private DNS names of %s are off, so the service's name resolves to public addresses."
              .formatted(id),
          "Enable private DNS names of " + id + ".");
      return false;
    }
    if (!reader.resolvesPrivateNames(from.vpcId())) {
      recorder.blocks(
          ENDPOINT_DNS,
          from.vpcId(),
          "a VPC with DNS support and DNS host names enabled",
          "DNS support or DNS host names of %s are off.".formatted(from.vpcId()),
          "Enable DNS support and DNS host names of %s.".formatted(from.vpcId()));
      return false;
    }
    recorder.passes(ENDPOINT_DNS, id, "The service's name resolves to " + id + ".");
    return true;
  }
}

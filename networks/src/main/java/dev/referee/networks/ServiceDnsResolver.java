package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.networks.HopExpectations.NAMES;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * The destination of the public DNS name of an AWS service. It is the VPC endpoint with private DNS
 * for that name, whether it works or not; or else the routes decide.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-dns-hostnames">DNS
 *     host names of interface endpoints</a>
 */
final class ServiceDnsResolver {
  private final VpcReader reader;
  private final Origin from;
  private final String service;

  ServiceDnsResolver(VpcReader reader, Origin from, String service) {
    this.reader = reader;
    this.from = from;
    this.service = service;
  }

  /** Returns the endpoints of the service, in the order of their ids. */
  ImmutableList<VpcEndpoint> endpoints() {
    return reader.endpoints(from.vpcId()).stream()
        .filter(endpoint -> service.equals(endpoint.serviceName()))
        .sorted(Comparator.comparing(VpcEndpoint::vpcEndpointId))
        .collect(toImmutableList());
  }

  /** Returns the endpoint that the name resolves to. */
  Optional<VpcEndpoint> taken() {
    return endpoints().stream()
        .filter(endpoint -> "available".equalsIgnoreCase(endpoint.stateAsString()))
        .filter(endpoint -> Boolean.TRUE.equals(endpoint.privateDnsEnabled()))
        .findFirst()
        .filter(endpoint -> reader.resolvesPrivateNames(from.vpcId()));
  }

  /** Finds the path to the name. */
  Path path(Paths paths, List<String> ports) {
    if (!reader.resolvesNames(from.vpcId())) {
      return unresolved();
    }
    Optional<VpcEndpoint> taken = taken();
    if (taken.isPresent()) {
      return paths.toEndpoint(from, taken.get(), ports);
    }
    Addresses internet = Addresses.internet().and(family());
    Path out = paths.to(from, internet, ports);
    boolean privateDns = !endpoints().isEmpty();
    if (Paths.leads(out) || (!privateDns && isRouted(internet))) {
      return out;
    }
    Path other = paths.toService(from, service, ports);
    return Paths.openness(out) < Paths.openness(other) ? out : other;
  }

  /** Prefers IPv4, like clients of a service name. */
  private Addresses family() {
    Addresses ipv4 = Addresses.of("0.0.0.0/0");
    return from.addresses().and(ipv4).isEmpty() ? Addresses.of("::/0") : ipv4;
  }

  private boolean isRouted(Addresses internet) {
    return reader
        .tables(from.vpcId())
        .of(from.vpcId(), from.subnetId())
        .map(table -> !table.unrouted(internet).covers(internet))
        .orElse(true);
  }

  private Path unresolved() {
    HopRecorder recorder = new HopRecorder();
    recorder.blocks(
        NAMES,
        from.vpcId(),
        "a VPC with DNS support enabled",
        "DNS support of %s is off, so names are not resolved there.".formatted(from.vpcId()),
        "Enable the attribute enableDnsSupport of %s.".formatted(from.vpcId()));
    return new Path(recorder.hops(), Traffic.none());
  }
}

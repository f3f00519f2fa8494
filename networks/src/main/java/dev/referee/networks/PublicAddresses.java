package dev.referee.networks;

import static com.google.common.base.Strings.nullToEmpty;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;
import static dev.referee.networks.InternetExposure.NO_PUBLIC_ADDRESS;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Iterables;
import com.google.common.collect.Ordering;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.resources.InstanceReads;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;

/**
 * An evaluator of the public addresses of instances. A public IPv4 address counts whatever the
 * routes are; an IPv6 address counts if a route leads to an internet gateway.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html">IP
 *     addressing for your VPCs and subnets</a>
 */
final class PublicAddresses {
  /** The number of values that EC2 accepts in one filter. */
  private static final int MOST_VALUES = 200;

  /** An address that is reachable from the internet, and how to fix that. */
  private record Open(Interface face, String address, String words, String remedy) {}

  private final Ec2Client ec2;
  private final ImmutableList<Instance> instances;
  private final GatewayRoutes routes;
  private final boolean ipv6Counts;

  PublicAddresses(Ec2Client ec2, List<Instance> instances, GatewayRoutes routes, boolean ipv6) {
    this.ec2 = ec2;
    this.instances = ImmutableList.copyOf(instances);
    this.routes = routes;
    this.ipv6Counts = ipv6;
  }

  Finding finding() {
    List<Interface> all = instances.stream().flatMap(Interface::of).toList();
    List<Open> ipv4 = ipv4(all);
    List<Open> open = Stream.concat(ipv4.stream(), ipv6(all, !ipv4.isEmpty()).stream()).toList();
    List<Open> staying =
        open.stream().filter(address -> !InstanceReads.isEnded(address.face().instance())).toList();
    if (open.isEmpty()) {
      return NO_PUBLIC_ADDRESS.satisfied().seen("No instance has a public address.").build();
    }
    List<Open> reported = staying.isEmpty() ? open : staying;
    long owners =
        reported.stream().map(address -> address.face().instance().instanceId()).distinct().count();
    Finding.Builder finding =
        (staying.isEmpty() ? NO_PUBLIC_ADDRESS.pending() : NO_PUBLIC_ADDRESS.unsatisfied())
            .expected("no interface with an address that the internet can reach")
            .seen(
                owners == 1
                    ? "1 instance has an address that the internet can reach."
                    : owners + " instances have an address that the internet can reach.")
            .remedy(
                staying.isEmpty()
                    ? "Wait until EC2 has terminated them."
                    : reported.get(0).remedy());
    Facts.add(finding, reported, address -> address.face().instance().instanceId(), Open::words);
    return finding.build();
  }

  private List<Open> ipv4(List<Interface> all) {
    Optional<ImmutableMap<String, Address>> elastic =
        elastic(
            all.stream()
                .flatMap(face -> face.publicIpv4().stream())
                .filter(address -> !address.automatic())
                .map(Interface.PublicIpv4::address)
                .toList());
    return all.stream()
        .flatMap(face -> face.publicIpv4().stream().map(address -> ipv4(face, address, elastic)))
        .collect(toImmutableList());
  }

  private static Open ipv4(
      Interface face, Interface.PublicIpv4 one, Optional<ImmutableMap<String, Address>> addresses) {
    @Nullable Address elastic = addresses.map(all -> all.get(one.address())).orElse(null);
    String where =
        "%s on %s (private address %s)".formatted(one.address(), face.id(), one.privateAddress());
    String address = one.address();
    String service = elastic == null ? "" : nullToEmpty(elastic.serviceManagedAsString());
    if (!service.isEmpty()) {
      return new Open(
          face,
          address,
          "Elastic IP %s, which AWS manages for %s".formatted(where, service),
          "%s belongs to an AWS service (%s) and cannot be disassociated or released by hand: launch %s again in a private subnet."
              .formatted(address, service, face.instance().instanceId()));
    }
    if (elastic == null && !one.automatic() && addresses.isPresent()) {
      return new Open(
          face,
          address,
          "public IPv4 address " + where + ", which is not an Elastic IP of this account",
          "%s is not an Elastic IP of this account and cannot be disassociated here: launch %s again in a private subnet."
              .formatted(address, face.instance().instanceId()));
    }
    if (elastic != null || !one.automatic()) {
      String name =
          Optional.ofNullable(elastic)
              .map(it -> "the Elastic IP " + it.allocationId() + " (" + address + ")")
              .orElse("the Elastic IP " + address);
      return new Open(
          face,
          address,
          "Elastic IP " + where + (elastic == null ? "" : ", " + elastic.allocationId()),
          "Disassociate %s from %s.".formatted(name, face.id()));
    }
    return new Open(
        face,
        address,
        "public IPv4 address " + where + ", auto-assigned",
        ("%s was auto-assigned by AWS, so there is nothing to release: turn auto-assign public IP"
                + " off for %s, or launch %s again in a private subnet.")
            .formatted(address, face.id(), face.instance().instanceId()));
  }

  /** Returns the Elastic IPs among these addresses, or empty if they could not be read. */
  private Optional<ImmutableMap<String, Address>> elastic(List<String> addresses) {
    ImmutableMap.Builder<String, Address> found = ImmutableMap.builder();
    try {
      for (List<String> some :
          Iterables.partition(Ordering.natural().immutableSortedCopy(addresses), MOST_VALUES)) {
        List<Address> known =
            ec2.describeAddresses(
                    request ->
                        request.filters(Filter.builder().name("public-ip").values(some).build()))
                .addresses();
        if (known.stream().anyMatch(address -> address.publicIp() == null)) {
          return Optional.empty();
        }
        found.putAll(known.stream().collect(toImmutableMap(Address::publicIp, address -> address)));
      }
    } catch (Inconclusive notSeen) {
      // The address is public in either case: only the remedy differs.
      return Optional.empty();
    }
    return Optional.of(found.buildKeepingLast());
  }

  /**
   * Returns the IPv6 addresses that the internet reaches.
   *
   * @param othersOpen whether there are other addresses that it reaches; then the verdict is
   *     certain, even if the routes could not be seen
   */
  private List<Open> ipv6(List<Interface> all, boolean othersOpen) {
    if (!ipv6Counts) {
      return List.of();
    }
    try {
      return all.stream().flatMap(this::ipv6).toList();
    } catch (Inconclusive notSeen) {
      if (othersOpen) {
        return List.of();
      }
      throw notSeen;
    }
  }

  private Stream<Open> ipv6(Interface face) {
    List<String> global = face.ipv6().stream().filter(Addresses.internet()::contains).toList();
    if (global.isEmpty()) {
      return Stream.of();
    }
    return routes.ipv6WaysIn(face).findFirst().stream()
        .flatMap(
            way ->
                global.stream()
                    .map(
                        address ->
                            new Open(
                                face,
                                address,
                                "IPv6 address %s on %s, and %s".formatted(address, face.id(), way),
                                ("Change the target of the IPv6 route of %s to an egress-only"
                                        + " internet gateway (%s), or unassign %s from %s.")
                                    .formatted(face.subnetId(), way, address, face.id()))));
  }
}

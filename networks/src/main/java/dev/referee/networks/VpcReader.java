package dev.referee.networks;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Iterables;
import dev.referee.aws.AnswerReader;
import dev.referee.resources.InstanceReads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.EgressOnlyInternetGateway;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InternetGateway;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * A reader of the resources of VPCs, which reads each kind on demand, once, with one call.
 *
 * <p>Not thread-safe.
 */
final class VpcReader {

  /** A cache of the resources of VPCs; the judged VPCs are read together. */
  private static final class Memo<T> {
    private final Set<String> judged;
    private final Function<Set<String>, T> read;
    private final Map<Set<String>, T> known = new HashMap<>();

    Memo(Set<String> judged, Function<Set<String>, T> read) {
      this.judged = judged;
      this.read = read;
    }

    T of(String vpcId) {
      Set<String> together = judged.contains(vpcId) ? judged : ImmutableSet.of(vpcId);
      T already = known.get(together);
      if (already == null) {
        already = read.apply(together);
        known.put(together, already);
      }
      return already;
    }
  }

  private static final String EGRESS_ONLY = "DescribeEgressOnlyInternetGateways";

  /** The number of values that EC2 accepts in one filter. */
  private static final int MOST_VALUES = 200;

  private final Ec2Client ec2;
  private final Memo<ImmutableMap<String, Subnet>> subnets;
  private final Memo<RouteTables> tables;
  private final Memo<NetworkAcls> acls;
  private final Memo<ImmutableMap<String, NatGateway>> natGateways;
  private final Memo<ImmutableMap<String, InternetGateway>> internetGateways;
  private final Memo<ImmutableList<VpcEndpoint>> endpoints;
  private final Memo<ImmutableList<NetworkInterface>> faces;
  private final Memo<Boolean> dnsSupport;
  private final Memo<Boolean> dnsHostnames;
  private final Map<String, ImmutableList<Instance>> instances = new HashMap<>();

  /**
   * Creates an empty reader.
   *
   * @param judged the VPCs that will be judged
   */
  VpcReader(Ec2Client ec2, Set<String> judged) {
    this.ec2 = ec2;
    Set<String> together = ImmutableSet.copyOf(judged);
    this.subnets = new Memo<>(together, this::readSubnets);
    this.tables = new Memo<>(together, vpcIds -> RouteTables.read(ec2, vpcIds));
    this.acls = new Memo<>(together, vpcIds -> NetworkAcls.read(ec2, vpcIds));
    this.natGateways = new Memo<>(together, this::readNatGateways);
    this.internetGateways = new Memo<>(together, this::readInternetGateways);
    this.endpoints = new Memo<>(together, this::readEndpoints);
    this.faces = new Memo<>(together, this::readFaces);
    this.dnsSupport = new Memo<>(ImmutableSet.of(), vpcIds -> readDnsSupport(vpcIds));
    this.dnsHostnames = new Memo<>(ImmutableSet.of(), vpcIds -> readDnsHostnames(vpcIds));
  }

  Ec2Client ec2() {
    return ec2;
  }

  /** Returns the subnets of a VPC by id. */
  ImmutableMap<String, Subnet> subnets(String vpcId) {
    return subnets.of(vpcId);
  }

  private ImmutableMap<String, Subnet> readSubnets(Set<String> vpcIds) {
    return ec2
        .describeSubnetsPaginator(request -> request.filters(Filters.of("vpc-id", vpcIds)))
        .subnets()
        .stream()
        .map(
            subnet ->
                AnswerReader.complete(
                    "DescribeSubnets", subnet, "SubnetId", "VpcId", "AvailabilityZone"))
        .collect(toImmutableMap(Subnet::subnetId, subnet -> subnet));
  }

  RouteTables tables(String vpcId) {
    return tables.of(vpcId);
  }

  NetworkAcls acls(String vpcId) {
    return acls.of(vpcId);
  }

  /** Returns the NAT gateways of a VPC by id, possibly including recently deleted ones. */
  ImmutableMap<String, NatGateway> natGateways(String vpcId) {
    return natGateways.of(vpcId);
  }

  private ImmutableMap<String, NatGateway> readNatGateways(Set<String> vpcIds) {
    return ec2
        .describeNatGatewaysPaginator(request -> request.filter(Filters.of("vpc-id", vpcIds)))
        .natGateways()
        .stream()
        .map(
            gateway ->
                AnswerReader.complete(
                    "DescribeNatGateways", gateway, "NatGatewayId", "State", "VpcId"))
        .collect(toImmutableMap(NatGateway::natGatewayId, gateway -> gateway));
  }

  /** Returns the internet gateways that are attached to a VPC, by id. */
  ImmutableMap<String, InternetGateway> internetGateways(String vpcId) {
    return internetGateways.of(vpcId);
  }

  private ImmutableMap<String, InternetGateway> readInternetGateways(Set<String> vpcIds) {
    return ec2
        .describeInternetGatewaysPaginator(
            request -> request.filters(Filters.of("attachment.vpc-id", vpcIds)))
        .internetGateways()
        .stream()
        .map(VpcReader::attached)
        .collect(toImmutableMap(InternetGateway::internetGatewayId, gateway -> gateway));
  }

  /** Returns a gateway that was selected by its attachment, and therefore must have one. */
  private static InternetGateway attached(InternetGateway gateway) {
    String operation = "DescribeInternetGateways";
    gateway
        .attachments()
        .forEach(attachment -> AnswerReader.complete(operation, attachment, "VpcId"));
    if (gateway.attachments().isEmpty()) {
      throw AnswerReader.unreadable(operation, "lacks the Attachments of an InternetGateway");
    }
    return AnswerReader.complete(operation, gateway, "InternetGatewayId");
  }

  /** Returns whether an internet gateway is attached to a VPC. */
  boolean isAttached(String gatewayId, String vpcId) {
    InternetGateway gateway = internetGateways(vpcId).get(gatewayId);
    return gateway != null
        && gateway.attachments().stream().anyMatch(attachment -> vpcId.equals(attachment.vpcId()));
  }

  /** Returns the endpoints of a VPC. */
  ImmutableList<VpcEndpoint> endpoints(String vpcId) {
    return endpoints.of(vpcId).stream()
        .filter(endpoint -> vpcId.equals(endpoint.vpcId()))
        .collect(toImmutableList());
  }

  private ImmutableList<VpcEndpoint> readEndpoints(Set<String> vpcIds) {
    return ec2
        .describeVpcEndpointsPaginator(request -> request.filters(Filters.of("vpc-id", vpcIds)))
        .vpcEndpoints()
        .stream()
        .map(
            endpoint ->
                AnswerReader.complete(
                    "DescribeVpcEndpoints",
                    endpoint,
                    "VpcEndpointId",
                    "VpcEndpointType",
                    "VpcId",
                    "ServiceName",
                    "State"))
        .collect(toImmutableList());
  }

  /** Returns whether a VPC resolves names as private DNS requires. */
  boolean resolvesPrivateNames(String vpcId) {
    return resolvesNames(vpcId) && dnsHostnames.of(vpcId);
  }

  /** Returns whether AWS's DNS server resolves names in a VPC. */
  boolean resolvesNames(String vpcId) {
    return dnsSupport.of(vpcId);
  }

  private boolean readDnsSupport(Set<String> vpcId) {
    return is(readAttribute(vpcId, VpcAttributeName.ENABLE_DNS_SUPPORT).enableDnsSupport());
  }

  private boolean readDnsHostnames(Set<String> vpcId) {
    return is(readAttribute(vpcId, VpcAttributeName.ENABLE_DNS_HOSTNAMES).enableDnsHostnames());
  }

  private DescribeVpcAttributeResponse readAttribute(Set<String> vpcId, VpcAttributeName name) {
    return ec2.describeVpcAttribute(
        request -> request.vpcId(vpcId.iterator().next()).attribute(name));
  }

  private static boolean is(@Nullable AttributeBooleanValue value) {
    if (value == null || value.value() == null) {
      throw AnswerReader.unreadable("DescribeVpcAttribute", "lacks the attribute");
    }
    return value.value();
  }

  /** Returns whether an egress-only internet gateway exists and is attached. */
  boolean isEgressOnlyGateway(String id, String vpcId) {
    return ec2
        .describeEgressOnlyInternetGatewaysPaginator(request -> {})
        .egressOnlyInternetGateways()
        .stream()
        .map(gateway -> AnswerReader.complete(EGRESS_ONLY, gateway, "EgressOnlyInternetGatewayId"))
        .filter(
            (EgressOnlyInternetGateway gateway) -> id.equals(gateway.egressOnlyInternetGatewayId()))
        .flatMap(gateway -> gateway.attachments().stream())
        .map(attachment -> AnswerReader.complete(EGRESS_ONLY, attachment, "VpcId"))
        .anyMatch(attachment -> vpcId.equals(attachment.vpcId()));
  }

  /**
   * Returns the network interfaces of an endpoint; those of all endpoints of its VPC are read
   * together.
   */
  ImmutableList<NetworkInterface> faces(VpcEndpoint endpoint) {
    List<String> wanted = endpoint.networkInterfaceIds();
    return faces.of(endpoint.vpcId()).stream()
        .filter(face -> wanted.contains(face.networkInterfaceId()))
        .collect(toImmutableList());
  }

  private ImmutableList<NetworkInterface> readFaces(Set<String> vpcIds) {
    List<String> ids =
        vpcIds.stream()
            .flatMap(vpcId -> endpoints(vpcId).stream())
            .flatMap(endpoint -> endpoint.networkInterfaceIds().stream())
            .sorted()
            .toList();
    ImmutableList.Builder<NetworkInterface> found = ImmutableList.builder();
    for (List<String> some : Iterables.partition(ids, MOST_VALUES)) {
      ec2.describeNetworkInterfacesPaginator(
              request -> request.filters(Filters.of("network-interface-id", some)))
          .networkInterfaces()
          .forEach(
              face ->
                  found.add(
                      AnswerReader.complete(
                          "DescribeNetworkInterfaces", face, "NetworkInterfaceId", "SubnetId")));
    }
    return found.build();
  }

  /** Returns whether a network interface exists but is not attached. */
  boolean isUnattached(String interfaceId) {
    return ec2
        .describeNetworkInterfacesPaginator(
            request -> request.filters(Filters.of("network-interface-id", Set.of(interfaceId))))
        .networkInterfaces()
        .stream()
        .map(
            face ->
                AnswerReader.complete(
                    "DescribeNetworkInterfaces", face, "NetworkInterfaceId", "Status"))
        .anyMatch(
            face ->
                interfaceId.equals(face.networkInterfaceId())
                    && "available".equals(face.statusAsString()));
  }

  /** Returns the instances with a value. */
  ImmutableList<Instance> instances(String filter, String value) {
    return instances.computeIfAbsent(
        filter + "=" + value,
        any ->
            ec2
                .describeInstancesPaginator(
                    request -> request.filters(Filters.of(filter, Set.of(value))))
                .reservations()
                .stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(InstanceReads::complete)
                .collect(toImmutableList()));
  }
}

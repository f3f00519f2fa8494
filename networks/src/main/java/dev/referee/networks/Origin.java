package dev.referee.networks;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableSet.toImmutableSet;
import static java.util.Objects.requireNonNullElse;

import com.google.common.collect.ImmutableSet;
import dev.referee.Expectation;
import dev.referee.aws.AnswerReader;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetIpv6CidrBlockAssociation;

/**
 * The source of a {@link Path}: a subnet, or equivalent instances in a subnet.
 *
 * <p>Immutable.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html">Ephemeral
 *     ports</a>
 */
public final class Origin {
  /** The default of Linux kernels, including Amazon Linux. */
  private static final String LINUX = "32768-60999";

  private static final String WINDOWS = "49152-65535";

  /** The ports of a NAT gateway. */
  private static final String NAT = "1024-65535";

  /** The presence of a public IPv4 address at the source of a path. */
  enum PublicAddress {
    YES,
    NO,
    /** The instances in the subnet have to be read. */
    OF_INSTANCES
  }

  private final String name;
  private final String vpcId;
  private final String subnetId;
  private final String zone;
  private final Addresses addresses;
  private final ImmutableSet<String> groups;
  private final PublicAddress publicAddress;
  private final String ephemeral;

  private Origin(
      String name,
      Subnet subnet,
      Addresses addresses,
      Set<String> groups,
      PublicAddress publicAddress,
      String ephemeral) {
    this.name = name;
    this.vpcId = subnet.vpcId();
    this.subnetId = subnet.subnetId();
    this.zone = requireNonNullElse(subnet.availabilityZone(), "");
    this.addresses = addresses;
    this.groups = ImmutableSet.copyOf(groups);
    this.publicAddress = publicAddress;
    this.ephemeral = ephemeral;
  }

  /** Returns a subnet as the source, whatever is in it; security groups are not considered. */
  public static Origin in(Subnet subnet) {
    return new Origin(
        subnet.subnetId(),
        subnet,
        addresses(subnet),
        Set.of(),
        Boolean.TRUE.equals(subnet.mapPublicIpOnLaunch())
            ? PublicAddress.YES
            : PublicAddress.OF_INSTANCES,
        LINUX);
  }

  /**
   * Returns instances of a subnet with the same security groups as the source.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Origin at(Subnet subnet, List<Instance> instances) {
    checkArgument(!instances.isEmpty(), "Give at least one instance");
    Instance first = instances.get(0);
    String others = instances.size() == 1 ? "" : " and " + (instances.size() - 1) + " more";
    return new Origin(
        first.instanceId() + others,
        subnet,
        addresses(
            "DescribeInstances",
            instances.stream()
                .flatMap(
                    instance -> Stream.of(instance.privateIpAddress(), instance.ipv6Address()))),
        groups(first),
        instances.stream().allMatch(instance -> instance.publicIpAddress() != null)
            ? PublicAddress.YES
            : PublicAddress.NO,
        instances.stream()
                .allMatch(instance -> "windows".equalsIgnoreCase(instance.platformAsString()))
            ? WINDOWS
            : LINUX);
  }

  /** Returns the sources for instances, one for each set with the same path. */
  public static List<Origin> ofAll(List<Instance> instances) {
    return InstanceGrouping.origins(instances);
  }

  /** Returns this source, continued from a NAT gateway in its subnet. */
  static Origin ofNat(String id, Subnet subnet, Addresses addresses, boolean isPublic) {
    return new Origin(
        id, subnet, addresses, Set.of(), isPublic ? PublicAddress.YES : PublicAddress.NO, NAT);
  }

  /** Returns this source, continued from a regional NAT gateway, which is in no subnet. */
  static Origin ofRegionalNat(String id, String vpcId, Addresses addresses, boolean isPublic) {
    return ofNat(id, Subnet.builder().vpcId(vpcId).subnetId(id).build(), addresses, isPublic);
  }

  /** Returns this source, continued from a NAT instance, with the address of that instance. */
  static Origin ofNat(Instance instance, Subnet subnet, String theirEphemeral) {
    Origin at = at(subnet, List.of(instance));
    return new Origin(at.name, subnet, at.addresses, at.groups, at.publicAddress, theirEphemeral);
  }

  /** Returns this source, continued from another subnet, without a public address. */
  Origin movedTo(String by, Subnet subnet) {
    return new Origin(by, subnet, addresses, groups, PublicAddress.NO, ephemeral);
  }

  private static Addresses addresses(String operation, Stream<String> texts) {
    return texts
        .flatMap(Stream::ofNullable)
        .map(text -> AnswerReader.read(operation, text, Addresses::of))
        .reduce(Addresses.none(), Addresses::plus);
  }

  static Addresses addresses(Subnet subnet) {
    return addresses(
        "DescribeSubnets",
        Stream.concat(
            Stream.ofNullable(subnet.cidrBlock()),
            subnet.ipv6CidrBlockAssociationSet().stream()
                .map(SubnetIpv6CidrBlockAssociation::ipv6CidrBlock)));
  }

  /** Returns the groups of its first interface, or of all interfaces if only they have them. */
  static ImmutableSet<String> groups(Instance instance) {
    Stream<GroupIdentifier> groups =
        instance.securityGroups().isEmpty()
            ? instance.networkInterfaces().stream().flatMap(face -> face.groups().stream())
            : instance.securityGroups().stream();
    return groups.map(GroupIdentifier::groupId).collect(toImmutableSet());
  }

  /** Returns its name, for example {@code i-0a1b2c3d4e5f60718 and 2 more}. */
  public String name() {
    return name;
  }

  /** Returns its VPC. */
  public String vpcId() {
    return vpcId;
  }

  /** Returns its subnet. */
  public String subnetId() {
    return subnetId;
  }

  /** Returns the private IPv4 addresses and the IPv6 addresses. */
  public Addresses addresses() {
    return addresses;
  }

  String zone() {
    return zone;
  }

  /** Returns the security groups; none if it is a subnet. */
  ImmutableSet<String> groups() {
    return groups;
  }

  PublicAddress publicAddress() {
    return publicAddress;
  }

  /** Returns what is missing if it has no public address. */
  Expectation missingPublic() {
    return ephemeral.equals(NAT) ? HopExpectations.NAT_PUBLIC : HopExpectations.ADDRESS;
  }

  /** Returns the source ports, to which the replies are sent. */
  String ephemeral() {
    return ephemeral;
  }

  /** Returns its name and location, for example {@code i-1 in subnet-1}. */
  @Override
  public String toString() {
    return name.equals(subnetId) ? name : name + " in " + subnetId;
  }
}

package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import dev.referee.testkit.embedded.common.Page;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.HostnameType;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameOptionsOnLaunch;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetIpv6CidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.SubnetState;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** An emulation of subnets and the allocation of their addresses. */
final class Subnets {
  private static final int RESERVED = 5;
  private static final int FIRST = 4;

  private final Ec2 ec2;
  private final ResourceTable<Subnet> table;
  private final Map<String, Integer> next = new HashMap<>();

  Subnets(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind("subnet", "subnet", "InvalidSubnetID"),
            Subnet::subnetId,
            (subnet, tags) ->
                subnet.toBuilder()
                    .availableIpAddressCount(available(subnet))
                    .tags(Tags.orNone(tags))
                    .build(),
            new Filters<Subnet>()
                .members(
                    Subnet.builder(),
                    """
                    availability-zone = AvailabilityZone
                    availabilityZone = AvailabilityZone
                    availability-zone-id = AvailabilityZoneId
                    availabilityZoneId = AvailabilityZoneId
                    available-ip-address-count = AvailableIpAddressCount
                    cidr = CidrBlock
                    cidr-block = CidrBlock
                    cidrBlock = CidrBlock
                    customer-owned-ipv4-pool = CustomerOwnedIpv4Pool
                    default-for-az = DefaultForAz
                    defaultForAz = DefaultForAz
                    enable-dns64 = EnableDns64
                    enable-lni-at-device-index = EnableLniAtDeviceIndex
                    ipv6-cidr-block-association.association-id = Ipv6CidrBlockAssociationSet.AssociationId
                    ipv6-cidr-block-association.ipv6-cidr-block = Ipv6CidrBlockAssociationSet.Ipv6CidrBlock
                    ipv6-cidr-block-association.state = Ipv6CidrBlockAssociationSet.Ipv6CidrBlockState.State
                    ipv6-native = Ipv6Native
                    map-customer-owned-ip-on-launch = MapCustomerOwnedIpOnLaunch
                    map-public-ip-on-launch = MapPublicIpOnLaunch
                    outpost-arn = OutpostArn
                    owner-id = OwnerId
                    private-dns-name-options-on-launch.enable-resource-name-dns-a-record = PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsARecord
                    private-dns-name-options-on-launch.enable-resource-name-dns-aaaa-record = PrivateDnsNameOptionsOnLaunch.EnableResourceNameDnsAAAARecord
                    private-dns-name-options-on-launch.hostname-type = PrivateDnsNameOptionsOnLaunch.HostnameType
                    state = State
                    subnet-arn = SubnetArn
                    subnet-id = SubnetId
                    vpc-id = VpcId
                    """));
  }

  CreateSubnetResponse create(CreateSubnetRequest request, Call call) {
    Vpc vpc = ec2.vpcs.get(request.vpcId());
    Cidr range = Boolean.TRUE.equals(request.ipv6Native()) ? none(request) : range(vpc, request);
    String zone =
        request.availabilityZone() == null
            ? request.availabilityZoneId()
            : request.availabilityZone();
    AvailabilityZone where = zone == null ? ec2.zones.all().get(0) : ec2.zones.get(zone);
    List<SubnetIpv6CidrBlockAssociation> ipv6 =
        request.ipv6CidrBlock() == null
            ? List.of()
            : List.of(ec2.subnetRanges.association(vpc, request.ipv6CidrBlock()));
    Subnet subnet = make(vpc, range, where, false);
    change(subnet.subnetId(), one -> one.ipv6CidrBlockAssociationSet(ipv6));
    ec2.tags.specified(subnet.subnetId(), request.tagSpecifications());
    return CreateSubnetResponse.builder()
        .subnet(
            table.tagged(subnet).toBuilder()
                .ipv6CidrBlockAssociationSet(ipv6.stream().map(SubnetRanges::associating).toList())
                .build())
        .build();
  }

  /** Refuses an IPv6-only subnet that has an IPv4 range, or that has no IPv6 range. */
  private static @Nullable Cidr none(CreateSubnetRequest request) {
    if (request.ipv6CidrBlock() == null && request.ipv6IpamPoolId() == null) {
      throw new AwsError(
          400,
          "MissingParameter",
          "Either 'ipv6CidrBlock' or 'ipv6IpamPoolId' should be provided.");
    }
    if (request.cidrBlock() != null || request.ipv4IpamPoolId() != null) {
      throw new AwsError(
          400,
          "InvalidParameterCombination",
          "When specifying ipv4 parameters, cidrBlock or ipv4IpamPoolId, you cannot set ipv6Native"
              + " to true.");
    }
    return null;
  }

  private Cidr range(Vpc vpc, CreateSubnetRequest request) {
    if (request.cidrBlock() == null) {
      throw AwsError.missing("CidrBlock");
    }
    Cidr range = Cidr.of(request.cidrBlock());
    if (range.bits() > 28
        || VpcRanges.ranges(vpc).stream().noneMatch(cidr -> cidr.contains(range))) {
      throw new AwsError(
          400, "InvalidSubnet.Range", "The CIDR '" + request.cidrBlock() + "' is invalid.");
    }
    if (of(vpc.vpcId()).stream()
        .flatMap(subnet -> ipv4(subnet).stream())
        .anyMatch(range::overlaps)) {
      throw new AwsError(
          400,
          "InvalidSubnet.Conflict",
          "The CIDR '" + request.cidrBlock() + "' conflicts with another subnet");
    }
    return range;
  }

  /** Creates a subnet; without a range of IPv4 addresses it is an IPv6-only one. */
  Subnet make(Vpc vpc, @Nullable Cidr range, AvailabilityZone zone, boolean isDefault) {
    boolean ipv6Only = range == null;
    String id = ec2.ids.next("subnet");
    Subnet subnet =
        Subnet.builder()
            .subnetId(id)
            .subnetArn(
                "arn:aws:ec2:%s:%s:subnet/%s"
                    .formatted(ec2.context.region(), ec2.context.accountId(), id))
            .vpcId(vpc.vpcId())
            .ownerId(ec2.context.accountId())
            .cidrBlock(range == null ? null : range.toString())
            .availabilityZone(zone.zoneName())
            .availabilityZoneId(zone.zoneId())
            .state(SubnetState.AVAILABLE)
            .defaultForAz(isDefault)
            .mapPublicIpOnLaunch(isDefault)
            .mapCustomerOwnedIpOnLaunch(false)
            .assignIpv6AddressOnCreation(ipv6Only)
            .enableDns64(false)
            .ipv6Native(ipv6Only)
            .privateDnsNameOptionsOnLaunch(
                options ->
                    options
                        .hostnameType(ipv6Only ? HostnameType.RESOURCE_NAME : HostnameType.IP_NAME)
                        .enableResourceNameDnsARecord(false)
                        .enableResourceNameDnsAAAARecord(false))
            .build();
    table.put(subnet);
    ec2.networkAcls.joinDefault(subnet);
    return subnet;
  }

  DescribeSubnetsResponse describe(DescribeSubnetsRequest request, Call call) {
    Page<Subnet> page =
        Page.of(
            table.describe(request.subnetIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeSubnetsResponse.builder().subnets(page.items()).nextToken(page.next()).build();
  }

  DeleteSubnetResponse delete(DeleteSubnetRequest request, Call call) {
    String id = get(request.subnetId()).subnetId();
    if (!ec2.interfaces.where(face -> id.equals(face.subnetId())).isEmpty()) {
      throw Vpcs.dependency("subnet", id);
    }
    ec2.networkAcls.leave(id);
    ec2.routeTables.leave(id);
    table.remove(id);
    return DeleteSubnetResponse.builder().build();
  }

  ModifySubnetAttributeResponse modify(ModifySubnetAttributeRequest request, Call call) {
    Subnet subnet = get(request.subnetId());
    Subnet.Builder changed = subnet.toBuilder();
    if (request.mapPublicIpOnLaunch() != null) {
      changed.mapPublicIpOnLaunch(request.mapPublicIpOnLaunch().value());
    } else if (request.assignIpv6AddressOnCreation() != null) {
      if (request.assignIpv6AddressOnCreation().value() && ipv6(subnet).isEmpty()) {
        throw new AwsError(
            400,
            "InvalidParameterValue",
            "The subnet '" + subnet.subnetId() + "' has no IPv6 CIDR block");
      }
      changed.assignIpv6AddressOnCreation(request.assignIpv6AddressOnCreation().value());
    } else if (request.enableDns64() != null) {
      changed.enableDns64(request.enableDns64().value());
    }
    changed.privateDnsNameOptionsOnLaunch(names(subnet, request));
    table.put(changed.build());
    return ModifySubnetAttributeResponse.builder().build();
  }

  /** Returns how instances of a subnet are to be named, as a request changes it. */
  private static PrivateDnsNameOptionsOnLaunch names(
      Subnet subnet, ModifySubnetAttributeRequest request) {
    PrivateDnsNameOptionsOnLaunch.Builder names =
        subnet.privateDnsNameOptionsOnLaunch().toBuilder();
    if (request.privateDnsHostnameTypeOnLaunch() != null) {
      names.hostnameType(request.privateDnsHostnameTypeOnLaunch());
    }
    if (request.enableResourceNameDnsARecordOnLaunch() != null) {
      names.enableResourceNameDnsARecord(request.enableResourceNameDnsARecordOnLaunch().value());
    }
    if (request.enableResourceNameDnsAAAARecordOnLaunch() != null) {
      names.enableResourceNameDnsAAAARecord(
          request.enableResourceNameDnsAAAARecordOnLaunch().value());
    }
    return names.build();
  }

  Subnet get(String id) {
    return table.get(id);
  }

  List<Subnet> all() {
    return table.all(subnet -> true);
  }

  void change(String id, UnaryOperator<Subnet.Builder> change) {
    table.change(id, subnet -> change.apply(subnet.toBuilder()).build());
  }

  /** Returns a subnet's range of IPv4 addresses, which an IPv6-only subnet lacks. */
  static List<Cidr> ipv4(Subnet subnet) {
    return subnet.cidrBlock() == null ? List.of() : List.of(Cidr.of(subnet.cidrBlock()));
  }

  static List<Ipv6Cidr> ipv6(Subnet subnet) {
    return ipv6Texts(subnet).stream().map(Ipv6Cidr::of).toList();
  }

  private static List<String> ipv6Texts(Subnet subnet) {
    return subnet.ipv6CidrBlockAssociationSet().stream()
        .map(SubnetIpv6CidrBlockAssociation::ipv6CidrBlock)
        .toList();
  }

  List<Subnet> of(String vpcId) {
    return table.all(subnet -> subnet.vpcId().equals(vpcId));
  }

  /** Returns the default subnet of a zone, of the first zone when none is named. */
  Subnet ofLaunch(@Nullable String zone) {
    Vpc vpc = ec2.vpcs.defaultVpc();
    if (vpc == null) {
      throw new AwsError(
          400,
          "VPCIdNotSpecified",
          "No default VPC for this user. GroupName is only supported for EC2-Classic and default"
              + " VPC.");
    }
    String wanted = zone == null ? null : ec2.zones.get(zone).zoneName();
    return of(vpc.vpcId()).stream()
        .filter(subnet -> subnet.defaultForAz())
        .filter(subnet -> wanted == null || subnet.availabilityZone().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new AwsError(
                    400,
                    "MissingInput",
                    "No subnets found for the default VPC '"
                        + vpc.vpcId()
                        + "'. Please specify a subnet."));
  }

  /**
   * Returns an IPv4 address that nothing uses. An IPv6-only subnet has none: interfaces with IPv6
   * addresses alone are not kept here.
   */
  String nextAddress(Subnet subnet) {
    if (available(subnet) <= 0) {
      throw new AwsError(
          400,
          "InsufficientFreeAddressesInSubnet",
          "Insufficient free addresses in the subnet '" + subnet.subnetId() + "'");
    }
    Cidr range = Cidr.of(subnet.cidrBlock());
    String address;
    do {
      address = range.address(nextIndex(subnet));
    } while (isUsed(subnet, address));
    return address;
  }

  /** Returns a number from 4 on, another one with each call until all addresses had their turn. */
  long nextIndex(Subnet subnet) {
    int index = next.merge(subnet.subnetId(), 1, Integer::sum) - 1;
    return FIRST + index % (Cidr.of(subnet.cidrBlock()).size() - RESERVED);
  }

  boolean isUsed(Subnet subnet, String address) {
    return !ec2.interfaces
        .where(
            face ->
                subnet.subnetId().equals(face.subnetId())
                    && face.privateIpAddresses().stream()
                        .anyMatch(one -> address.equals(one.privateIpAddress())))
        .isEmpty();
  }

  private int available(Subnet subnet) {
    if (subnet.cidrBlock() == null) {
      return 0;
    }
    int used =
        ec2.interfaces.where(face -> subnet.subnetId().equals(face.subnetId())).stream()
            .mapToInt(face -> face.privateIpAddresses().size())
            .sum();
    return (int) Cidr.of(subnet.cidrBlock()).size() - RESERVED - used;
  }
}

package dev.referee.testkit.embedded;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.CreateSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeSubnetsResponse;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifySubnetAttributeResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetState;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** Keeps subnets and gives out their addresses. */
final class Subnets {
  private static final int RESERVED = 5;
  private static final int FIRST = 4;

  private final Ec2 ec2;
  private final Table<Subnet> table;
  private final Map<String, Integer> next = new HashMap<>();

  Subnets(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new Table<>(
            ec2,
            new Table.Kind("subnet", "subnet", "InvalidSubnetID"),
            Subnet::subnetId,
            (subnet, tags) ->
                subnet.toBuilder().availableIpAddressCount(available(subnet)).tags(tags).build(),
            new Filters<Subnet>()
                .on("availability-zone", Subnet::availabilityZone)
                .on("availabilityZone", Subnet::availabilityZone)
                .on("availability-zone-id", Subnet::availabilityZoneId)
                .on("available-ip-address-count", this::available)
                .on("cidr", Subnet::cidrBlock)
                .on("cidr-block", Subnet::cidrBlock)
                .on("cidrBlock", Subnet::cidrBlock)
                .on("default-for-az", Subnet::defaultForAz)
                .on("defaultForAz", Subnet::defaultForAz)
                .on("map-public-ip-on-launch", Subnet::mapPublicIpOnLaunch)
                .on("owner-id", Subnet::ownerId)
                .on("state", Subnet::stateAsString)
                .on("subnet-arn", Subnet::subnetArn)
                .on("subnet-id", Subnet::subnetId)
                .on("vpc-id", Subnet::vpcId));
  }

  CreateSubnetResponse create(CreateSubnetRequest request, Call call) {
    Vpc vpc = ec2.vpcs.get(request.vpcId());
    if (request.cidrBlock() == null) {
      throw InstanceLauncher.missing("CidrBlock");
    }
    Cidr range = Cidr.of(request.cidrBlock());
    if (range.bits() > 28 || !Cidr.of(vpc.cidrBlock()).contains(range)) {
      throw new AwsError(
          400, "InvalidSubnet.Range", "The CIDR '" + request.cidrBlock() + "' is invalid.");
    }
    if (of(vpc.vpcId()).stream().anyMatch(one -> Cidr.of(one.cidrBlock()).overlaps(range))) {
      throw new AwsError(
          400,
          "InvalidSubnet.Conflict",
          "The CIDR '" + request.cidrBlock() + "' conflicts with another subnet");
    }
    String zone =
        request.availabilityZone() == null
            ? request.availabilityZoneId()
            : request.availabilityZone();
    Subnet subnet =
        make(vpc, range, zone == null ? ec2.zones.all().get(0) : ec2.zones.get(zone), false);
    ec2.tags.specified(subnet.subnetId(), request.tagSpecifications());
    return CreateSubnetResponse.builder().subnet(table.tagged(subnet)).build();
  }

  Subnet make(Vpc vpc, Cidr range, AvailabilityZone zone, boolean isDefault) {
    String id = ec2.ids.next("subnet");
    Subnet subnet =
        Subnet.builder()
            .subnetId(id)
            .subnetArn(
                "arn:aws:ec2:%s:%s:subnet/%s"
                    .formatted(ec2.home.region(), ec2.home.accountId(), id))
            .vpcId(vpc.vpcId())
            .ownerId(ec2.home.accountId())
            .cidrBlock(range.toString())
            .availabilityZone(zone.zoneName())
            .availabilityZoneId(zone.zoneId())
            .state(SubnetState.AVAILABLE)
            .defaultForAz(isDefault)
            .mapPublicIpOnLaunch(isDefault)
            .mapCustomerOwnedIpOnLaunch(false)
            .assignIpv6AddressOnCreation(false)
            .enableDns64(false)
            .ipv6Native(false)
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
      changed.assignIpv6AddressOnCreation(request.assignIpv6AddressOnCreation().value());
    } else if (request.enableDns64() != null) {
      changed.enableDns64(request.enableDns64().value());
    }
    table.put(changed.build());
    return ModifySubnetAttributeResponse.builder().build();
  }

  Subnet get(String id) {
    return table.get(id);
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

  String nextAddress(Subnet subnet) {
    Cidr range = Cidr.of(subnet.cidrBlock());
    int index = next.merge(subnet.subnetId(), 1, Integer::sum) - 1;
    if (available(subnet) <= 0) {
      throw new AwsError(
          400,
          "InsufficientFreeAddressesInSubnet",
          "Insufficient free addresses in the subnet '" + subnet.subnetId() + "'");
    }
    return range.address(FIRST + index % (range.size() - RESERVED));
  }

  private int available(Subnet subnet) {
    int used = ec2.interfaces.where(face -> subnet.subnetId().equals(face.subnetId())).size();
    return (int) Cidr.of(subnet.cidrBlock()).size() - RESERVED - used;
  }
}

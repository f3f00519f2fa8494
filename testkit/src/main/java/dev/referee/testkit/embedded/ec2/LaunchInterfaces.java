package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** The network interfaces that a new instance is launched with. */
final class LaunchInterfaces {
  private final Ec2 ec2;

  LaunchInterfaces(Ec2 ec2) {
    this.ec2 = ec2;
  }

  /** Returns the requested interfaces, the primary one first; there is always at least that one. */
  List<InstanceNetworkInterfaceSpecification> wanted(RunInstancesRequest request) {
    List<InstanceNetworkInterfaceSpecification> all = new ArrayList<>(request.networkInterfaces());
    if (all.isEmpty()) {
      all.add(
          InstanceNetworkInterfaceSpecification.builder()
              .subnetId(request.subnetId())
              .groups(request.securityGroupIds())
              .privateIpAddress(request.privateIpAddress())
              .ipv6AddressCount(request.ipv6AddressCount())
              .ipv6Addresses(request.ipv6Addresses())
              .build());
    } else if (request.subnetId() != null) {
      all.set(0, all.get(0).toBuilder().subnetId(request.subnetId()).build());
    }
    if (all.size() > 1
        && all.stream()
            .anyMatch(
                specification -> Boolean.TRUE.equals(specification.associatePublicIpAddress()))) {
      throw new AwsError(
          400,
          "InvalidParameterCombination",
          "The associatePublicIPAddress parameter cannot be specified when launching with multiple"
              + " network interfaces.");
    }
    return all;
  }

  /** Returns the subnet that an interface is to be in: its own, named, or the default one. */
  Subnet subnet(InstanceNetworkInterfaceSpecification wanted, RunInstancesRequest request) {
    if (wanted.networkInterfaceId() != null) {
      return ec2.subnets.get(ec2.interfaces.get(wanted.networkInterfaceId()).subnetId());
    }
    return wanted.subnetId() == null
        ? ec2.subnets.ofLaunch(
            request.placement() == null ? null : request.placement().availabilityZone())
        : ec2.subnets.get(wanted.subnetId());
  }

  /** Creates the interfaces of a new instance and returns the primary one. */
  NetworkInterface attach(
      String instanceId,
      List<InstanceNetworkInterfaceSpecification> wanted,
      RunInstancesRequest request) {
    for (int index = 0; index < wanted.size(); index++) {
      InstanceNetworkInterfaceSpecification specification = wanted.get(index);
      int device = Objects.requireNonNullElse(specification.deviceIndex(), index);
      if (specification.networkInterfaceId() != null) {
        existing(instanceId, specification.networkInterfaceId(), device);
      } else {
        Subnet subnet = subnet(specification, request);
        String id = made(specification, subnet, request.securityGroups());
        ec2.interfaces.attach(
            id, instanceId, device, !Boolean.FALSE.equals(specification.deleteOnTermination()));
        Boolean publicly = specification.associatePublicIpAddress();
        ec2.publicAddresses.automatic(
            id, wanted.size() == 1 && (publicly == null ? subnet.mapPublicIpOnLaunch() : publicly));
      }
    }
    return ec2.interfaces.facesOf(instanceId).get(0);
  }

  private void existing(String instanceId, String id, int device) {
    if (ec2.interfaces.get(id).attachment() != null) {
      throw new AwsError(400, "InvalidNetworkInterface.InUse", "Interface: [" + id + "] in use.");
    }
    ec2.interfaces.attach(id, instanceId, device, false);
    ec2.addresses.show(id);
  }

  private String made(
      InstanceNetworkInterfaceSpecification wanted, Subnet subnet, List<String> groupNames) {
    List<GroupIdentifier> groups = ec2.securityGroups.ofLaunch(subnet, wanted.groups(), groupNames);
    String id =
        ec2.interfaces
            .create(
                subnet,
                groups,
                wanted.privateIpAddress(),
                wanted.description() == null ? "" : wanted.description(),
                NetworkInterfaceType.INTERFACE)
            .networkInterfaceId();
    ec2.interfaceAddresses.add(
        id,
        wanted.privateIpAddresses().stream()
            .filter(address -> !Boolean.TRUE.equals(address.primary()))
            .map(PrivateIpAddressSpecification::privateIpAddress)
            .toList(),
        wanted.secondaryPrivateIpAddressCount());
    boolean byItself =
        wanted.ipv6AddressCount() == null
            && Boolean.TRUE.equals(subnet.assignIpv6AddressOnCreation());
    ec2.interfaceAddresses.addIpv6(
        id,
        wanted.ipv6Addresses().stream().map(InstanceIpv6Address::ipv6Address).toList(),
        byItself ? Integer.valueOf(1) : wanted.ipv6AddressCount());
    return id;
  }
}

package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssignIpv6AddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignIpv6AddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.AssignPrivateIpAddressesResponse;
import software.amazon.awssdk.services.ec2.model.AssignedPrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceIpv6Address;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.UnassignIpv6AddressesRequest;
import software.amazon.awssdk.services.ec2.model.UnassignIpv6AddressesResponse;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesRequest;
import software.amazon.awssdk.services.ec2.model.UnassignPrivateIpAddressesResponse;

/** The assignment of IPv4 and IPv6 addresses of a subnet to its interfaces. */
final class InterfaceAddresses {
  private final Ec2 ec2;

  InterfaceAddresses(Ec2 ec2) {
    this.ec2 = ec2;
  }

  /** Returns an address of a subnet: the wanted one, or one that is free. */
  NetworkInterfacePrivateIpAddress next(Subnet subnet, @Nullable String wanted) {
    String ip = wanted == null ? ec2.subnets.nextAddress(subnet) : wanted;
    if (wanted != null) {
      Cidr address = Cidr.of(wanted + "/32");
      if (Subnets.ipv4(subnet).stream().noneMatch(range -> range.contains(address))) {
        throw new AwsError(
            400,
            "InvalidParameterValue",
            "Address " + wanted + " does not fall within the subnet's address range");
      }
      if (ec2.subnets.isUsed(subnet, wanted)) {
        throw new AwsError(400, "InvalidIPAddress.InUse", "Address " + wanted + " is in use.");
      }
    }
    return NetworkInterfacePrivateIpAddress.builder()
        .primary(false)
        .privateIpAddress(ip)
        .privateDnsName(
            "ip-"
                + ip.replace('.', '-')
                + (ec2.context.region().equals("us-east-1")
                    ? ".ec2"
                    : "." + ec2.context.region() + ".compute")
                + ".internal")
        .build();
  }

  AssignPrivateIpAddressesResponse assign(AssignPrivateIpAddressesRequest request, Call call) {
    List<String> made =
        add(
            ec2.interfaces.get(request.networkInterfaceId()).networkInterfaceId(),
            request.privateIpAddresses(),
            request.secondaryPrivateIpAddressCount());
    return AssignPrivateIpAddressesResponse.builder()
        .networkInterfaceId(request.networkInterfaceId())
        .assignedPrivateIpAddresses(
            made.stream()
                .map(ip -> AssignedPrivateIpAddress.builder().privateIpAddress(ip).build())
                .toList())
        .build();
  }

  /** Adds secondary private addresses: those named, or so many. */
  List<String> add(String faceId, List<String> wanted, @Nullable Integer count) {
    List<@Nullable String> all = new ArrayList<>(wanted);
    for (int i = 0; wanted.isEmpty() && count != null && i < count; i++) {
      all.add(null);
    }
    List<String> made = new ArrayList<>();
    for (String one : all) {
      NetworkInterface face = ec2.interfaces.get(faceId);
      List<NetworkInterfacePrivateIpAddress> more = new ArrayList<>(face.privateIpAddresses());
      more.add(next(ec2.subnets.get(face.subnetId()), one));
      ec2.interfaces.change(faceId, same -> same.privateIpAddresses(more));
      made.add(more.get(more.size() - 1).privateIpAddress());
    }
    return made;
  }

  UnassignPrivateIpAddressesResponse unassign(
      UnassignPrivateIpAddressesRequest request, Call call) {
    NetworkInterface face = ec2.interfaces.get(request.networkInterfaceId());
    for (String removed : request.privateIpAddresses()) {
      if (removed.equals(face.privateIpAddress())
          || face.privateIpAddresses().stream()
              .noneMatch(address -> address.privateIpAddress().equals(removed))) {
        throw new AwsError(
            400,
            "InvalidParameterValue",
            "Some of ["
                + removed
                + "] are not secondary addresses of interface "
                + face.networkInterfaceId());
      }
      ec2.addresses.freeFrom(face.networkInterfaceId(), removed);
    }
    ec2.interfaces.change(
        face.networkInterfaceId(),
        same ->
            same.privateIpAddresses(
                face.privateIpAddresses().stream()
                    .filter(
                        address ->
                            !request.privateIpAddresses().contains(address.privateIpAddress()))
                    .toList()));
    return UnassignPrivateIpAddressesResponse.builder().build();
  }

  AssignIpv6AddressesResponse assignIpv6(AssignIpv6AddressesRequest request, Call call) {
    return AssignIpv6AddressesResponse.builder()
        .networkInterfaceId(request.networkInterfaceId())
        .assignedIpv6Addresses(
            addIpv6(
                ec2.interfaces.get(request.networkInterfaceId()).networkInterfaceId(),
                request.ipv6Addresses(),
                request.ipv6AddressCount()))
        .build();
  }

  /** Adds IPv6 addresses: those named, or so many of the subnet's range. */
  List<String> addIpv6(String faceId, List<String> wanted, @Nullable Integer count) {
    List<@Nullable String> all = new ArrayList<>(wanted);
    for (int i = 0; wanted.isEmpty() && count != null && i < count; i++) {
      all.add(null);
    }
    List<String> made = new ArrayList<>();
    for (String one : all) {
      NetworkInterface face = ec2.interfaces.get(faceId);
      List<NetworkInterfaceIpv6Address> more = new ArrayList<>(face.ipv6Addresses());
      String address = nextIpv6(ec2.subnets.get(face.subnetId()), one);
      more.add(NetworkInterfaceIpv6Address.builder().ipv6Address(address).build());
      ec2.interfaces.change(
          faceId, same -> same.ipv6Addresses(more).ipv6Address(more.get(0).ipv6Address()));
      made.add(address);
    }
    ec2.publicAddresses.show(Interfaces.instanceId(ec2.interfaces.get(faceId)));
    return made;
  }

  private String nextIpv6(Subnet subnet, @Nullable String wanted) {
    Ipv6Cidr range =
        Subnets.ipv6(subnet).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new AwsError(
                        400,
                        "InvalidParameterValue",
                        "The subnet '" + subnet.subnetId() + "' has no IPv6 CIDR block"));
    if (wanted == null) {
      return range.address(ec2.subnets.nextIndex(subnet));
    }
    Ipv6Cidr cidr = Ipv6Cidr.of(wanted + "/128");
    if (!range.contains(cidr)) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "Address " + wanted + " does not fall within the subnet's IPv6 address range");
    }
    String address = cidr.address(0);
    if (!ec2.interfaces
        .where(face -> face.ipv6Addresses().stream().anyMatch(a -> is(a, address)))
        .isEmpty()) {
      throw new AwsError(400, "InvalidIPAddress.InUse", "Address " + address + " is in use.");
    }
    return address;
  }

  UnassignIpv6AddressesResponse unassignIpv6(UnassignIpv6AddressesRequest request, Call call) {
    NetworkInterface face = ec2.interfaces.get(request.networkInterfaceId());
    List<String> removed =
        request.ipv6Addresses().stream().map(one -> Ipv6Cidr.of(one + "/128").address(0)).toList();
    for (String one : removed) {
      if (face.ipv6Addresses().stream().noneMatch(address -> is(address, one))) {
        throw new AwsError(
            400,
            "InvalidParameterValue",
            "Some of [" + one + "] are not assigned to interface " + face.networkInterfaceId());
      }
    }
    List<NetworkInterfaceIpv6Address> left =
        face.ipv6Addresses().stream()
            .filter(address -> removed.stream().noneMatch(one -> is(address, one)))
            .toList();
    ec2.interfaces.change(
        face.networkInterfaceId(),
        same ->
            same.ipv6Addresses(left)
                .ipv6Address(left.isEmpty() ? null : left.get(0).ipv6Address()));
    ec2.publicAddresses.show(Interfaces.instanceId(face));
    return UnassignIpv6AddressesResponse.builder()
        .networkInterfaceId(face.networkInterfaceId())
        .unassignedIpv6Addresses(removed)
        .build();
  }

  private static boolean is(NetworkInterfaceIpv6Address address, String text) {
    return Objects.equals(address.ipv6Address(), text);
  }
}

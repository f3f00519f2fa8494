package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.ServiceQuota;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AssociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateAddressResponse;
import software.amazon.awssdk.services.ec2.model.DomainType;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;

/** An emulation of Elastic IP addresses. */
final class Addresses {
  private final Ec2 ec2;
  private final ResourceTable<Address> table;

  Addresses(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "eipalloc",
                "elastic-ip",
                "InvalidAllocationID.NotFound",
                "InvalidAllocationID.NotFound",
                "The allocation ID '%s' does not exist"),
            Address::allocationId,
            (address, tags) -> address.toBuilder().tags(Tags.orNone(tags)).build(),
            new Filters<Address>()
                .members(
                    Address.builder(),
                    """
                    allocation-id = AllocationId
                    association-id = AssociationId
                    domain = Domain
                    instance-id = InstanceId
                    network-border-group = NetworkBorderGroup
                    network-interface-id = NetworkInterfaceId
                    network-interface-owner-id = NetworkInterfaceOwnerId
                    private-ip-address = PrivateIpAddress
                    public-ip = PublicIp
                    """));
  }

  AllocateAddressResponse allocate(AllocateAddressRequest request, Call call) {
    ec2.requireQuota(
        ServiceQuota.ELASTIC_IPS_PER_REGION,
        table.all(address -> true).size(),
        "AddressLimitExceeded",
        "addresses");
    Address made =
        Address.builder()
            .allocationId(ec2.ids.next("eipalloc"))
            .publicIp(ec2.publicAddresses.next())
            .domain(DomainType.VPC)
            .publicIpv4Pool("amazon")
            .networkBorderGroup(ec2.context.region())
            .build();
    table.put(made);
    ec2.tags.specified(made.allocationId(), request.tagSpecifications());
    return SdkFieldCopier.overlay(made, AllocateAddressResponse.builder()).build();
  }

  DescribeAddressesResponse describe(DescribeAddressesRequest request, Call call) {
    List<String> ids = new ArrayList<>(request.allocationIds());
    request.publicIps().forEach(ip -> ids.add(byIp(ip).allocationId()));
    return DescribeAddressesResponse.builder()
        .addresses(table.describe(ids, request.filters()))
        .build();
  }

  AssociateAddressResponse associate(AssociateAddressRequest request, Call call) {
    Address address = named(request.allocationId(), request.publicIp());
    if (address.associationId() != null && Boolean.FALSE.equals(request.allowReassociation())) {
      throw new AwsError(
          400,
          "Resource.AlreadyAssociated",
          "resource "
              + address.allocationId()
              + " is already associated with associate-id "
              + address.associationId());
    }
    String faceId = request.networkInterfaceId();
    if (faceId == null) {
      if (request.instanceId() == null) {
        throw new AwsError(
            400,
            "MissingParameter",
            "Either 'InstanceId' or 'NetworkInterfaceId' must be specified.");
      }
      ec2.instances.get(request.instanceId());
      faceId = ec2.interfaces.onlyOneOf(request.instanceId()).networkInterfaceId();
    }
    NetworkInterface face = ec2.interfaces.get(faceId);
    if (!ec2.internetGateways.isAttached(face.vpcId())) {
      throw new AwsError(
          400,
          "Gateway.NotAttached",
          "Network " + face.vpcId() + " is not attached to any internet gateway");
    }
    String privateIp =
        request.privateIpAddress() == null ? face.privateIpAddress() : request.privateIpAddress();
    if (face.privateIpAddresses().stream()
        .noneMatch(one -> one.privateIpAddress().equals(privateIp))) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "Address " + privateIp + " is not assigned to interface " + faceId);
    }
    if (address.networkInterfaceId() != null) {
      freeFrom(address.networkInterfaceId(), address.privateIpAddress());
    }
    return AssociateAddressResponse.builder()
        .associationId(associate(address.allocationId(), faceId, privateIp))
        .build();
  }

  /** Binds an address to a private address of an interface and returns the association's id. */
  String associate(String allocationId, String faceId, String privateIp) {
    NetworkInterface face = ec2.interfaces.get(faceId);
    String associationId = ec2.ids.next("eipassoc");
    freeFrom(faceId, privateIp);
    table.change(
        allocationId,
        address ->
            address.toBuilder()
                .associationId(associationId)
                .networkInterfaceId(faceId)
                .networkInterfaceOwnerId(ec2.context.accountId())
                .instanceId(Interfaces.instanceId(face))
                .privateIpAddress(privateIp)
                .build());
    Address bound = table.get(allocationId);
    ec2.publicAddresses.set(
        faceId,
        privateIp,
        ec2.publicAddresses.association(face, bound.publicIp(), ec2.context.accountId()).toBuilder()
            .allocationId(allocationId)
            .associationId(associationId)
            .build());
    return associationId;
  }

  DisassociateAddressResponse disassociate(DisassociateAddressRequest request, Call call) {
    if (request.associationId() == null && request.publicIp() == null) {
      throw new AwsError(
          400, "MissingParameter", "Either public IP or association id must be specified");
    }
    Address address =
        table
            .all(
                one ->
                    request.associationId() == null
                        ? one.publicIp().equals(request.publicIp())
                        : request.associationId().equals(one.associationId()))
            .stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new AwsError(
                        400,
                        "InvalidAssociationID.NotFound",
                        "The association ID '" + request.associationId() + "' does not exist"));
    String faceId = address.networkInterfaceId();
    if (faceId != null) {
      freeFrom(faceId, address.privateIpAddress());
      ec2.publicAddresses.giveLater(faceId);
    }
    return DisassociateAddressResponse.builder().build();
  }

  ReleaseAddressResponse release(ReleaseAddressRequest request, Call call) {
    Address address = named(request.allocationId(), request.publicIp());
    if (address.associationId() != null) {
      throw new AwsError(
          400, "InvalidIPAddress.InUse", "Address " + address.publicIp() + " is in use.");
    }
    table.remove(address.allocationId());
    return ReleaseAddressResponse.builder().build();
  }

  private Address named(@Nullable String allocationId, @Nullable String publicIp) {
    if (allocationId != null) {
      return table.get(allocationId);
    }
    if (publicIp == null) {
      throw new AwsError(
          400, "MissingParameter", "Either public IP or allocation id must be specified");
    }
    return byIp(publicIp);
  }

  /** Returns an address that nothing uses, or throws AWS's error. */
  Address free(String allocationId) {
    Address address = table.get(allocationId);
    if (address.associationId() != null) {
      throw new AwsError(
          400,
          "Resource.AlreadyAssociated",
          "Elastic IP address [" + allocationId + "] is already associated");
    }
    return address;
  }

  /** Takes the addresses of an interface away from it. */
  void freeFrom(String faceId) {
    for (Address address : table.all(one -> faceId.equals(one.networkInterfaceId()))) {
      freeFrom(faceId, address.privateIpAddress());
    }
  }

  /** Shows on an interface's addresses the instance that it is attached to by now. */
  void show(String faceId) {
    String instanceId = Interfaces.instanceId(ec2.interfaces.get(faceId));
    for (Address address : table.all(one -> faceId.equals(one.networkInterfaceId()))) {
      table.put(address.toBuilder().instanceId(instanceId).build());
    }
  }

  /** Takes the address of one private address away from it. */
  void freeFrom(String faceId, String privateIp) {
    for (Address address :
        table.all(
            one ->
                faceId.equals(one.networkInterfaceId())
                    && privateIp.equals(one.privateIpAddress()))) {
      table.put(
          address.toBuilder()
              .associationId(null)
              .networkInterfaceId(null)
              .networkInterfaceOwnerId(null)
              .instanceId(null)
              .privateIpAddress(null)
              .build());
      if (ec2.interfaces.find(faceId) != null) {
        ec2.publicAddresses.set(faceId, privateIp, null);
      }
    }
  }

  Address byIp(String ip) {
    return table.all(address -> address.publicIp().equals(ip)).stream()
        .findFirst()
        .orElseThrow(
            () -> new AwsError(400, "InvalidAddress.NotFound", "Address '" + ip + "' not found."));
  }
}

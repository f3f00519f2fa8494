package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.AttachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceIpv6Address;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;
import software.amazon.awssdk.services.ec2.model.Subnet;

/** The operations that create, attach and modify network interfaces. */
final class InterfaceCalls {
  private final Ec2 ec2;

  InterfaceCalls(Ec2 ec2) {
    this.ec2 = ec2;
  }

  CreateNetworkInterfaceResponse create(CreateNetworkInterfaceRequest request, Call call) {
    Subnet subnet = ec2.subnets.get(request.subnetId());
    NetworkInterface made =
        ec2.interfaces.create(
            subnet,
            ec2.securityGroups.ofLaunch(subnet, request.groups(), List.of()),
            request.privateIpAddress(),
            request.description() == null ? "" : request.description(),
            NetworkInterfaceType.INTERFACE);
    String id = made.networkInterfaceId();
    ec2.interfaces.change(id, face -> face.requesterManaged(false));
    ec2.interfaces.detach(id);
    ec2.interfaceAddresses.add(
        id,
        request.privateIpAddresses().stream()
            .filter(address -> !Boolean.TRUE.equals(address.primary()))
            .map(PrivateIpAddressSpecification::privateIpAddress)
            .toList(),
        request.secondaryPrivateIpAddressCount());
    ec2.interfaceAddresses.addIpv6(
        id,
        request.ipv6Addresses().stream().map(InstanceIpv6Address::ipv6Address).toList(),
        request.ipv6AddressCount());
    ec2.tags.specified(id, request.tagSpecifications());
    return CreateNetworkInterfaceResponse.builder()
        .clientToken(request.clientToken())
        .networkInterface(ec2.interfaces.tagged(id))
        .build();
  }

  AttachNetworkInterfaceResponse attach(AttachNetworkInterfaceRequest request, Call call) {
    NetworkInterface face = ec2.interfaces.get(request.networkInterfaceId());
    Instance instance = ec2.instances.get(request.instanceId());
    if (face.attachment() != null) {
      throw inUse(face);
    }
    if (!face.availabilityZone().equals(instance.placement().availabilityZone())) {
      throw new AwsError(
          400,
          "InvalidParameterCombination",
          "You may not attach a network interface to an instance if they are not in the same"
              + " availability zone");
    }
    for (NetworkInterface other : ec2.interfaces.facesOf(instance.instanceId())) {
      if (other.attachment().deviceIndex().equals(request.deviceIndex())) {
        throw new AwsError(
            400,
            "InvalidParameterValue",
            "Instance '"
                + instance.instanceId()
                + "' already has an interface attached at device index '"
                + request.deviceIndex()
                + "'.");
      }
    }
    NetworkInterface attached =
        ec2.interfaces.attach(
            face.networkInterfaceId(), instance.instanceId(), request.deviceIndex(), false);
    ec2.addresses.show(face.networkInterfaceId());
    return AttachNetworkInterfaceResponse.builder()
        .attachmentId(attached.attachment().attachmentId())
        .networkCardIndex(0)
        .build();
  }

  DetachNetworkInterfaceResponse detach(DetachNetworkInterfaceRequest request, Call call) {
    NetworkInterface face =
        ec2
            .interfaces
            .where(
                one ->
                    one.attachment() != null
                        && one.attachment().attachmentId().equals(request.attachmentId()))
            .stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new AwsError(
                        400,
                        "InvalidAttachmentID.NotFound",
                        "The attachment '" + request.attachmentId() + "' does not exist"));
    if (face.attachment().deviceIndex() == 0) {
      throw new AwsError(
          400,
          "OperationNotPermitted",
          "The network interface at device index 0 cannot be detached.");
    }
    ec2.interfaces.detach(face.networkInterfaceId());
    ec2.addresses.show(face.networkInterfaceId());
    return DetachNetworkInterfaceResponse.builder().build();
  }

  DeleteNetworkInterfaceResponse delete(DeleteNetworkInterfaceRequest request, Call call) {
    NetworkInterface face = ec2.interfaces.get(request.networkInterfaceId());
    if (face.attachment() != null || Boolean.TRUE.equals(face.requesterManaged())) {
      throw inUse(face);
    }
    ec2.addresses.freeFrom(face.networkInterfaceId());
    ec2.interfaces.delete(face.networkInterfaceId());
    return DeleteNetworkInterfaceResponse.builder().build();
  }

  DescribeNetworkInterfaceAttributeResponse describe(
      DescribeNetworkInterfaceAttributeRequest request, Call call) {
    NetworkInterface face = ec2.interfaces.get(request.networkInterfaceId());
    var answer =
        DescribeNetworkInterfaceAttributeResponse.builder()
            .networkInterfaceId(face.networkInterfaceId());
    String attribute = request.attributeAsString() == null ? "" : request.attributeAsString();
    return switch (attribute) {
      case "attachment" -> answer.attachment(face.attachment()).build();
      case "description" ->
          answer.description(AttributeValue.builder().value(face.description()).build()).build();
      case "groupSet" -> answer.groups(face.groups()).build();
      case "sourceDestCheck" ->
          answer
              .sourceDestCheck(
                  AttributeBooleanValue.builder().value(face.sourceDestCheck()).build())
              .build();
      case "associatePublicIpAddress" ->
          answer
              .associatePublicIpAddress(ec2.publicAddresses.isAutomatic(face.networkInterfaceId()))
              .build();
      default ->
          throw new AwsError(
              400,
              "InvalidParameterValue",
              "Value (" + attribute + ") for parameter attribute is invalid. Unknown attribute.");
    };
  }

  ModifyNetworkInterfaceAttributeResponse modify(
      ModifyNetworkInterfaceAttributeRequest request, Call call) {
    NetworkInterface face = ec2.interfaces.get(request.networkInterfaceId());
    String id = face.networkInterfaceId();
    if (request.sourceDestCheck() != null) {
      sourceDestCheck(id, Boolean.TRUE.equals(request.sourceDestCheck().value()));
    }
    if (request.description() != null) {
      ec2.interfaces.change(id, one -> one.description(request.description().value()));
    }
    if (!request.groups().isEmpty()) {
      ec2.interfaces.regroupOne(
          id,
          ec2.securityGroups.ofLaunch(
              ec2.subnets.get(face.subnetId()), request.groups(), List.of()));
    }
    if (request.attachment() != null && face.attachment() != null) {
      ec2.interfaces.change(
          id,
          one ->
              one.attachment(
                  face.attachment().toBuilder()
                      .deleteOnTermination(request.attachment().deleteOnTermination())
                      .build()));
    }
    if (request.associatePublicIpAddress() != null) {
      ec2.publicAddresses.automatic(id, request.associatePublicIpAddress());
    }
    return ModifyNetworkInterfaceAttributeResponse.builder().build();
  }

  /** Turns the check of an interface's traffic on or off, and shows it on its instance. */
  void sourceDestCheck(String faceId, boolean on) {
    ec2.interfaces.change(faceId, face -> face.sourceDestCheck(on));
    ec2.publicAddresses.show(Interfaces.instanceId(ec2.interfaces.get(faceId)));
  }

  private static AwsError inUse(NetworkInterface face) {
    return new AwsError(
        400,
        "InvalidNetworkInterface.InUse",
        "Interface: [" + face.networkInterfaceId() + "] in use.");
  }
}

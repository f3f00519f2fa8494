package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateSubnetCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateSubnetCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateSubnetCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.SubnetIpv6CidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.Vpc;

/** The assignment of IPv6 ranges to subnets, at most one each. */
final class SubnetRanges {
  private static final int LONGEST = 64;

  private final Ec2 ec2;

  SubnetRanges(Ec2 ec2) {
    this.ec2 = ec2;
  }

  AssociateSubnetCidrBlockResponse associate(AssociateSubnetCidrBlockRequest request, Call call) {
    Subnet subnet = ec2.subnets.get(request.subnetId());
    if (!subnet.ipv6CidrBlockAssociationSet().isEmpty()) {
      throw new AwsError(
          400,
          "InvalidSubnet.Conflict",
          "The subnet '" + subnet.subnetId() + "' already has an IPv6 CIDR block");
    }
    SubnetIpv6CidrBlockAssociation made =
        association(ec2.vpcs.get(subnet.vpcId()), request.ipv6CidrBlock());
    ec2.subnets.change(subnet.subnetId(), one -> one.ipv6CidrBlockAssociationSet(made));
    return AssociateSubnetCidrBlockResponse.builder()
        .subnetId(subnet.subnetId())
        .ipv6CidrBlockAssociation(associating(made))
        .build();
  }

  /** Returns how a subnet of that range has it, or throws AWS's error for one that does not fit. */
  SubnetIpv6CidrBlockAssociation association(Vpc vpc, @Nullable String text) {
    if (text == null) {
      throw AwsError.missing("Ipv6CidrBlock");
    }
    Ipv6Cidr range = Ipv6Cidr.of(text);
    if (range.bits() > LONGEST
        || VpcRanges.ipv6(vpc).stream().noneMatch(cidr -> cidr.contains(range))) {
      throw new AwsError(400, "InvalidSubnet.Range", "The CIDR '" + text + "' is invalid.");
    }
    if (ec2.subnets.of(vpc.vpcId()).stream()
        .flatMap(other -> Subnets.ipv6(other).stream())
        .anyMatch(range::overlaps)) {
      throw new AwsError(
          400, "InvalidSubnet.Conflict", "The CIDR '" + text + "' conflicts with another subnet");
    }
    return SubnetIpv6CidrBlockAssociation.builder()
        .associationId(ec2.ids.next("subnet-cidr-assoc"))
        .ipv6CidrBlock(range.toString())
        .ipv6CidrBlockState(state -> state.state("associated"))
        .build();
  }

  static SubnetIpv6CidrBlockAssociation associating(SubnetIpv6CidrBlockAssociation made) {
    return made.toBuilder().ipv6CidrBlockState(state -> state.state("associating")).build();
  }

  DisassociateSubnetCidrBlockResponse disassociate(
      DisassociateSubnetCidrBlockRequest request, Call call) {
    for (Subnet subnet : ec2.subnets.all()) {
      for (SubnetIpv6CidrBlockAssociation association : subnet.ipv6CidrBlockAssociationSet()) {
        if (association.associationId().equals(request.associationId())) {
          mustBeFree(subnet, association.ipv6CidrBlock());
          ec2.subnets.change(
              subnet.subnetId(),
              same ->
                  same.ipv6CidrBlockAssociationSet(List.of()).assignIpv6AddressOnCreation(false));
          return DisassociateSubnetCidrBlockResponse.builder()
              .subnetId(subnet.subnetId())
              .ipv6CidrBlockAssociation(
                  association.toBuilder()
                      .ipv6CidrBlockState(state -> state.state("disassociating"))
                      .build())
              .build();
        }
      }
    }
    throw new AwsError(
        400,
        "InvalidSubnetCidrBlockAssociationID.NotFound",
        "The subnet CIDR block with association ID '"
            + request.associationId()
            + "' does not exist");
  }

  private void mustBeFree(Subnet subnet, String range) {
    if (!ec2.interfaces
        .where(face -> subnet.subnetId().equals(face.subnetId()) && !face.ipv6Addresses().isEmpty())
        .isEmpty()) {
      throw new AwsError(
          400,
          "InvalidCidrBlock.InUse",
          "The subnet CIDR block '" + range + "' is in use by network interfaces");
    }
  }
}

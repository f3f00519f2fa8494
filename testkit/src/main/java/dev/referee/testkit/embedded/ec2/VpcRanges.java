package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.AssociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateVpcCidrBlockResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcIpv6CidrBlockAssociation;

/**
 * An emulation of the additional address ranges of VPCs: IPv4 ranges, and IPv6 ranges of Amazon.
 * With each come and go the local routes.
 */
final class VpcRanges {
  private static final Ipv6Cidr AMAZONS = Ipv6Cidr.of("2600:1f18::/32");
  private static final int OF_A_VPC = 56;

  /**
   * The IPv4 ranges that a VPC can have, its first among them, and as many IPv6 ranges.
   *
   * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html">Amazon
   *     VPC quotas</a>
   */
  private static final int MOST = 5;

  private final Ec2 ec2;
  private long given;

  VpcRanges(Ec2 ec2) {
    this.ec2 = ec2;
  }

  AssociateVpcCidrBlockResponse associate(AssociateVpcCidrBlockRequest request, Call call) {
    Vpc vpc = ec2.vpcs.get(request.vpcId());
    var answer = AssociateVpcCidrBlockResponse.builder().vpcId(vpc.vpcId());
    return Boolean.TRUE.equals(request.amazonProvidedIpv6CidrBlock())
        ? answer.ipv6CidrBlockAssociation(associating(addIpv6(vpc.vpcId()))).build()
        : answer.cidrBlockAssociation(associating(add(vpc, request.cidrBlock()))).build();
  }

  /** Assigns a range of Amazon's to a VPC; it is associated by the next call. */
  VpcIpv6CidrBlockAssociation addIpv6(String vpcId) {
    VpcIpv6CidrBlockAssociation made =
        VpcIpv6CidrBlockAssociation.builder()
            .associationId(ec2.ids.next("vpc-cidr-assoc"))
            .ipv6CidrBlock(AMAZONS.part(OF_A_VPC, ++given).toString())
            .ipv6CidrBlockState(state -> state.state("associated"))
            .ipv6Pool("Amazon")
            .networkBorderGroup(ec2.context.region())
            .build();
    List<VpcIpv6CidrBlockAssociation> all =
        new ArrayList<>(ec2.vpcs.get(vpcId).ipv6CidrBlockAssociationSet());
    mustHaveRoom(vpcId, all.size());
    all.add(made);
    ec2.vpcs.change(vpcId, vpc -> vpc.ipv6CidrBlockAssociationSet(all));
    ec2.routeTables.refreshLocal(vpcId);
    ec2.networkAcls.speakIpv6(vpcId);
    ec2.securityGroups.speakIpv6(vpcId);
    return made;
  }

  private VpcCidrBlockAssociation add(Vpc vpc, @Nullable String text) {
    if (text == null) {
      throw AwsError.missing("CidrBlock");
    }
    Cidr range = Cidr.of(text);
    if (range.bits() < 16
        || range.bits() > 28
        || ranges(vpc).stream().anyMatch(cidr -> cidr.overlaps(range))) {
      throw new AwsError(400, "InvalidVpc.Range", "The CIDR '" + text + "' is invalid.");
    }
    mustHaveRoom(vpc.vpcId(), vpc.cidrBlockAssociationSet().size());
    VpcCidrBlockAssociation made =
        VpcCidrBlockAssociation.builder()
            .associationId(ec2.ids.next("vpc-cidr-assoc"))
            .cidrBlock(range.toString())
            .cidrBlockState(state -> state.state("associated"))
            .build();
    List<VpcCidrBlockAssociation> all = new ArrayList<>(vpc.cidrBlockAssociationSet());
    all.add(made);
    ec2.vpcs.change(vpc.vpcId(), one -> one.cidrBlockAssociationSet(all));
    ec2.routeTables.refreshLocal(vpc.vpcId());
    return made;
  }

  private static void mustHaveRoom(String vpcId, int ranges) {
    if (ranges >= MOST) {
      throw new AwsError(
          400,
          "CidrLimitExceeded",
          "This network " + vpcId + " has met its maximum number of allowed CIDRs: " + MOST);
    }
  }

  static VpcIpv6CidrBlockAssociation associating(VpcIpv6CidrBlockAssociation made) {
    return made.toBuilder().ipv6CidrBlockState(state -> state.state("associating")).build();
  }

  private static VpcCidrBlockAssociation associating(VpcCidrBlockAssociation made) {
    return made.toBuilder().cidrBlockState(state -> state.state("associating")).build();
  }

  DisassociateVpcCidrBlockResponse disassociate(
      DisassociateVpcCidrBlockRequest request, Call call) {
    String id = request.associationId();
    for (Vpc vpc : ec2.vpcs.all()) {
      var answer = DisassociateVpcCidrBlockResponse.builder().vpcId(vpc.vpcId());
      for (VpcIpv6CidrBlockAssociation association : vpc.ipv6CidrBlockAssociationSet()) {
        if (association.associationId().equals(id)) {
          removeIpv6(vpc, association);
          return answer
              .ipv6CidrBlockAssociation(
                  association.toBuilder()
                      .ipv6CidrBlockState(state -> state.state("disassociating"))
                      .build())
              .build();
        }
      }
      for (VpcCidrBlockAssociation association : vpc.cidrBlockAssociationSet()) {
        if (association.associationId().equals(id)) {
          remove(vpc, association);
          return answer
              .cidrBlockAssociation(
                  association.toBuilder()
                      .cidrBlockState(state -> state.state("disassociating"))
                      .build())
              .build();
        }
      }
    }
    throw new AwsError(
        400,
        "InvalidVpcCidrBlockAssociationID.NotFound",
        "The vpc CIDR block association ID '" + id + "' does not exist");
  }

  private void removeIpv6(Vpc vpc, VpcIpv6CidrBlockAssociation removed) {
    Ipv6Cidr range = Ipv6Cidr.of(removed.ipv6CidrBlock());
    for (Subnet subnet : ec2.subnets.of(vpc.vpcId())) {
      if (Subnets.ipv6(subnet).stream().anyMatch(range::contains)) {
        throw inUse(removed.ipv6CidrBlock());
      }
    }
    ec2.vpcs.change(
        vpc.vpcId(),
        one ->
            one.ipv6CidrBlockAssociationSet(
                vpc.ipv6CidrBlockAssociationSet().stream()
                    .filter(other -> !other.equals(removed))
                    .toList()));
    ec2.routeTables.refreshLocal(vpc.vpcId());
  }

  private void remove(Vpc vpc, VpcCidrBlockAssociation removed) {
    if (removed.cidrBlock().equals(vpc.cidrBlock())) {
      throw new AwsError(
          400,
          "OperationNotPermitted",
          "The vpc CIDR block with association ID "
              + removed.associationId()
              + " may not be disassociated. It is the primary IPv4 CIDR block of the VPC");
    }
    Cidr range = Cidr.of(removed.cidrBlock());
    if (ec2.subnets.of(vpc.vpcId()).stream()
        .flatMap(subnet -> Subnets.ipv4(subnet).stream())
        .anyMatch(range::contains)) {
      throw inUse(removed.cidrBlock());
    }
    ec2.vpcs.change(
        vpc.vpcId(),
        one ->
            one.cidrBlockAssociationSet(
                vpc.cidrBlockAssociationSet().stream()
                    .filter(other -> !other.equals(removed))
                    .toList()));
    ec2.routeTables.refreshLocal(vpc.vpcId());
  }

  private static AwsError inUse(String range) {
    return new AwsError(
        400, "InvalidCidrBlock.InUse", "The vpc CIDR block '" + range + "' is in use by subnets");
  }

  static List<Cidr> ranges(Vpc vpc) {
    return vpc.cidrBlockAssociationSet().stream()
        .map(association -> Cidr.of(association.cidrBlock()))
        .toList();
  }

  static List<Ipv6Cidr> ipv6(Vpc vpc) {
    return vpc.ipv6CidrBlockAssociationSet().stream()
        .map(association -> Ipv6Cidr.of(association.ipv6CidrBlock()))
        .toList();
  }
}

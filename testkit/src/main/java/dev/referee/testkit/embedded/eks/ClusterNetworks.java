package dev.referee.testkit.embedded.eks;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Cidr;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.eks.model.VpcConfigRequest;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/** The networks of clusters: what their subnets must be like, and their security groups. */
final class ClusterNetworks {
  private static final String ANYWHERE = "0.0.0.0/0";
  private static final Cidr CLASS_A = Cidr.of("10.0.0.0/8");

  private final Eks eks;

  ClusterNetworks(Eks eks) {
    this.eks = eks;
  }

  /** Returns the network of a new cluster, or throws EKS's error. */
  VpcConfigResponse checked(VpcConfigRequest request) {
    boolean open = !Boolean.FALSE.equals(request.endpointPublicAccess());
    return checked(
        VpcConfigResponse.builder()
            .subnetIds(request.subnetIds())
            .securityGroupIds(List.copyOf(request.securityGroupIds()))
            .endpointPublicAccess(open)
            .endpointPrivateAccess(Boolean.TRUE.equals(request.endpointPrivateAccess()))
            .publicAccessCidrs(
                request.publicAccessCidrs().isEmpty() && open
                    ? List.of(ANYWHERE)
                    : request.publicAccessCidrs())
            .build());
  }

  /** Returns a network with the VPC that it is in, or throws EKS's error. */
  VpcConfigResponse checked(VpcConfigResponse network) {
    List<Subnet> subnets = network.subnetIds().stream().map(this::subnet).toList();
    Set<String> vpcs = new LinkedHashSet<>(subnets.stream().map(Subnet::vpcId).toList());
    if (vpcs.size() > 1) {
      throw EksErrors.invalidParameter("Subnets specified must belong to the same VPC");
    }
    if (subnets.stream().map(Subnet::availabilityZone).distinct().count() < 2) {
      throw EksErrors.invalidParameter("Subnets specified must be in at least two different AZs");
    }
    groups(subnets.get(0), network.securityGroupIds());
    if (!network.endpointPublicAccess() && !network.endpointPrivateAccess()) {
      throw EksErrors.invalidParameter("Private and public endpoint access cannot be false");
    }
    network.publicAccessCidrs().forEach(ClusterNetworks::publicRange);
    return network.toBuilder().vpcId(subnets.get(0).vpcId()).build();
  }

  private static void publicRange(String range) {
    try {
      Cidr.of(range);
    } catch (AwsError malformed) {
      throw EksErrors.invalidParameter(
          "The following CIDRs are invalid in publicAccessCidrs: [" + range + "]");
    }
  }

  /** Returns a subnet, or throws EKS's error. */
  Subnet subnet(String id) {
    try {
      return eks.ec2.subnet(id);
    } catch (AwsError absent) {
      throw Eks.refused(absent);
    }
  }

  private void groups(Subnet subnet, List<String> ids) {
    try {
      eks.ec2.groupsForLaunch(subnet, ids);
    } catch (AwsError refused) {
      throw refused.code().equals("InvalidParameter")
          ? EksErrors.invalidParameter(
              ("Security group(s) %s are not in the same VPC as the subnets. Please specify a"
                      + " security group that is associated with the VPC: %s.")
                  .formatted(ids, subnet.vpcId()))
          : Eks.refused(refused);
    }
  }

  /** Returns the range of addresses that services of a cluster get. */
  String serviceRange(String vpcId) {
    Cidr vpc = Cidr.of(eks.ec2.vpc(vpcId).cidrBlock());
    return CLASS_A.contains(vpc) ? "172.20.0.0/16" : "10.100.0.0/16";
  }

  /** Creates the security group that control plane and nodes share, and returns its id. */
  String createGroup(String cluster, String vpcId) {
    String name =
        "eks-cluster-sg-" + cluster + "-" + Integer.toUnsignedString(eks.ids.hex().hashCode());
    String id =
        eks.ec2.createSharedGroup(
            vpcId,
            name,
            "EKS created security group applied to ENI that is attached to EKS Control Plane master"
                + " nodes, as well as any managed workloads.");
    eks.ec2.tag(id, "Name", name);
    eks.ec2.tag(id, "kubernetes.io/cluster/" + cluster, "owned");
    eks.ec2.tag(id, "aws:eks:cluster-name", cluster);
    return id;
  }

  /** Deletes that group, unless something else in the VPC still uses it. */
  void deleteGroup(String id) {
    try {
      eks.ec2.deleteGroup(id);
    } catch (AwsError used) {
      // EKS leaves it behind then, too.
    }
  }
}

package dev.referee.networks;

import com.google.common.collect.ImmutableMap;
import dev.referee.aws.AnswerReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * The network ACLs of VPCs by subnet; a subnet always has exactly one.
 *
 * <p>Immutable.
 */
public final class NetworkAcls {
  private final ImmutableMap<String, NetworkAcl> ofSubnets;

  private NetworkAcls(Map<String, NetworkAcl> ofSubnets) {
    this.ofSubnets = ImmutableMap.copyOf(ofSubnets);
  }

  /**
   * Reads the network ACLs of VPCs with one call.
   *
   * <p>IAM action: {@code ec2:DescribeNetworkAcls}.
   *
   * @throws dev.referee.Inconclusive if they could not be seen
   */
  public static NetworkAcls read(Ec2Client ec2, Set<String> vpcIds) {
    return of(
        vpcIds.isEmpty()
            ? List.of()
            : ec2.describeNetworkAclsPaginator(
                    request -> request.filters(Filters.of("vpc-id", vpcIds)))
                .networkAcls());
  }

  /** Creates them from a response of EC2. */
  static NetworkAcls of(Iterable<software.amazon.awssdk.services.ec2.model.NetworkAcl> acls) {
    Map<String, NetworkAcl> ofSubnets = new HashMap<>();
    for (software.amazon.awssdk.services.ec2.model.NetworkAcl each : acls) {
      AnswerReader.complete("DescribeNetworkAcls", each, "NetworkAclId");
      NetworkAcl acl = new NetworkAcl(each);
      each.associations()
          .forEach(
              association ->
                  ofSubnets.put(
                      AnswerReader.complete("DescribeNetworkAcls", association, "SubnetId")
                          .subnetId(),
                      acl));
    }
    return new NetworkAcls(ofSubnets);
  }

  /** Returns a subnet's network ACL; empty if it cannot be seen, as in a shared subnet. */
  public Optional<NetworkAcl> of(String subnetId) {
    return Optional.ofNullable(ofSubnets.get(subnetId));
  }
}

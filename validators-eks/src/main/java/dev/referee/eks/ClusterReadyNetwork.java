package dev.referee.eks;

import static dev.referee.eks.ClusterReadyExpectations.DNS;
import static dev.referee.eks.ClusterReadyExpectations.ENDPOINT;
import static dev.referee.eks.ClusterReadyExpectations.SERVICES;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.networks.Addresses;
import dev.referee.networks.Origin;
import dev.referee.networks.Path;
import dev.referee.networks.Paths;
import dev.referee.networks.SecurityGroups;
import dev.referee.networks.Traffic;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.VpcAttributeName;
import software.amazon.awssdk.services.eks.model.VpcConfigResponse;

/**
 * The network of nodes that do not join: the DNS of their VPC, the path to the API server, and the
 * paths to the services that a node calls before it joins.
 *
 * <p>For one judgement and one thread.
 *
 * @see <a href="https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html">Deploy
 *     private clusters with limited internet access</a>
 */
final class ClusterReadyNetwork {
  static final Permissions READS = Paths.READS_IPV4;

  private static final ImmutableList<String> HTTPS = ImmutableList.of("tcp 443");

  /** What a node calls: its image registry, the layers there, its addresses, its credentials. */
  private static final ImmutableList<String> CALLED =
      ImmutableList.of("ec2", "ecr.api", "ecr.dkr", "s3", "sts");

  /** Where a public endpoint is: a cluster's API has IPv4 addresses at least. */
  private static final Addresses INTERNET = Addresses.internet().and(Addresses.of("0.0.0.0/0"));

  private static final Set<String> ANYWHERE = ImmutableSet.of("0.0.0.0/0");

  private final ActiveCluster cluster;

  ClusterReadyNetwork(ActiveCluster cluster) {
    this.cluster = cluster;
  }

  /** Returns the findings about an instance. */
  ImmutableList<Finding> findings(Instance instance) {
    return ImmutableList.of(
        DNS.evaluate(() -> dns(instance)),
        ENDPOINT.evaluate(() -> endpoint(instance)),
        SERVICES.evaluate(() -> services(instance)));
  }

  private Finding dns(Instance instance) {
    String vpc = instance.vpcId();
    Ec2Client ec2 = cluster.account().client(Ec2Client::builder);
    boolean support =
        isOn(attribute(ec2, vpc, VpcAttributeName.ENABLE_DNS_SUPPORT).enableDnsSupport());
    boolean names =
        isOn(attribute(ec2, vpc, VpcAttributeName.ENABLE_DNS_HOSTNAMES).enableDnsHostnames());
    return support && names
        ? DNS.satisfied()
            .subject(vpc)
            .seen("Both DNS attributes of %s are on.".formatted(vpc))
            .build()
        : DNS.unsatisfied()
            .subject(vpc)
            .seen(
                "%s of %s is off."
                    .formatted(support ? "enableDnsHostnames" : "enableDnsSupport", vpc))
            .remedy(
                "Turn it on: aws ec2 modify-vpc-attribute --vpc-id %s --%s"
                    .formatted(vpc, support ? "enable-dns-hostnames" : "enable-dns-support"))
            .build();
  }

  private static DescribeVpcAttributeResponse attribute(
      Ec2Client ec2, String vpc, VpcAttributeName name) {
    return ec2.describeVpcAttribute(request -> request.vpcId(vpc).attribute(name));
  }

  private static boolean isOn(AttributeBooleanValue value) {
    return value != null && Boolean.TRUE.equals(value.value());
  }

  private Finding endpoint(Instance instance) {
    VpcConfigResponse network = cluster.described().resourcesVpcConfig();
    return Boolean.TRUE.equals(network.endpointPrivateAccess())
        ? byGroups(instance, network)
        : byInternet(instance, network);
  }

  private Finding byGroups(Instance instance, VpcConfigResponse network) {
    String id = instance.instanceId();
    SecurityGroups groups = SecurityGroups.of(cluster.account());
    ImmutableSet<String> ofCluster =
        ImmutableSet.<String>builder()
            .addAll(
                Optional.ofNullable(network.clusterSecurityGroupId()).stream()
                    .collect(ImmutableSet.toImmutableSet()))
            .addAll(network.securityGroupIds())
            .build();
    List<String> ofNode = instance.securityGroups().stream().map(GroupIdentifier::groupId).toList();
    Traffic https = Traffic.of("tcp 443", Addresses.of(instance.privateIpAddress() + "/32"));
    if (!groups.inbound(ofCluster).possible().covers(https)) {
      return closed(
              id,
              "The security groups of the cluster (%s) do not let %s in on port 443."
                  .formatted(String.join(", ", ofCluster), id))
          .remedy(
              "Let the security group of the nodes in on port 443 of %s, or give the nodes the"
                      .formatted(String.join(", ", ofCluster))
                  + " cluster security group.")
          .build();
    }
    if (groups.outbound(ofNode).possible().and(Traffic.of("tcp 443", Addresses.all())).isEmpty()) {
      return closed(id, "The security groups of %s let nothing out on port 443.".formatted(id))
          .remedy("Let them out on port 443 to the security group of the cluster.")
          .build();
    }
    return ENDPOINT
        .satisfied()
        .subject(id)
        .seen("The endpoint is private, and the security groups let %s reach it.".formatted(id))
        .build();
  }

  private static Finding.Builder closed(String instance, String seen) {
    return ENDPOINT.unsatisfied().subject(instance).seen(seen);
  }

  private Finding byInternet(Instance instance, VpcConfigResponse network) {
    String id = instance.instanceId();
    Optional<Finding> broken = broken(paths(instance).to(origin(instance), INTERNET, HTTPS));
    if (broken.isPresent()) {
      return blocked(
          ENDPOINT,
          id,
          "The endpoint is only public, and %s does not reach the internet: ".formatted(id),
          broken.get(),
          " Or enable private access of the endpoint.");
    }
    if (network.hasPublicAccessCidrs()
        && !network.publicAccessCidrs().isEmpty()
        && network.publicAccessCidrs().stream().noneMatch(ANYWHERE::contains)) {
      return ENDPOINT
          .unknown(Cause.MISCONFIGURED)
          .subject(id)
          .seen(
              "The endpoint is only public, and only for %s. Referee cannot tell whether the public address of %s is among them."
                  .formatted(
                      UntrustedText.line(String.join(", ", network.publicAccessCidrs())), id))
          .remedy(
              "Enable private access of the endpoint, or add the addresses of the NAT gateways to"
                  + " the public access CIDRs.")
          .build();
    }
    return ENDPOINT
        .satisfied()
        .subject(id)
        .seen("%s reaches the public endpoint.".formatted(id))
        .build();
  }

  private Finding services(Instance instance) {
    String id = instance.instanceId();
    Paths paths = paths(instance);
    Origin origin = origin(instance);
    for (String service : CALLED) {
      Optional<Finding> broken =
          broken(
              paths.toName(
                  origin,
                  "com.amazonaws.%s.%s".formatted(cluster.account().region().id(), service),
                  HTTPS));
      if (broken.isPresent()) {
        return blocked(
            SERVICES, id, "%s does not reach %s: ".formatted(id, service), broken.get(), "");
      }
    }
    return SERVICES
        .satisfied()
        .subject(id)
        .seen("%s reaches %s.".formatted(id, String.join(", ", CALLED)))
        .build();
  }

  private Paths paths(Instance instance) {
    return Paths.of(cluster.account(), List.of(origin(instance)));
  }

  private static Origin origin(Instance instance) {
    return Origin.ofAll(List.of(instance)).get(0);
  }

  private static Optional<Finding> broken(Path path) {
    return path.hops().stream()
        .filter(hop -> hop.state() == Finding.State.UNSATISFIED)
        .findFirst()
        .or(path::firstBroken);
  }

  private static Finding blocked(
      Expectation expectation, String instance, String seen, Finding hop, String more) {
    Finding.Builder finding =
        switch (hop.state()) {
          case PENDING -> expectation.pending();
          case UNKNOWN -> expectation.unknown(hop.cause().orElse(Cause.MISCONFIGURED));
          default -> expectation.unsatisfied();
        };
    return finding
        .subject(instance)
        .expected(hop.expected())
        .seen(seen + hop.seen().orElse(hop.expectation().claim()))
        .remedy((hop.remedy().orElse("Open the path.") + more).strip())
        .facts(hop.facts())
        .build();
  }
}

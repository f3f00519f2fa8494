package dev.referee.networks;

import static dev.referee.networks.HopExpectations.ENDPOINT;
import static dev.referee.networks.HopExpectations.VISIBLE;

import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * A finder of the path of traffic through the VPCs of an account, and of the hop where it breaks.
 *
 * <p>The resources of a VPC are read when a path reaches them, each kind once: a working path needs
 * few calls. Nothing is sent through the network.
 *
 * <p>For one judgement and one thread. IAM actions, as far as a path needs them: {@code
 * ec2:DescribeEgressOnlyInternetGateways}, {@code ec2:DescribeInstances}, {@code
 * ec2:DescribeInternetGateways}, {@code ec2:DescribeNatGateways}, {@code ec2:DescribeNetworkAcls},
 * {@code ec2:DescribeRouteTables}, {@code ec2:DescribeSubnets}, {@code
 * ec2:DescribeTransitGatewayAttachments}, {@code ec2:DescribeTransitGatewayVpcAttachments}, {@code
 * ec2:DescribeVpcAttribute}, {@code ec2:DescribeVpcEndpoints}, {@code
 * ec2:GetManagedPrefixListEntries}, {@code ec2:SearchTransitGatewayRoutes}, and those of {@link
 * SecurityGroups}.
 */
public final class Paths {
  /** The permissions for IPv4; for IPv6, also {@code ec2:DescribeEgressOnlyInternetGateways}. */
  public static final Permissions READS_IPV4 =
      Permissions.ofReads(
          "ec2:DescribeInstances",
          "ec2:DescribeInternetGateways",
          "ec2:DescribeNatGateways",
          "ec2:DescribeNetworkAcls",
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeRouteTables",
          "ec2:DescribeSecurityGroupRules",
          "ec2:DescribeSubnets",
          "ec2:DescribeTransitGatewayAttachments",
          "ec2:DescribeTransitGatewayVpcAttachments",
          "ec2:DescribeVpcAttribute",
          "ec2:DescribeVpcEndpoints",
          "ec2:GetManagedPrefixListEntries",
          "ec2:SearchTransitGatewayRoutes");

  private final VpcReader reader;
  private final GroupHops groups;

  private Paths(VpcReader reader, GroupHops groups) {
    this.reader = reader;
    this.groups = groups;
  }

  /**
   * Returns a finder of paths in an account. Everything is read on demand.
   *
   * @param from the sources; the resources of their VPCs are read together
   */
  public static Paths of(Account account, Collection<Origin> from) {
    return of(account.client(Ec2Client::builder), from);
  }

  static Paths of(Ec2Client ec2, Collection<Origin> from) {
    Set<String> vpcIds = from.stream().map(Origin::vpcId).collect(Collectors.toSet());
    return new Paths(new VpcReader(ec2, vpcIds), new GroupHops(new SecurityGroups(ec2)));
  }

  /**
   * Finds the path to addresses by the routes, for example to the internet.
   *
   * <p>The path works if every hop lets all traffic pass. Addresses of the VPC itself are left out;
   * those that a gateway endpoint takes do not count as {@link Path#through through}.
   *
   * @param from the source
   * @param to the destination
   * @param ports protocols with their ports, for example {@code tcp 443}
   */
  public Path to(Origin from, Addresses to, List<String> ports) {
    HopRecorder recorder = new HopRecorder();
    PathTracer tracer = new PathTracer(reader, groups, recorder);
    Traffic through = tracer.begin(from, TrafficSpec.of(ports, to));
    return new Path(recorder.hops(), through);
  }

  /**
   * Finds the path to a service through an endpoint of the VPC. If there are several, one that
   * works is enough.
   *
   * @param from the source
   * @param service the service's name, for example {@code com.amazonaws.eu-west-1.ssm}
   * @param ports protocols with their ports, for example {@code tcp 443}
   */
  public Path toService(Origin from, String service, List<String> ports) {
    HopRecorder recorder = new HopRecorder();
    List<Path> paths = new ArrayList<>();
    recorder.on(
        ENDPOINT,
        () -> {
          new ServiceDnsResolver(reader, from, service)
              .endpoints().stream()
                  .map(endpoint -> toEndpoint(from, endpoint, ports))
                  .forEach(paths::add);
          if (paths.isEmpty()) {
            missing(from, service, recorder);
          }
          return Traffic.none();
        });
    return paths.stream()
        .min(Comparator.comparing(Paths::openness))
        .orElseGet(() -> new Path(recorder.hops(), Traffic.none()));
  }

  /**
   * Finds the path to the public name of a service: to an endpoint of the VPC with private DNS for
   * the name, or else by the routes. If neither works, it is the path through the endpoint, if
   * there is one, or through a route to the internet.
   *
   * @param from the source
   * @param service the service's name, for example {@code com.amazonaws.eu-west-1.ssm}
   * @param ports protocols with their ports, for example {@code tcp 443}
   */
  public Path toName(Origin from, String service, List<String> ports) {
    HopRecorder recorder = new HopRecorder();
    List<Path> paths = new ArrayList<>();
    recorder.on(
        ENDPOINT,
        () -> {
          paths.add(new ServiceDnsResolver(reader, from, service).path(this, ports));
          return Traffic.none();
        });
    return paths.isEmpty() ? new Path(recorder.hops(), Traffic.none()) : paths.get(0);
  }

  /**
   * Returns the endpoint that the public name of a service resolves to; empty if none.
   *
   * @throws dev.referee.Inconclusive if it could not be seen
   */
  public Optional<VpcEndpoint> endpoint(Origin from, String service) {
    return new ServiceDnsResolver(reader, from, service).taken();
  }

  Path toEndpoint(Origin from, VpcEndpoint endpoint, List<String> ports) {
    HopRecorder recorder = new HopRecorder();
    PathTracer tracer = new PathTracer(reader, groups, recorder);
    Traffic through =
        new EndpointHops(tracer, reader, groups, recorder)
            .trace(from, endpoint, TrafficSpec.of(ports, Addresses.none()));
    return new Path(recorder.hops(), through);
  }

  /** Orders paths: working, pending, unknown, broken. */
  static int openness(Path path) {
    return path.hops().stream()
        .map(Finding::state)
        .mapToInt(
            state ->
                switch (state) {
                  case SATISFIED -> 0;
                  case PENDING -> 1;
                  case UNKNOWN -> 2;
                  case UNSATISFIED -> 3;
                })
        .max()
        .orElse(3);
  }

  /** Returns whether a path works or will work. */
  static boolean leads(Path path) {
    return openness(path) < 2;
  }

  private void missing(Origin from, String service, HopRecorder recorder) {
    boolean shared =
        reader
            .tables(from.vpcId())
            .of(from.vpcId(), from.subnetId())
            .map(table -> table.routes().stream().anyMatch(Paths::leadsToOtherVpcs))
            .orElse(true);
    if (shared) {
      recorder.hides(
          VISIBLE,
          from.vpcId(),
          "%s has no endpoint for %s, and Referee cannot see whether another VPC shares one."
              .formatted(from.vpcId(), service),
          "Create an endpoint for %s in %s, or prove the shared one by other means."
              .formatted(service, from.vpcId()));
    } else {
      recorder.blocks(
          ENDPOINT,
          from.vpcId(),
          "an endpoint for " + service,
          "%s has no endpoint for %s.".formatted(from.vpcId(), service),
          "Create one: a gateway endpoint in the subnet's route table, or an interface endpoint"
              + " with private DNS names.");
    }
  }

  private static boolean leadsToOtherVpcs(Route route) {
    return route.target().kind() == RouteTarget.Kind.TRANSIT_GATEWAY
        || route.target().kind() == RouteTarget.Kind.PEERING_CONNECTION;
  }

  /**
   * Returns the routes that make the subnet of a source public: those to an internet gateway that
   * is attached to the VPC, whatever their destination and state.
   *
   * @throws dev.referee.Inconclusive if they could not be seen
   */
  public List<Route> publicRoutes(Origin from) {
    return new PublicRoutes(reader).of(routeTable(from), from.vpcId());
  }

  /**
   * Returns the route table of a source.
   *
   * @throws dev.referee.Inconclusive if it could not be seen
   */
  public RouteTable routeTable(Origin from) {
    return reader
        .tables(from.vpcId())
        .of(from.vpcId(), from.subnetId())
        .orElseThrow(() -> HiddenResources.shared("the route table", from.subnetId()));
  }
}

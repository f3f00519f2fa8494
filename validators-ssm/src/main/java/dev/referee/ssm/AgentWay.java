package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ssm.SessionSteps.ENDPOINT_POLICY;
import static dev.referee.ssm.SessionSteps.ENDPOINT_THERE;

import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.network.Origin;
import dev.referee.network.Path;
import dev.referee.network.Paths;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * Judges whether agents reach Systems Manager: by the endpoints that have its names, or else by the
 * way out. What AWS asks for since 2024 is {@code ssm} and {@code ssmmessages}; {@code ec2messages}
 * is not needed.
 *
 * <p>What the VPC has is read when it is asked for, once for all instances.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html">VPC
 *     endpoints for Systems Manager</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html">Which
 *     services the agent talks to</a>
 */
final class AgentWay {
  static final ImmutableList<String> SERVICES = ImmutableList.of("ssm", "ssmmessages");

  static final Permissions READS =
      Permissions.reading(
          "ec2:DescribeEgressOnlyInternetGateways",
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

  private static final ImmutableList<String> HTTPS = ImmutableList.of("tcp 443");

  /** Is where agents begin, and what finds their ways. */
  private record Network(
      ImmutableList<Origin> origins, Map<String, Origin> ofInstances, Paths paths) {}

  private final String region;
  private final ImmutableList<Instance> instances;
  private final Once<Network> network;

  AgentWay(Account account, List<Instance> instances) {
    this.region = account.region().id();
    this.instances = ImmutableList.copyOf(instances);
    this.network = new Once<>(any -> read(account));
  }

  private Network network() {
    return network.get(region);
  }

  private Network read(Account account) {
    ImmutableList<Origin> origins = ImmutableList.copyOf(Origin.ofAll(account, instances));
    Map<String, Origin> ofInstances = new LinkedHashMap<>();
    instances.forEach(
        instance ->
            origins.stream()
                .filter(origin -> origin.begins(instance))
                .findFirst()
                .ifPresent(origin -> ofInstances.put(instance.instanceId(), origin)));
    return new Network(origins, ofInstances, Paths.of(account, origins));
  }

  /** Returns what the hops say, step by step in the order of the way; what is alike, once. */
  ImmutableList<Finding> findings() {
    WaySteps steps = new WaySteps(region);
    Finding looked =
        ENDPOINT_THERE.found(
            () -> {
              for (Origin origin : network().origins()) {
                for (String service : SERVICES) {
                  Path path = network().paths().toName(origin, name(service), HTTPS);
                  steps.add(path, service);
                }
              }
              return ENDPOINT_THERE.satisfied().build();
            });
    return looked.isSatisfied()
        ? steps.findings()
        : ImmutableList.<Finding>builder().add(looked).addAll(steps.findings()).build();
  }

  /** Returns the endpoint that the agent of an instance talks to; empty where it goes out. */
  Optional<VpcEndpoint> endpoint(Instance instance, String service) {
    return Optional.ofNullable(network().ofInstances().get(instance.instanceId()))
        .flatMap(origin -> network().paths().endpoint(origin, name(service)));
  }

  /**
   * Judges the policies of the endpoints that agents talk to.
   *
   * @param acting the role that an agent acts by; where there is none, nobody is to be let through
   */
  ImmutableList<Finding> policies(Function<Instance, Optional<AgentRole>> acting) {
    List<EndpointPolicy> judged = new ArrayList<>();
    Finding looked =
        ENDPOINT_POLICY.found(
            () -> {
              for (Instance instance : instances) {
                Optional<AgentRole> role = acting.apply(instance);
                for (String service : role.isPresent() ? SERVICES : ImmutableList.<String>of()) {
                  AgentRequest request = new AgentRequest(region, instance, role.orElseThrow());
                  endpoint(instance, service)
                      .map(endpoint -> EndpointPolicy.judge(endpoint, service, request))
                      .ifPresent(judged::add);
                }
              }
              return ENDPOINT_POLICY.satisfied().build();
            });
    ImmutableList<Finding> findings =
        judged.stream().map(EndpointPolicy::finding).distinct().collect(toImmutableList());
    return looked.isSatisfied()
        ? findings
        : ImmutableList.<Finding>builder().add(looked).addAll(findings).build();
  }

  private String name(String service) {
    return "com.amazonaws.%s.%s".formatted(region, service);
  }
}

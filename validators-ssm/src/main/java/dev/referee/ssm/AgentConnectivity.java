package dev.referee.ssm;

import static com.google.common.base.Strings.isNullOrEmpty;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_POLICY;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_THERE;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.networks.Origin;
import dev.referee.networks.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * An evaluator of an agent's network access to Systems Manager, by VPC endpoints or other egress.
 * Since 2024, AWS requires {@code ssm} and {@code ssmmessages}; {@code ec2messages} is not needed.
 *
 * <p>The resources of the VPC are read on demand, once.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html">VPC
 *     endpoints for Systems Manager</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html">Which
 *     services the agent talks to</a>
 */
final class AgentConnectivity {
  static final ImmutableList<String> SERVICES = ImmutableList.of("ssm", "ssmmessages");

  static final Permissions READS = Paths.READS_IPV4;

  private static final ImmutableList<String> HTTPS = ImmutableList.of("tcp 443");

  /** The origin of an agent's traffic, with the finder of its paths. */
  private record Start(Origin origin, Paths paths) {}

  private final Account account;
  private final String region;
  private final Memoizer<Instance, Start> starts = new Memoizer<>(this::read);

  AgentConnectivity(Account account) {
    this.account = account;
    this.region = account.region().id();
  }

  private Start read(Instance instance) {
    List<Origin> origins = Origin.ofAll(List.of(instance));
    return new Start(origins.get(0), Paths.of(account, origins));
  }

  /** Returns the findings of the hops, in the order of the steps, merging equal ones. */
  ImmutableList<Finding> judge(Instance instance) {
    if (isNullOrEmpty(instance.privateIpAddress())) {
      return ImmutableList.of(withoutIpv4(instance));
    }
    HopFolding steps = new HopFolding(region);
    Finding looked =
        UnexpectedError.found(
            ENDPOINT_THERE,
            () -> {
              Start start = starts.get(instance);
              for (String service : SERVICES) {
                steps.add(start.paths().toName(start.origin(), name(service), HTTPS), service);
              }
              return ENDPOINT_THERE.satisfied().build();
            });
    return looked.isSatisfied() ? steps.findings() : ImmutableList.of(looked);
  }

  /**
   * The default names of the services resolve to IPv4 only; another configuration of an agent
   * cannot be seen.
   */
  private static Finding withoutIpv4(Instance instance) {
    return ENDPOINT_THERE
        .unknown(Cause.MISCONFIGURED)
        .subject(instance.instanceId())
        .expected("an IPv4 address, or an agent that is configured for the dual-stack endpoints")
        .seen("%s has no IPv4 address.".formatted(instance.instanceId()))
        .build();
  }

  /**
   * Returns the endpoint that the agent of an instance uses; empty if it uses the internet.
   *
   * @throws dev.referee.Inconclusive when it could not be seen
   */
  Optional<VpcEndpoint> endpoint(Instance instance, String service) {
    Start start = starts.get(instance);
    return start.paths().endpoint(start.origin(), name(service));
  }

  /**
   * Judges the policies of the endpoints that an agent uses.
   *
   * @param acting the role that it uses; if there is none, nobody is to be let through
   */
  ImmutableList<Finding> policies(Instance instance, Supplier<Optional<AgentRole>> acting) {
    List<Finding> findings = new ArrayList<>();
    Finding looked =
        UnexpectedError.found(
            ENDPOINT_POLICY,
            () -> {
              Optional<AgentRole> role = acting.get();
              for (String service : role.isPresent() ? SERVICES : ImmutableList.<String>of()) {
                AgentRequest request = new AgentRequest(region, instance, role.orElseThrow());
                endpoint(instance, service)
                    .map(endpoint -> EndpointPolicy.judge(endpoint, service, request).finding())
                    .ifPresent(findings::add);
              }
              return ENDPOINT_POLICY.satisfied().build();
            });
    return looked.isSatisfied() ? ImmutableList.copyOf(findings) : ImmutableList.of(looked);
  }

  /**
   * Returns the broken or unknown hop of the path to a service; empty if the path works, or if
   * there is no IPv4 source address.
   */
  Optional<Finding> broken(Instance instance, String service) {
    if (isNullOrEmpty(instance.privateIpAddress())) {
      return Optional.empty();
    }
    Finding looked =
        UnexpectedError.found(
            ENDPOINT_THERE,
            () -> {
              Start start = starts.get(instance);
              List<Finding> hops =
                  start.paths().toName(start.origin(), name(service), HTTPS).hops();
              return BlockedFindings.blocking(hops)
                  .orElseGet(() -> ENDPOINT_THERE.satisfied().build());
            });
    return looked.isSatisfied() ? Optional.empty() : Optional.of(looked);
  }

  /** Returns the name of a service, for example {@code com.amazonaws.eu-west-1.kms}. */
  String name(String service) {
    return "com.amazonaws.%s.%s".formatted(region, service);
  }
}

package dev.referee.testkit.embedded.elbv2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.AvailabilityZone;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DeleteLoadBalancerResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.DescribeLoadBalancersResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancer;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerAttribute;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerStateEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.LoadBalancerTypeEnum;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyLoadBalancerAttributesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ModifyLoadBalancerAttributesResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSecurityGroupsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSecurityGroupsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSubnetsRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SetSubnetsResponse;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.SubnetMapping;

/** An emulation of application and network load balancers, which take a while to become active. */
final class LoadBalancers {
  static final Duration PROVISIONING = Duration.ofSeconds(90);

  private static final int PAGE = 400;
  private static final String PROTECTION = "deletion_protection.enabled";

  private final LoadBalancing balancing;
  private final Map<String, LoadBalancer> byArn = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> attributes = new LinkedHashMap<>();

  LoadBalancers(LoadBalancing balancing) {
    this.balancing = balancing;
  }

  static AwsError notFound(String description) {
    return LoadBalancing.error(
        "LoadBalancerNotFound", "Load balancers '[" + description + "]' not found");
  }

  CreateLoadBalancerResponse create(CreateLoadBalancerRequest request, Call call) {
    String name = request.name();
    LoadBalancingNames.requireLoadBalancer(name);
    boolean network = "network".equals(request.typeAsString());
    List<Subnet> subnets = subnets(request.subnets(), request.subnetMappings(), network);
    boolean internal = "internal".equals(request.schemeAsString());
    LoadBalancer wanted =
        LoadBalancer.builder()
            .loadBalancerName(name)
            .scheme(internal ? "internal" : "internet-facing")
            .type(network ? LoadBalancerTypeEnum.NETWORK : LoadBalancerTypeEnum.APPLICATION)
            .ipAddressType(
                request.ipAddressType() == null ? "ipv4" : request.ipAddressTypeAsString())
            .vpcId(subnets.get(0).vpcId())
            .availabilityZones(zones(subnets))
            .securityGroups(
                network && request.securityGroups().isEmpty()
                    ? List.of()
                    : groups(subnets.get(0), request.securityGroups()))
            .build();
    LoadBalancer old = byName(name);
    if (old != null) {
      if (!settings(old).equals(settings(wanted))) {
        throw LoadBalancing.error(
            "DuplicateLoadBalancerName",
            "A load balancer with the same name '"
                + name
                + "' exists, but with different settings");
      }
      return CreateLoadBalancerResponse.builder().loadBalancers(described(old)).build();
    }
    String arn =
        balancing.arn(
            "loadbalancer/%s/%s/%s".formatted(network ? "net" : "app", name, balancing.id()));
    LoadBalancer made =
        wanted.toBuilder()
            .loadBalancerArn(arn)
            .dnsName(
                "%s%s-%s.%s"
                    .formatted(
                        internal ? "internal-" : "",
                        name,
                        arn.substring(arn.length() - 10),
                        network
                            ? "elb." + call.region() + ".amazonaws.com"
                            : call.region() + ".elb.amazonaws.com"))
            .canonicalHostedZoneId("Z35SXDOTRQ7X7K")
            .createdTime(balancing.now())
            .build();
    byArn.put(arn, made);
    attributes.put(
        arn,
        new TreeMap<>(
            Map.of(
                PROTECTION,
                "false",
                "access_logs.s3.enabled",
                "false",
                "load_balancing.cross_zone.enabled",
                String.valueOf(!network))));
    if (!network) {
      attributes.get(arn).put("idle_timeout.timeout_seconds", "60");
    }
    balancing.tags.begin(arn, request.tags());
    return CreateLoadBalancerResponse.builder().loadBalancers(described(made)).build();
  }

  /** Returns the properties of a load balancer in a request to create it, in no order. */
  private static List<Object> settings(LoadBalancer balancer) {
    return List.of(
        balancer.type(),
        balancer.scheme(),
        balancer.ipAddressType(),
        Set.copyOf(balancer.availabilityZones()),
        Set.copyOf(balancer.securityGroups()));
  }

  private @Nullable LoadBalancer byName(String name) {
    return byArn.values().stream()
        .filter(balancer -> balancer.loadBalancerName().equals(name))
        .findFirst()
        .orElse(null);
  }

  private List<Subnet> subnets(List<String> ids, List<SubnetMapping> mappings, boolean network) {
    List<Subnet> subnets =
        Stream.concat(ids.stream(), mappings.stream().map(SubnetMapping::subnetId))
            .map(this::subnet)
            .toList();
    Set<String> zones = new HashSet<>(subnets.stream().map(Subnet::availabilityZone).toList());
    if (subnets.isEmpty() || (!network && zones.size() < 2)) {
      throw LoadBalancing.invalid(
          network
              ? "At least one subnet must be specified"
              : "At least two subnets in two different Availability Zones must be specified");
    }
    if (zones.size() < subnets.size()) {
      throw LoadBalancing.error(
          "InvalidConfigurationRequest",
          "A load balancer cannot be attached to multiple subnets in the same Availability Zone");
    }
    if (subnets.stream().map(Subnet::vpcId).distinct().count() > 1) {
      throw LoadBalancing.error("InvalidSubnet", "The subnets are in different VPCs");
    }
    return subnets;
  }

  private Subnet subnet(String id) {
    try {
      return balancing.ec2.subnet(id);
    } catch (AwsError e) {
      throw LoadBalancing.error("SubnetNotFound", "The subnet ID '" + id + "' does not exist");
    }
  }

  private static List<AvailabilityZone> zones(List<Subnet> subnets) {
    return subnets.stream()
        .map(
            subnet ->
                AvailabilityZone.builder()
                    .zoneName(subnet.availabilityZone())
                    .subnetId(subnet.subnetId())
                    .build())
        .toList();
  }

  private List<String> groups(Subnet subnet, List<String> ids) {
    try {
      return balancing.ec2.groupsForLaunch(subnet, ids).stream()
          .map(GroupIdentifier::groupId)
          .toList();
    } catch (AwsError e) {
      throw LoadBalancing.error("InvalidSecurityGroup", e.message());
    }
  }

  DescribeLoadBalancersResponse describe(DescribeLoadBalancersRequest request, Call call) {
    request.loadBalancerArns().forEach(this::get);
    for (String name : request.names()) {
      if (byName(name) == null) {
        throw notFound(name);
      }
    }
    Page<LoadBalancer> page =
        Page.of(
            byArn.values().stream()
                .filter(
                    balancer ->
                        request.loadBalancerArns().isEmpty()
                            || request.loadBalancerArns().contains(balancer.loadBalancerArn()))
                .filter(
                    balancer ->
                        request.names().isEmpty()
                            || request.names().contains(balancer.loadBalancerName()))
                .map(this::described)
                .toList(),
            request.pageSize() == null ? PAGE : request.pageSize(),
            request.marker(),
            call);
    return DescribeLoadBalancersResponse.builder()
        .loadBalancers(page.items())
        .nextMarker(page.next())
        .build();
  }

  private LoadBalancer described(LoadBalancer balancer) {
    return balancer.toBuilder()
        .state(
            state ->
                state.code(
                    isActive(balancer)
                        ? LoadBalancerStateEnum.ACTIVE
                        : LoadBalancerStateEnum.PROVISIONING))
        .build();
  }

  boolean isActive(LoadBalancer balancer) {
    return !balancing.now().isBefore(balancer.createdTime().plus(PROVISIONING));
  }

  DeleteLoadBalancerResponse delete(DeleteLoadBalancerRequest request, Call call) {
    String arn = request.loadBalancerArn();
    balancing.requireArn("loadbalancer", "load balancer", arn);
    if (byArn.containsKey(arn)) {
      if ("true".equals(attributes(arn).get(PROTECTION))) {
        throw LoadBalancing.error(
            "OperationNotPermitted",
            "Load balancer '" + arn + "' cannot be deleted because deletion protection is enabled");
      }
      balancing.listeners.forgetOf(arn);
      byArn.remove(arn);
      attributes.remove(arn);
      balancing.tags.forget(arn);
    }
    return DeleteLoadBalancerResponse.builder().build();
  }

  SetSubnetsResponse setSubnets(SetSubnetsRequest request, Call call) {
    LoadBalancer old = get(request.loadBalancerArn());
    boolean network = old.type() == LoadBalancerTypeEnum.NETWORK;
    List<Subnet> subnets = subnets(request.subnets(), request.subnetMappings(), network);
    change(old, builder -> builder.availabilityZones(zones(subnets)));
    return SetSubnetsResponse.builder().availabilityZones(zones(subnets)).build();
  }

  SetSecurityGroupsResponse setSecurityGroups(SetSecurityGroupsRequest request, Call call) {
    LoadBalancer old = get(request.loadBalancerArn());
    if (old.type() == LoadBalancerTypeEnum.NETWORK && old.securityGroups().isEmpty()) {
      throw LoadBalancing.error(
          "InvalidConfigurationRequest",
          "Security groups cannot be set on a Network Load Balancer that was made without any");
    }
    List<String> groups =
        groups(subnet(old.availabilityZones().get(0).subnetId()), request.securityGroups());
    change(old, builder -> builder.securityGroups(groups));
    return SetSecurityGroupsResponse.builder().securityGroupIds(groups).build();
  }

  private void change(LoadBalancer old, UnaryOperator<LoadBalancer.Builder> change) {
    byArn.put(old.loadBalancerArn(), change.apply(old.toBuilder()).build());
  }

  DescribeLoadBalancerAttributesResponse describeAttributes(
      DescribeLoadBalancerAttributesRequest request, Call call) {
    return DescribeLoadBalancerAttributesResponse.builder()
        .attributes(listed(request.loadBalancerArn()))
        .build();
  }

  ModifyLoadBalancerAttributesResponse modifyAttributes(
      ModifyLoadBalancerAttributesRequest request, Call call) {
    Map<String, String> all = attributes(request.loadBalancerArn());
    request
        .attributes()
        .forEach(attribute -> all.put(attribute.key(), attribute.value().toLowerCase(Locale.ROOT)));
    return ModifyLoadBalancerAttributesResponse.builder()
        .attributes(listed(request.loadBalancerArn()))
        .build();
  }

  private List<LoadBalancerAttribute> listed(String arn) {
    return attributes(arn).entrySet().stream()
        .map(
            entry ->
                LoadBalancerAttribute.builder().key(entry.getKey()).value(entry.getValue()).build())
        .toList();
  }

  private Map<String, String> attributes(@Nullable String arn) {
    return Objects.requireNonNull(attributes.get(get(arn).loadBalancerArn()));
  }

  LoadBalancer get(@Nullable String arn) {
    balancing.requireArn("loadbalancer", "load balancer", arn);
    LoadBalancer found = byArn.get(arn);
    if (found == null) {
      throw notFound(String.valueOf(arn));
    }
    return found;
  }
}

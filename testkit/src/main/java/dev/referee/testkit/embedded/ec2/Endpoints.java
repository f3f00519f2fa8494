package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointsResponse;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceType;
import software.amazon.awssdk.services.ec2.model.SecurityGroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItemError;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;
import software.amazon.awssdk.services.ec2.model.VpcEndpointType;

/**
 * An emulation of VPC endpoints: gateway endpoints, and interface endpoints, which take a minute.
 */
final class Endpoints {
  static final Duration COMING = Duration.ofSeconds(60);
  static final Duration GOING = Duration.ofSeconds(60);

  // EC2 answers in lower case, where its own list of states begins with capitals.
  private static final String PENDING = "pending";
  private static final String AVAILABLE = "available";
  private static final String DELETING = "deleting";

  private static final String FULL_ACCESS =
      "{\"Statement\":[{\"Action\":\"*\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Resource\":\"*\"}]}";

  private final Ec2 ec2;
  private final ResourceTable<VpcEndpoint> table;

  Endpoints(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "vpce",
                "vpc-endpoint",
                "InvalidVpcEndpointId.NotFound",
                "InvalidVpcEndpointId.Malformed",
                "The Vpc Endpoint Id '%s' does not exist"),
            VpcEndpoint::vpcEndpointId,
            (endpoint, tags) -> endpoint.toBuilder().tags(tags).build(),
            new Filters<VpcEndpoint>()
                .on("service-name", VpcEndpoint::serviceName)
                .on("service-region", endpoint -> ec2.context.region())
                .on("vpc-endpoint-id", VpcEndpoint::vpcEndpointId)
                .on("vpc-endpoint-state", VpcEndpoint::stateAsString)
                .on("vpc-endpoint-type", VpcEndpoint::vpcEndpointTypeAsString)
                .on("vpc-id", VpcEndpoint::vpcId)
                .on("ip-address-type", VpcEndpoint::ipAddressTypeAsString));
  }

  CreateVpcEndpointResponse create(CreateVpcEndpointRequest request, Call call) {
    Vpc vpc = ec2.vpcs.get(request.vpcId());
    String service = request.serviceName();
    if (service == null) {
      throw AwsError.missing("ServiceName");
    }
    boolean isInterface = request.vpcEndpointType() == VpcEndpointType.INTERFACE;
    ec2.endpointServices.require(service, isInterface);
    boolean dns = isInterface && !Boolean.FALSE.equals(request.privateDnsEnabled());
    if (dns && !ec2.vpcs.privateDnsWorks(vpc.vpcId())) {
      throw new AwsError(
          400,
          "InvalidParameter",
          "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC"
              + " attributes set to true for "
              + vpc.vpcId());
    }
    String id = ec2.ids.next("vpce");
    VpcEndpoint.Builder made =
        VpcEndpoint.builder()
            .vpcEndpointId(id)
            .vpcEndpointType(isInterface ? VpcEndpointType.INTERFACE : VpcEndpointType.GATEWAY)
            .vpcId(vpc.vpcId())
            .serviceName(service)
            .ownerId(ec2.context.accountId())
            .requesterManaged(false)
            .privateDnsEnabled(dns)
            .policyDocument(
                request.policyDocument() == null ? FULL_ACCESS : request.policyDocument())
            .creationTimestamp(ec2.now())
            .routeTableIds(List.of())
            .subnetIds(List.of())
            .groups(List.of())
            .networkInterfaceIds(List.of())
            .dnsEntries(List.of());
    if (isInterface) {
      List<Subnet> subnets = request.subnetIds().stream().map(ec2.subnets::get).toList();
      List<GroupIdentifier> groups = groups(vpc, request.securityGroupIds(), subnets);
      made.state(PENDING)
          .subnetIds(List.copyOf(request.subnetIds()))
          .groups(shown(groups))
          .ipAddressType("ipv4")
          .networkInterfaceIds(
              subnets.stream().map(subnet -> interfaceIn(subnet, groups, id)).toList())
          .dnsEntries(dnsEntries(id, service, dns));
      ec2.later(
          COMING,
          () ->
              table.change(
                  id,
                  endpoint ->
                      PENDING.equals(endpoint.stateAsString())
                          ? endpoint.toBuilder().state(AVAILABLE).build()
                          : endpoint));
    } else {
      String list = listOf(service);
      request.routeTableIds().forEach(ec2.routeTables::get);
      made.state(AVAILABLE).routeTableIds(List.copyOf(request.routeTableIds()));
      request.routeTableIds().forEach(one -> ec2.routes.endpoint(one, list, id, true));
    }
    table.put(made.build());
    ec2.tags.specified(id, request.tagSpecifications());
    return CreateVpcEndpointResponse.builder()
        .vpcEndpoint(table.tagged(table.get(id)))
        .clientToken(request.clientToken())
        .build();
  }

  DescribeVpcEndpointsResponse describe(DescribeVpcEndpointsRequest request, Call call) {
    Page<VpcEndpoint> page =
        Page.of(
            table.describe(request.vpcEndpointIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeVpcEndpointsResponse.builder()
        .vpcEndpoints(page.items())
        .nextToken(page.next())
        .build();
  }

  ModifyVpcEndpointResponse modify(ModifyVpcEndpointRequest request, Call call) {
    VpcEndpoint endpoint = get(request.vpcEndpointId());
    String id = endpoint.vpcEndpointId();
    VpcEndpoint.Builder changed = endpoint.toBuilder();
    if (Boolean.TRUE.equals(request.resetPolicy())) {
      changed.policyDocument(FULL_ACCESS);
    } else if (request.policyDocument() != null) {
      changed.policyDocument(request.policyDocument());
    }
    if (request.privateDnsEnabled() != null) {
      changed
          .privateDnsEnabled(request.privateDnsEnabled())
          .dnsEntries(dnsEntries(id, endpoint.serviceName(), request.privateDnsEnabled()));
    }
    if (endpoint.vpcEndpointType() == VpcEndpointType.GATEWAY) {
      changed.routeTableIds(routeTables(endpoint, request));
    } else {
      interfaces(endpoint, request, changed);
    }
    table.put(changed.build());
    return ModifyVpcEndpointResponse.builder().returnValue(true).build();
  }

  private List<String> routeTables(VpcEndpoint endpoint, ModifyVpcEndpointRequest request) {
    String list = listOf(endpoint.serviceName());
    List<String> tables = new ArrayList<>(endpoint.routeTableIds());
    for (String removed : request.removeRouteTableIds()) {
      tables.remove(removed);
      ec2.routes.endpoint(removed, list, endpoint.vpcEndpointId(), false);
    }
    for (String added : request.addRouteTableIds()) {
      tables.add(ec2.routeTables.get(added).routeTableId());
      ec2.routes.endpoint(added, list, endpoint.vpcEndpointId(), true);
    }
    return tables;
  }

  private void interfaces(
      VpcEndpoint endpoint, ModifyVpcEndpointRequest request, VpcEndpoint.Builder changed) {
    List<GroupIdentifier> groups = new ArrayList<>();
    endpoint
        .groups()
        .forEach(
            group -> groups.add(SdkFieldCopier.overlay(group, GroupIdentifier.builder()).build()));
    groups.removeIf(group -> request.removeSecurityGroupIds().contains(group.groupId()));
    request
        .addSecurityGroupIds()
        .forEach(
            id ->
                groups.add(
                    SdkFieldCopier.overlay(ec2.securityGroups.get(id), GroupIdentifier.builder())
                        .build()));
    List<String> subnets = new ArrayList<>(endpoint.subnetIds());
    List<String> faces = new ArrayList<>(endpoint.networkInterfaceIds());
    for (String face : endpoint.networkInterfaceIds()) {
      String subnetId = ec2.interfaces.get(face).subnetId();
      if (request.removeSubnetIds().contains(subnetId)) {
        subnets.remove(subnetId);
        faces.remove(face);
        ec2.interfaces.delete(face);
      } else {
        ec2.interfaces.regroupOne(face, groups);
      }
    }
    for (String subnetId : request.addSubnetIds()) {
      subnets.add(subnetId);
      faces.add(interfaceIn(ec2.subnets.get(subnetId), groups, endpoint.vpcEndpointId()));
    }
    changed.groups(shown(groups)).subnetIds(subnets).networkInterfaceIds(faces);
  }

  DeleteVpcEndpointsResponse delete(DeleteVpcEndpointsRequest request, Call call) {
    List<UnsuccessfulItem> failed = new ArrayList<>();
    for (String id : request.vpcEndpointIds()) {
      VpcEndpoint endpoint = table.find(id);
      if (endpoint == null) {
        failed.add(
            UnsuccessfulItem.builder()
                .resourceId(id)
                .error(
                    UnsuccessfulItemError.builder()
                        .code("InvalidVpcEndpoint.NotFound")
                        .message("The Vpc Endpoint Id '" + id + "' does not exist")
                        .build())
                .build());
      } else if (endpoint.vpcEndpointType() == VpcEndpointType.GATEWAY) {
        endpoint
            .routeTableIds()
            .forEach(one -> ec2.routes.endpoint(one, listOf(endpoint.serviceName()), id, false));
        table.remove(id);
      } else {
        table.put(endpoint.toBuilder().state(DELETING).build());
        ec2.later(
            GOING,
            () -> {
              endpoint.networkInterfaceIds().forEach(ec2.interfaces::delete);
              table.remove(id);
            });
      }
    }
    return DeleteVpcEndpointsResponse.builder().unsuccessful(failed).build();
  }

  VpcEndpoint get(String id) {
    return table.get(id);
  }

  boolean isAvailable(String id) {
    VpcEndpoint endpoint = table.find(id);
    return endpoint != null && AVAILABLE.equals(endpoint.stateAsString());
  }

  /** Returns the endpoint that a service's own name means in a VPC; null if it means none. */
  @Nullable VpcEndpoint named(String vpcId, String service) {
    return table
        .all(
            endpoint ->
                endpoint.vpcId().equals(vpcId)
                    && endpoint.serviceName().equals(service)
                    && endpoint.vpcEndpointType() == VpcEndpointType.INTERFACE
                    && Boolean.TRUE.equals(endpoint.privateDnsEnabled())
                    && isAvailable(endpoint.vpcEndpointId()))
        .stream()
        .findFirst()
        .orElse(null);
  }

  boolean areIn(String vpcId) {
    return !table.all(endpoint -> endpoint.vpcId().equals(vpcId)).isEmpty();
  }

  /** Returns the prefix list of a service that has gateway endpoints. */
  private String listOf(String service) {
    return Objects.requireNonNull(ec2.prefixLists.ofService(service));
  }

  private List<GroupIdentifier> groups(Vpc vpc, List<String> ids, List<Subnet> subnets) {
    Subnet within =
        subnets.isEmpty() ? Subnet.builder().vpcId(vpc.vpcId()).build() : subnets.get(0);
    return ec2.securityGroups.ofLaunch(within, ids, List.of());
  }

  private static List<SecurityGroupIdentifier> shown(List<GroupIdentifier> groups) {
    return groups.stream()
        .map(group -> SdkFieldCopier.overlay(group, SecurityGroupIdentifier.builder()).build())
        .toList();
  }

  private String interfaceIn(Subnet subnet, List<GroupIdentifier> groups, String endpointId) {
    return ec2.interfaces
        .create(
            subnet,
            groups,
            null,
            "VPC Endpoint Interface " + endpointId,
            NetworkInterfaceType.VPC_ENDPOINT)
        .networkInterfaceId();
  }

  private List<DnsEntry> dnsEntries(String id, String service, boolean dns) {
    String host = ec2.endpointServices.host(service);
    List<DnsEntry> entries = new ArrayList<>();
    entries.add(DnsEntry.builder().dnsName(id + "." + host + ".vpce.amazonaws.com").build());
    if (dns) {
      entries.add(DnsEntry.builder().dnsName(host + ".amazonaws.com").build());
    }
    return entries;
  }
}

package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.ServiceQuota;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ids;
import dev.referee.testkit.embedded.common.Zones;
import dev.referee.testkit.sessionserver.PortServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.CreateLaunchTemplateVersionRequest;
import software.amazon.awssdk.services.ec2.model.CreateSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.DeleteLaunchTemplateRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSecurityGroupRequest;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.RebootInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RequestLaunchTemplateData;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.StopInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TerminateInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Vpc;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/**
 * An emulation of EC2 in one account and Region, with one part for each kind of resource.
 *
 * <p>Other services ask its public methods, and listen to its events.
 */
public final class Ec2 {
  private static final Cidr DEFAULT_RANGE = Cidr.of("172.31.0.0/16");
  private static final int DEFAULT_SUBNET_BITS = 20;

  final Call context;
  final Ids ids;
  final Tags tags = new Tags();
  final Zones zones;
  final Images images;
  final KeyPairs keyPairs;
  final Vpcs vpcs;
  final VpcRanges vpcRanges;
  final Subnets subnets;
  final SubnetRanges subnetRanges;
  final SecurityGroups securityGroups;
  final SecurityGroupRules rules;
  final SecurityGroupCalls ruleCalls;
  final RouteTables routeTables;
  final Routes routes;
  final InternetGateways internetGateways;
  final EgressOnlyGateways egressOnlyGateways;
  final NatGateways natGateways;
  final Addresses addresses;
  final NetworkAcls networkAcls;
  final Endpoints endpoints;
  final PrefixLists prefixLists;
  final Interfaces interfaces;
  final InterfaceAddresses interfaceAddresses;
  final InterfaceCalls interfaceCalls;
  final LaunchInterfaces launchInterfaces;
  final PublicAddresses publicAddresses;
  final TransitGateways transitGateways;
  final TransitAttachments transitAttachments;
  final TransitTables transitTables;
  final TransitRoutes transitRoutes;
  final CustomerGateways customerGateways;
  final VpnConnections vpnConnections;
  final VpnAttachments vpnAttachments;
  final Peerings peerings;
  final LaunchTemplates templates;
  final LaunchTemplateVersions templateVersions;
  final Ec2Fleets fleets;
  final Instances instances;
  final InstanceStates states;
  final InstanceLauncher launcher;
  final InstanceAttributes attributes;
  final ProfileAssociations profiles;
  final Spawner spawner;
  final EndpointServices endpointServices;
  final Volumes volumes;

  private Ec2(Call context) {
    this.context = context;
    this.ids = Ids.of(context);
    this.zones = new Zones(context.region());
    this.images = new Images(this);
    this.keyPairs = new KeyPairs(this);
    this.vpcs = new Vpcs(this);
    this.vpcRanges = new VpcRanges(this);
    this.subnets = new Subnets(this);
    this.subnetRanges = new SubnetRanges(this);
    this.securityGroups = new SecurityGroups(this);
    this.rules = new SecurityGroupRules(this);
    this.ruleCalls = new SecurityGroupCalls(this);
    this.routeTables = new RouteTables(this);
    this.routes = new Routes(this);
    this.internetGateways = new InternetGateways(this);
    this.egressOnlyGateways = new EgressOnlyGateways(this);
    this.natGateways = new NatGateways(this);
    this.addresses = new Addresses(this);
    this.networkAcls = new NetworkAcls(this);
    this.endpoints = new Endpoints(this);
    this.prefixLists = new PrefixLists(this);
    this.interfaces = new Interfaces(this);
    this.interfaceAddresses = new InterfaceAddresses(this);
    this.interfaceCalls = new InterfaceCalls(this);
    this.launchInterfaces = new LaunchInterfaces(this);
    this.publicAddresses = new PublicAddresses(this);
    this.transitGateways = new TransitGateways(this);
    this.transitAttachments = new TransitAttachments(this);
    this.transitTables = new TransitTables(this);
    this.transitRoutes = new TransitRoutes(this);
    this.customerGateways = new CustomerGateways(this);
    this.vpnConnections = new VpnConnections(this);
    this.vpnAttachments = new VpnAttachments(this);
    this.peerings = new Peerings(this);
    this.templates = new LaunchTemplates(this);
    this.templateVersions = new LaunchTemplateVersions(templates);
    this.fleets = new Ec2Fleets(this);
    this.instances = new Instances(this);
    this.states = new InstanceStates(this);
    this.launcher = new InstanceLauncher(this);
    this.attributes = new InstanceAttributes(this);
    this.profiles = new ProfileAssociations(this);
    this.spawner = new Spawner(this);
    this.endpointServices = new EndpointServices(this);
    this.volumes = new Volumes(this);
  }

  /** Publishes the metrics of the instances of an account from now on. */
  public static void follow(AccountState account) {
    InstanceMetrics.follow(account.store());
  }

  public static Ec2 of(Call call) {
    return call.regional(
        Ec2.class,
        () -> {
          Ec2 made = new Ec2(call);
          made.makeDefaultVpc();
          return made;
        });
  }

  /** Returns the ARN of the resource with an id of EC2; null for any other text. */
  public static @Nullable String arn(String id, Call call) {
    String type = RequestedEc2Resources.typeOf(id);
    return type == null ? null : RequestedEc2Resources.arn(call, type, id);
  }

  /**
   * Refuses one more resource than a quota allows.
   *
   * @param count how many there are already
   * @param code the code of the refusal
   * @param resources what is counted, in words
   */
  void requireQuota(ServiceQuota quota, long count, String code, String resources) {
    if (count >= context.store().quota(quota)) {
      throw new AwsError(400, code, "The maximum number of " + resources + " has been reached.");
    }
  }

  void later(Duration delay, Runnable action) {
    context.later(delay, action);
  }

  Instant now() {
    return context.now();
  }

  private void makeDefaultVpc() {
    Vpc vpc = vpcs.make(DEFAULT_RANGE, true, null);
    long step = 1L << (32 - DEFAULT_SUBNET_BITS);
    List<AvailabilityZone> all = zones.all();
    for (int i = 0; i < all.size(); i++) {
      Cidr range = new Cidr(DEFAULT_RANGE.base() + i * step, DEFAULT_SUBNET_BITS);
      subnets.make(vpc, range, all.get(i), true);
    }
    String gateway = internetGateways.make();
    internetGateways.attach(gateway, vpc.vpcId());
    routes.add(
        routeTables.main(vpc.vpcId()).routeTableId(),
        route -> route.destinationCidrBlock("0.0.0.0/0").gatewayId(gateway));
  }

  /** Returns an instance, or throws EC2's error where there is none. */
  public Instance instance(String id) {
    return instances.get(id);
  }

  /** Returns an instance; null if there is none. */
  public @Nullable Instance findInstance(String id) {
    return instances.find(id);
  }

  /** Returns the instance that has a private address; null if none has. */
  public @Nullable Instance instanceWithAddress(String privateIp) {
    return interfaces.where(face -> privateIp.equals(face.privateIpAddress())).stream()
        .map(Interfaces::instanceId)
        .filter(Objects::nonNull)
        .map(instances::find)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** Returns whether an instance is in one of some states. */
  public static boolean isIn(Instance instance, InstanceStateName... states) {
    return Instances.is(instance, states);
  }

  /**
   * Launches instances for another service, with further tags, which a caller could not give.
   *
   * @param principal the service, {@code autoscaling.amazonaws.com}
   * @param role the role linked to it
   * @param session the session of the role
   */
  public List<Instance> launch(
      RunInstancesRequest request,
      List<Tag> further,
      String principal,
      String role,
      String session) {
    List<Instance> launched = launcher.launch(request, further);
    String caller =
        "arn:aws:sts::%s:assumed-role/%s/%s".formatted(context.accountId(), role, session);
    Call call =
        new Call(context.accountId(), context.region(), caller, context.store(), context.clock());
    launcher.publish(request, launched, call, principal);
    return launched;
  }

  /** Starts an instance that is stopped. */
  public void start(String id) {
    states.begin(id);
  }

  /** Stops an instance, or throws EC2's error where that is not possible. */
  public void stop(String id) {
    states.stop(StopInstancesRequest.builder().instanceIds(id).build(), context);
  }

  /** Reboots an instance, or throws EC2's error where that is not possible. */
  public void reboot(String id) {
    states.reboot(RebootInstancesRequest.builder().instanceIds(id).build(), context);
  }

  /** Terminates an instance, or throws EC2's error where that is not possible. */
  public void terminateUnlessProtected(String id) {
    states.terminate(TerminateInstancesRequest.builder().instanceIds(id).build(), context);
  }

  /** Terminates an instance, unless that was done already. */
  public void terminate(String id) {
    states.terminate(id);
  }

  /** Returns the scripts that an instance runs at its first boot. */
  public List<String> bootScripts(String instanceId) {
    return CloudInit.scripts(instances.hidden(instanceId).userData);
  }

  /** Returns a call by the role of an instance; null if it has none that EC2 may assume. */
  public @Nullable Call asRoleOf(Instance instance) {
    return profiles.asRoleOf(instance, context.region());
  }

  /** Returns the tags of a resource. */
  public List<Tag> tags(String id) {
    return tags.of(id);
  }

  /** Adds a tag to a resource, also one that callers may not set. */
  public void tag(String id, String key, String value) {
    tags.put(id, List.of(InstanceLauncher.tag(key, value)));
  }

  /** Takes a tag off a resource. */
  public void untag(String id, String key) {
    List<Tag> kept = tags.of(id).stream().filter(tag -> !tag.key().equals(key)).toList();
    tags.forget(id);
    tags.put(id, kept);
  }

  /** Returns an image; null if there is none. */
  public @Nullable Image image(String id) {
    return images.find(id);
  }

  /** Returns the images that Parameter Store has public parameters of, by parameter. */
  public static Map<String, String> publicParameters() {
    return Images.publicParameters();
  }

  /** Refuses to launch an image on a type of instance that it is not for. */
  public void requireLaunchable(@Nullable String imageId, @Nullable String instanceType) {
    InstanceTypes.fitting(instanceType, images.launchable(imageId));
  }

  /** Returns whether there is a type of instance. */
  public static boolean hasInstanceType(String name) {
    return InstanceTypes.exists(name);
  }

  /** Returns whether the processors of a type of instance are ARM's. */
  public static boolean isArm(String instanceType) {
    return InstanceTypes.architecture(instanceType).equals("arm64");
  }

  /** Refuses user data that is no base64, or too long. */
  public static void checkUserData(@Nullable String userData) {
    UserData.check(userData);
  }

  /** Returns the launch template with an id or a name, or throws EC2's error. */
  public LaunchTemplate template(@Nullable String id, @Nullable String name) {
    return templates.get(id, name);
  }

  /** Returns a version of a launch template, or throws EC2's error. */
  public LaunchTemplateVersion version(LaunchTemplate template, @Nullable String version) {
    return templates.version(template, version);
  }

  /** Creates a launch template. */
  public void createTemplate(String name, RequestLaunchTemplateData data) {
    templates.create(
        CreateLaunchTemplateRequest.builder()
            .launchTemplateName(name)
            .launchTemplateData(data)
            .build(),
        context);
  }

  /** Adds a version to a launch template, and returns its number. */
  public String createTemplateVersion(String name, RequestLaunchTemplateData data) {
    return templateVersions
        .create(
            CreateLaunchTemplateVersionRequest.builder()
                .launchTemplateName(name)
                .launchTemplateData(data)
                .build(),
            context)
        .launchTemplateVersion()
        .versionNumber()
        .toString();
  }

  /** Deletes a launch template, where there is one. */
  public void deleteTemplate(String name) {
    try {
      templates.delete(
          DeleteLaunchTemplateRequest.builder().launchTemplateName(name).build(), context);
    } catch (AwsError e) {
      // Somebody deleted it already.
    }
  }

  /** Returns a VPC, or throws EC2's error where there is none. */
  public Vpc vpc(String id) {
    return vpcs.get(id);
  }

  /** Returns a subnet, or throws EC2's error where there is none. */
  public Subnet subnet(String id) {
    return subnets.get(id);
  }

  /** Returns whether a subnet has a route to an internet gateway. */
  public boolean isPublic(String subnetId) {
    return new PacketWalk(this).reachesInternetGateway(subnetId);
  }

  /** Returns the subnet that a launch into a zone goes to. */
  public Subnet subnetForLaunch(String zone) {
    return subnets.ofLaunch(zone);
  }

  /** Returns the security groups of a new resource in a subnet, or throws EC2's error. */
  public List<GroupIdentifier> groupsForLaunch(Subnet subnet, List<String> ids) {
    return securityGroups.ofLaunch(subnet, ids, List.of());
  }

  /** Creates a security group whose members reach each other and everywhere; returns its id. */
  public String createSharedGroup(String vpcId, String name, String description) {
    String id =
        securityGroups
            .create(
                CreateSecurityGroupRequest.builder()
                    .vpcId(vpcId)
                    .groupName(name)
                    .description(description)
                    .build(),
                context)
            .groupId();
    rules.allowItself(id);
    return id;
  }

  /** Deletes a security group, or throws EC2's error where it is used. */
  public void deleteGroup(String id) {
    securityGroups.delete(DeleteSecurityGroupRequest.builder().groupId(id).build(), context);
  }

  /**
   * Returns whether security groups let TCP from subnets, and from groups there, to an instance.
   */
  public boolean groupsAllow(List<String> groups, List<String> subnetIds, Instance to, int port) {
    return new GroupPath(this, groups, subnetIds).reaches(to, port);
  }

  /** Returns the path from an instance to a service, {@code ssm}; null if there is none. */
  public @Nullable ServicePath pathTo(Instance from, String service) {
    return new PacketWalk(this).to(from, service);
  }

  /** Returns the servers that a program on an instance can connect to. */
  public PortServer portsFrom(Instance from) {
    return new InstancePorts(this, from);
  }

  /**
   * A path to a service.
   *
   * @param endpoint the VPC endpoint that it leads through; null if it leads over the internet
   */
  public record ServicePath(@Nullable VpcEndpoint endpoint) {}

  /**
   * An event: an instance is in another state.
   *
   * @param context where it is
   * @param instanceId the instance
   * @param state its state now
   */
  public record StateChanged(Call context, String instanceId, InstanceStateName state) {}

  /**
   * An event: an instance has booted.
   *
   * @param context where it is
   * @param instanceId the instance
   */
  public record Booted(Call context, String instanceId) {}

  /**
   * An event: an instance begins to stop or to terminate.
   *
   * @param context where it is
   * @param instanceId the instance
   */
  public record Ended(Call context, String instanceId) {}
}

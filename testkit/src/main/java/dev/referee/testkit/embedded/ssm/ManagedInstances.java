package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ssm.model.ConnectionStatus;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationRequest;
import software.amazon.awssdk.services.ssm.model.DescribeInstanceInformationResponse;
import software.amazon.awssdk.services.ssm.model.GetConnectionStatusRequest;
import software.amazon.awssdk.services.ssm.model.GetConnectionStatusResponse;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.PingStatus;
import software.amazon.awssdk.services.ssm.model.PlatformType;
import software.amazon.awssdk.services.ssm.model.ResourceType;
import software.amazon.awssdk.services.ssm.model.SourceType;

/** An emulation of managed instances: those with a registered agent that are not stopped. */
final class ManagedInstances {
  private static final int DEFAULT_PAGE = 10;
  private static final int LEAST_PAGE = 5;
  private static final int LARGEST_PAGE = 50;
  private static final Set<String> KEYS =
      Set.of(
          "InstanceIds",
          "AgentVersion",
          "PingStatus",
          "PlatformTypes",
          "ActivationIds",
          "IamRole",
          "ResourceType",
          "AssociationStatus",
          "SourceIds",
          "SourceTypes",
          "tag-key");

  private final Ssm ssm;

  ManagedInstances(Ssm ssm) {
    this.ssm = ssm;
  }

  DescribeInstanceInformationResponse describe(
      DescribeInstanceInformationRequest request, Call call) {
    Integer size = request.maxResults();
    if (size != null && (size < LEAST_PAGE || size > LARGEST_PAGE)) {
      throw Ssm.invalid(
          "1 validation error detected: Value '%d' at 'maxResults' failed to satisfy constraint:"
                  .formatted(size)
              + " Member must be between 5 and 50");
    }
    if (!request.filters().isEmpty() && !request.instanceInformationFilterList().isEmpty()) {
      throw Ssm.error(
          "InvalidInstanceInformationFilterValue",
          "Filters and InstanceInformationFilterList cannot be used together.");
    }
    request.filters().forEach(filter -> check(filter.key()));
    request.instanceInformationFilterList().forEach(filter -> check(filter.keyAsString()));
    List<InstanceInformation> found =
        listed()
            .filter(
                information ->
                    request.filters().stream()
                        .allMatch(filter -> matches(information, filter.key(), filter.values())))
            .filter(
                information ->
                    request.instanceInformationFilterList().stream()
                        .allMatch(
                            filter ->
                                matches(information, filter.keyAsString(), filter.valueSet())))
            .toList();
    Page<InstanceInformation> page =
        Page.of(found, size == null ? DEFAULT_PAGE : size, request.nextToken(), call);
    return DescribeInstanceInformationResponse.builder()
        .instanceInformationList(page.items())
        .nextToken(page.next())
        .build();
  }

  GetConnectionStatusResponse connectionStatus(GetConnectionStatusRequest request, Call call) {
    return GetConnectionStatusResponse.builder()
        .target(request.target())
        .status(
            connected(request.target())
                ? ConnectionStatus.CONNECTED
                : ConnectionStatus.NOTCONNECTED)
        .build();
  }

  /** Returns whether a session can be started to an instance. */
  boolean connected(@Nullable String id) {
    SsmAgent agent = id == null ? null : ssm.agents.find(id);
    return agent != null && agent.connected();
  }

  /** Returns whether an instance is listed, and listed as online. */
  boolean online(String id) {
    return listed()
        .anyMatch(
            information ->
                information.instanceId().equals(id)
                    && information.pingStatus() == PingStatus.ONLINE);
  }

  /** Returns the platform of an instance; null if it is not listed. */
  @Nullable PlatformType platform(String id) {
    return listed()
        .filter(information -> information.instanceId().equals(id))
        .map(InstanceInformation::platformType)
        .findFirst()
        .orElse(null);
  }

  /** Returns the name of an instance's computer; null if it is not listed. */
  @Nullable String computerName(String id) {
    return listed()
        .filter(information -> information.instanceId().equals(id))
        .map(InstanceInformation::computerName)
        .findFirst()
        .orElse(null);
  }

  /** Returns the instances that a target of Run Command names. */
  List<String> matching(String key, List<String> values) {
    return listed()
        .filter(information -> matches(information, key, values))
        .map(InstanceInformation::instanceId)
        .toList();
  }

  private Stream<InstanceInformation> listed() {
    return ssm.agents.registered().map(this::shown).flatMap(Stream::ofNullable);
  }

  private @Nullable InstanceInformation shown(SsmAgent agent) {
    Instance instance = ssm.ec2.findInstance(agent.instanceId());
    if (instance == null
        || Ec2.isIn(
            instance,
            InstanceStateName.STOPPED,
            InstanceStateName.TERMINATED,
            InstanceStateName.SHUTTING_DOWN)) {
      return null;
    }
    AgentBuild build = agent.build();
    return InstanceInformation.builder()
        .instanceId(agent.instanceId())
        .pingStatus(agent.online(ssm.now()) ? PingStatus.ONLINE : PingStatus.CONNECTION_LOST)
        .lastPingDateTime(agent.lastPing())
        .agentVersion(build.version())
        .isLatestVersion(build.version().equals(AgentBuild.LATEST))
        .platformType(build.isWindows() ? PlatformType.WINDOWS : PlatformType.LINUX)
        .platformName(build.platformName())
        .platformVersion(build.platformVersion())
        .resourceType(ResourceType.EC2_INSTANCE)
        .ipAddress(instance.privateIpAddress())
        .computerName(instance.privateDnsName())
        .iamRole(agent.hostRole())
        .sourceId(agent.instanceId())
        .sourceType(SourceType.AWS_EC2_INSTANCE)
        .build();
  }

  private boolean matches(InstanceInformation information, String key, List<String> values) {
    if (key.startsWith("tag:")) {
      return tags(
          information, tag -> tag.key().equals(key.substring(4)) && values.contains(tag.value()));
    }
    if (key.equals("tag-key")) {
      return tags(information, tag -> values.contains(tag.key()));
    }
    String value = value(information, key);
    return value != null && values.contains(value);
  }

  private boolean tags(InstanceInformation information, Predicate<Tag> which) {
    return ssm.ec2.tags(information.instanceId()).stream().anyMatch(which);
  }

  private static @Nullable String value(InstanceInformation information, String key) {
    return switch (key) {
      case "InstanceIds", "SourceIds" -> information.instanceId();
      case "AgentVersion" -> information.agentVersion();
      case "PingStatus" -> information.pingStatusAsString();
      case "PlatformTypes" -> information.platformTypeAsString();
      case "IamRole" -> information.iamRole();
      case "ResourceType" -> information.resourceTypeAsString();
      case "SourceTypes" -> information.sourceTypeAsString();
      default -> null;
    };
  }

  private static void check(String key) {
    if (!KEYS.contains(key) && !key.startsWith("tag:")) {
      throw Ssm.error("InvalidFilterKey", "The specified filter key is not valid: " + key);
    }
  }
}

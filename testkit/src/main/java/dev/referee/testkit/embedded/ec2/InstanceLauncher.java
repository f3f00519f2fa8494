package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.ApiCall;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.IamInstanceProfile;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplate;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.ec2.model.Monitoring;
import software.amazon.awssdk.services.ec2.model.MonitoringState;
import software.amazon.awssdk.services.ec2.model.Placement;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Subnet;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** A launcher of instances from requests, launch templates, or both combined. */
final class InstanceLauncher {
  /** The type of an instance whose request names none. */
  static final String DEFAULT_TYPE = "m1.small";

  private final Ec2 ec2;
  private final ClientTokens<RunInstancesRequest, RunInstancesResponse> tokens =
      new ClientTokens<>();

  InstanceLauncher(Ec2 ec2) {
    this.ec2 = ec2;
  }

  /** Launches the requested instances; a request with a repeated client token launches none. */
  RunInstancesResponse run(RunInstancesRequest request, Call call) {
    return tokens.once(request.clientToken(), request, () -> run(request));
  }

  private RunInstancesResponse run(RunInstancesRequest request) {
    if (request.minCount() < 1 || request.maxCount() < request.minCount()) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          "The value for 'minCount' must be at least 1 and not above 'maxCount'");
    }
    RunInstancesRequest full =
        request.launchTemplate() == null
            ? request
            : merged(version(request.launchTemplate()), request);
    if (full.subnetId() != null && !full.networkInterfaces().isEmpty()) {
      throw new AwsError(
          400,
          "InvalidParameterCombination",
          "Network interfaces and an instance-level subnet ID may not be specified on the same"
              + " request");
    }
    List<Instance> launched = launch(request, List.of());
    return SdkFieldCopier.overlay(
            ec2.instances.reservations(launched).get(0), RunInstancesResponse.builder())
        .build();
  }

  /** Launches {@code maxCount} instances and puts further tags of AWS's own on them. */
  List<Instance> launch(RunInstancesRequest requested, List<Tag> further) {
    List<Tag> own = new ArrayList<>(further);
    RunInstancesRequest request = requested;
    if (requested.launchTemplate() != null) {
      LaunchTemplateVersion version = version(requested.launchTemplate());
      own.add(tag("aws:ec2launchtemplate:id", version.launchTemplateId()));
      own.add(tag("aws:ec2launchtemplate:version", version.versionNumber().toString()));
      request = merged(version, requested);
    }
    UserData.check(request.userData());
    Image image = ec2.images.launchable(request.imageId());
    InstanceTypes.fitting(request.instanceTypeAsString(), image);
    ec2.keyPairs.mustExist(request.keyName());
    Map<String, EbsBlockDevice> devices = Volumes.devices(image, request);
    List<InstanceNetworkInterfaceSpecification> faces = ec2.launchInterfaces.wanted(request);
    Subnet subnet = ec2.launchInterfaces.subnet(faces.get(0), request);
    IamInstanceProfile profile =
        request.iamInstanceProfile() == null
            ? null
            : ec2.profiles.profile(
                request.iamInstanceProfile().arn(), request.iamInstanceProfile().name());
    String reservationId = ec2.ids.next("r");
    List<Instance> launched = new ArrayList<>();
    for (int index = 0; index < request.maxCount(); index++) {
      Instances.Hidden hidden = new Instances.Hidden(reservationId);
      hidden.userData = request.userData();
      hidden.disableApiTermination = Boolean.TRUE.equals(request.disableApiTermination());
      hidden.disableApiStop = Boolean.TRUE.equals(request.disableApiStop());
      String id = ec2.ids.next("i");
      var primary = ec2.launchInterfaces.attach(id, faces, request);
      ec2.instances.add(
          instance(request, image, subnet)
              .instanceId(id)
              .amiLaunchIndex(index)
              .iamInstanceProfile(profile)
              .privateIpAddress(primary.privateIpAddress())
              .privateDnsName(primary.privateDnsName())
              .build(),
          hidden);
      ec2.volumes.create(ec2.instances.get(id), devices, request);
      ec2.publicAddresses.show(id);
      ec2.tags.put(id, own);
      ec2.tags.specified(id, request.tagSpecifications());
      if (profile != null) {
        ec2.profiles.associated(id, profile);
      }
      ec2.states.begin(id);
      launched.addAll(ec2.instances.describe(List.of(id)));
    }
    return launched;
  }

  /** Tells that a launch was called from within the account: by a service, or an instance. */
  void publish(RunInstancesRequest request, List<Instance> launched, Call call, String invokedBy) {
    String requestId = launched.get(0).instanceId().replaceFirst("^i-0?(.{8})", "$1-");
    RunInstancesResponse answer =
        SdkFieldCopier.overlay(
                ec2.instances.reservations(launched).get(0), RunInstancesResponse.builder())
            .build();
    call.store()
        .publish(
            new ApiCall(
                call,
                "ec2",
                Protocol.EC2_QUERY,
                "RunInstances",
                request,
                answer,
                null,
                invokedBy.isEmpty()
                    ? new ApiCall.Caller("", "aws-cli", "", requestId)
                    : ApiCall.Caller.ofService(invokedBy, requestId)));
  }

  LaunchTemplateVersion version(LaunchTemplateSpecification specification) {
    LaunchTemplate template =
        ec2.templates.requested(
            specification.launchTemplateId(), specification.launchTemplateName());
    return ec2.templates.version(template, specification.version());
  }

  /** Returns the request merged with the template: the request wins, tags of a type are joined. */
  static RunInstancesRequest merged(LaunchTemplateVersion version, RunInstancesRequest request) {
    RunInstancesRequest.Builder builder =
        SdkFieldCopier.overlay(version.launchTemplateData(), RunInstancesRequest.builder());
    List<TagSpecification> tags = new ArrayList<>(builder.build().tagSpecifications());
    tags.addAll(request.tagSpecifications());
    return SdkFieldCopier.overlay(request, builder).tagSpecifications(joined(tags)).build();
  }

  private static List<TagSpecification> joined(List<TagSpecification> all) {
    Map<String, Map<String, Tag>> byType = new LinkedHashMap<>();
    for (TagSpecification specification : all) {
      Map<String, Tag> tags =
          byType.computeIfAbsent(
              specification.resourceTypeAsString(), same -> new LinkedHashMap<>());
      specification.tags().forEach(tag -> tags.put(tag.key(), tag));
    }
    return byType.entrySet().stream()
        .map(
            entry ->
                TagSpecification.builder()
                    .resourceType(entry.getKey())
                    .tags(entry.getValue().values())
                    .build())
        .toList();
  }

  private Instance.Builder instance(RunInstancesRequest request, Image image, Subnet subnet) {
    String type =
        request.instanceTypeAsString() == null ? DEFAULT_TYPE : request.instanceTypeAsString();
    boolean monitored =
        request.monitoring() != null && Boolean.TRUE.equals(request.monitoring().enabled());
    Placement.Builder placement =
        Placement.builder()
            .availabilityZone(subnet.availabilityZone())
            .availabilityZoneId(subnet.availabilityZoneId())
            .groupName("")
            .tenancy("default");
    InstanceMetadataOptionsResponse.Builder metadata =
        InstanceMetadataOptionsResponse.builder()
            .state("applied")
            .httpTokens("optional")
            .httpPutResponseHopLimit(1)
            .httpEndpoint("enabled")
            .instanceMetadataTags("disabled");
    if (request.metadataOptions() != null) {
      SdkFieldCopier.overlay(request.metadataOptions(), metadata);
    }
    boolean spot =
        request.instanceMarketOptions() != null
            && "spot".equals(request.instanceMarketOptions().marketTypeAsString());
    return Instance.builder()
        .imageId(image.imageId())
        .instanceType(type)
        .keyName(request.keyName())
        .clientToken(request.clientToken() == null ? ec2.ids.uuid() : request.clientToken())
        .placement(placement.build())
        .subnetId(subnet.subnetId())
        .vpcId(subnet.vpcId())
        .architecture(image.architectureAsString())
        .rootDeviceName(image.rootDeviceName())
        .rootDeviceType(image.rootDeviceTypeAsString())
        .virtualizationType(image.virtualizationTypeAsString())
        .hypervisor("xen")
        .productCodes(List.of())
        .stateTransitionReason("")
        .instanceLifecycle(spot ? "spot" : null)
        .platform(image.platformAsString())
        .platformDetails(image.platformDetails())
        .usageOperation("RunInstances")
        .ebsOptimized(Boolean.TRUE.equals(request.ebsOptimized()))
        .enaSupport(true)
        .sourceDestCheck(true)
        .publicDnsName("")
        .metadataOptions(metadata.build())
        .monitoring(
            Monitoring.builder()
                .state(monitored ? MonitoringState.ENABLED : MonitoringState.DISABLED)
                .build());
  }

  static Tag tag(String key, String value) {
    return Tag.builder().key(key).value(value).build();
  }
}

package dev.referee.testkit.embedded.ec2;

import static java.util.stream.Collectors.toMap;

import com.google.common.collect.ImmutableMap;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DeregisterImageRequest;
import software.amazon.awssdk.services.ec2.model.DeregisterImageResponse;
import software.amazon.awssdk.services.ec2.model.DescribeImagesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ImageState;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.RegisterImageResponse;

/** An emulation of machine images: some of Amazon's, and those that the account registers. */
public final class Images {
  /** The image of AWS's documentation, which many scripts contain. */
  static final String EXAMPLE = "ami-0abcdef1234567890";

  public static final String AL2023 = "ami-0a232023c0de1f00d";
  public static final String AL2023_ARM = "ami-0a232023c0de1f0a4";
  public static final String WINDOWS = "ami-0202200de1f00d022";
  public static final String UBUNTU = "ami-0ab2404c0de1f00d0";

  private static final String AMAZON = "137112412989";
  private static final String LINUX = "resolve:ssm:/aws/service/ami-amazon-linux-latest/";

  /** The public parameters of images; of Amazon Linux, those that AWS has had since 2025. */
  private static final Map<String, String> LATEST = latest();

  private static Map<String, String> latest() {
    ImmutableMap.Builder<String, String> latest = ImmutableMap.builder();
    for (String kernel : List.of("default", "6.1", "6.12")) {
      for (String size : List.of("", "minimal-")) {
        String name = LINUX + "al2023-ami-" + size + "kernel-" + kernel;
        latest.put(name + "-x86_64", AL2023).put(name + "-arm64", AL2023_ARM);
      }
    }
    for (String name :
        List.of(
            "hvm-x86_64-gp2",
            "hvm-x86_64-ebs",
            "kernel-5.10-hvm-x86_64-gp2",
            "minimal-hvm-x86_64-ebs")) {
      latest.put(LINUX + "amzn2-ami-" + name, EXAMPLE);
    }
    return latest
        .put(
            "resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2022-English-Full-Base",
            WINDOWS)
        .buildOrThrow();
  }

  /** Returns the images that public parameters of Systems Manager name, by parameter. */
  static Map<String, String> publicParameters() {
    return LATEST.entrySet().stream()
        .collect(
            toMap(entry -> entry.getKey().replaceFirst("^resolve:ssm:", ""), Map.Entry::getValue));
  }

  private static final String FILTERS =
      """
      architecture = Architecture
      block-device-mapping.delete-on-termination = BlockDeviceMappings.Ebs.DeleteOnTermination
      block-device-mapping.device-name = BlockDeviceMappings.DeviceName
      block-device-mapping.encrypted = BlockDeviceMappings.Ebs.Encrypted
      block-device-mapping.snapshot-id = BlockDeviceMappings.Ebs.SnapshotId
      block-device-mapping.volume-size = BlockDeviceMappings.Ebs.VolumeSize
      block-device-mapping.volume-type = BlockDeviceMappings.Ebs.VolumeType
      creation-date = CreationDate
      description = Description
      ena-support = EnaSupport
      free-tier-eligible = FreeTierEligible
      hypervisor = Hypervisor
      image-id = ImageId
      image-type = ImageType
      is-public = PublicLaunchPermissions
      kernel-id = KernelId
      manifest-location = ImageLocation
      name = Name
      owner-alias = ImageOwnerAlias
      owner-id = OwnerId
      platform = Platform
      platform-details = PlatformDetails
      product-code = ProductCodes.ProductCodeId
      product-code.type = ProductCodes.ProductCodeType
      ramdisk-id = RamdiskId
      root-device-name = RootDeviceName
      root-device-type = RootDeviceType
      source-image-id = SourceImageId
      source-image-region = SourceImageRegion
      source-instance-id = SourceInstanceId
      sriov-net-support = SriovNetSupport
      state = State
      state-reason-code = StateReason.Code
      state-reason-message = StateReason.Message
      virtualization-type = VirtualizationType
      """;

  private final Ec2 ec2;
  private final ResourceTable<Image> table;

  Images(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "ami",
                "image",
                "InvalidAMIID.NotFound",
                "InvalidAMIID.Malformed",
                "The image id '[%s]' does not exist"),
            Image::imageId,
            (image, tags) -> image.toBuilder().tags(Tags.orNone(tags)).build(),
            new Filters<Image>()
                .members(Image.builder(), FILTERS)
                .on("image-allowed", image -> true));
    amazons(EXAMPLE, "amzn2-ami-kernel-5.10-hvm-2.0.20261101.0-x86_64-gp2", "x86_64");
    amazons(AL2023, "al2023-ami-2023.9.20261109.0-kernel-6.1-x86_64", "x86_64");
    amazons(AL2023_ARM, "al2023-ami-2023.9.20261109.0-kernel-6.1-arm64", "arm64");
    table.put(
        image(WINDOWS, "Windows_Server-2022-English-Full-Base-2026.11.11", "x86_64").toBuilder()
            .ownerId("801119661308")
            .imageOwnerAlias("amazon")
            .publicLaunchPermissions(true)
            .build());
    amazons(UBUNTU, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261101", "x86_64");
  }

  /** Returns the image of a launch, looked up when it is named by a public parameter. */
  Image launchable(@Nullable String imageId) {
    if (imageId == null || imageId.isEmpty()) {
      throw new AwsError(400, "MissingParameter", "The request must contain the parameter ImageId");
    }
    return table.get(resolved(imageId));
  }

  /** Returns the image that a public parameter names, or the value itself. */
  static String resolved(String imageId) {
    return LATEST.getOrDefault(imageId, imageId);
  }

  /** Returns an image; null if it is gone. */
  @Nullable Image find(String imageId) {
    return table.find(imageId);
  }

  DescribeImagesResponse describe(DescribeImagesRequest request, Call call) {
    List<Image> found =
        table.describe(request.imageIds(), request.filters()).stream()
            .filter(image -> owned(image, request.owners()))
            .toList();
    Page<Image> page = Page.of(found, request.maxResults(), request.nextToken(), call);
    return DescribeImagesResponse.builder().images(page.items()).nextToken(page.next()).build();
  }

  RegisterImageResponse register(RegisterImageRequest request, Call call) {
    if (request.name() == null) {
      throw new AwsError(400, "MissingParameter", "The request must contain the parameter Name");
    }
    if (!table
        .all(
            image ->
                image.name().equals(request.name()) && image.ownerId().equals(call.accountId()))
        .isEmpty()) {
      throw new AwsError(
          400, "InvalidAMIName.Duplicate", "AMI name " + request.name() + " is already in use");
    }
    String id = ec2.ids.next("ami");
    String architecture =
        request.architectureAsString() == null ? "x86_64" : request.architectureAsString();
    table.put(
        SdkFieldCopier.overlay(request, image(id, request.name(), architecture).toBuilder())
            .ownerId(call.accountId())
            .publicLaunchPermissions(false)
            .build());
    ec2.tags.specified(id, request.tagSpecifications());
    return RegisterImageResponse.builder().imageId(id).build();
  }

  DeregisterImageResponse deregister(DeregisterImageRequest request, Call call) {
    if (!call.accountId().equals(table.get(request.imageId()).ownerId())) {
      throw new AwsError(403, "AuthFailure", "Not authorized for image: " + request.imageId());
    }
    table.remove(request.imageId());
    return DeregisterImageResponse.builder().build();
  }

  private void amazons(String id, String name, String architecture) {
    table.put(
        image(id, name, architecture).toBuilder()
            .ownerId(AMAZON)
            .imageOwnerAlias("amazon")
            .publicLaunchPermissions(true)
            .build());
  }

  private Image image(String id, String name, String architecture) {
    boolean windows = name.startsWith("Windows_Server-");
    Image image =
        Image.builder()
            .platform(windows ? "windows" : null)
            .imageId(id)
            .name(name)
            .description(name)
            .architecture(architecture)
            .state(ImageState.AVAILABLE)
            .imageType("machine")
            .rootDeviceType("ebs")
            .rootDeviceName(windows ? "/dev/sda1" : "/dev/xvda")
            .virtualizationType("hvm")
            .hypervisor("xen")
            .enaSupport(true)
            .platformDetails(windows ? "Windows" : "Linux/UNIX")
            .usageOperation(windows ? "RunInstances:0002" : "RunInstances")
            .creationDate(ec2.context.clock().instant().toString())
            .build();
    return image.toBuilder()
        .blockDeviceMappings(
            Volumes.root(image, windows ? 30 : 8, name.startsWith("amzn2-") ? "gp2" : "gp3"))
        .build();
  }

  private boolean owned(Image image, Collection<String> owners) {
    Set<String> wanted = Set.copyOf(owners);
    return wanted.isEmpty()
        || wanted.contains(image.ownerId())
        || (image.imageOwnerAlias() != null && wanted.contains(image.imageOwnerAlias()))
        || (wanted.contains("self") && image.ownerId().equals(ec2.context.accountId()));
  }
}

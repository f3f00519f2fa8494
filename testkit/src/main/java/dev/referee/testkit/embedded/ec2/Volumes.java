package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Filters;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVolumesResponse;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/**
 * An emulation of EBS volumes that are created with their instances, from the block device mappings
 * of images and launches.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/block-device-mapping-concepts.html">Block
 *     device mappings for volumes on Amazon EC2 instances</a>
 */
final class Volumes {
  private static final int STANDARD_SIZE = 8;

  private final Ec2 ec2;
  private final ResourceTable<Volume> table;

  Volumes(Ec2 ec2) {
    this.ec2 = ec2;
    this.table =
        new ResourceTable<>(
            ec2,
            new ResourceTable.Kind(
                "vol",
                "volume",
                "InvalidVolume.NotFound",
                "InvalidVolumeID.Malformed",
                "The volume '%s' does not exist."),
            Volume::volumeId,
            (volume, tags) -> volume.toBuilder().tags(Tags.orNone(tags)).build(),
            new Filters<Volume>()
                .members(
                    Volume.builder(),
                    """
                    attachment.attach-time = Attachments.AttachTime
                    attachment.delete-on-termination = Attachments.DeleteOnTermination
                    attachment.device = Attachments.Device
                    attachment.instance-id = Attachments.InstanceId
                    attachment.status = Attachments.State
                    availability-zone = AvailabilityZone
                    availability-zone-id = AvailabilityZoneId
                    create-time = CreateTime
                    encrypted = Encrypted
                    fast-restored = FastRestored
                    multi-attach-enabled = MultiAttachEnabled
                    operator.managed = Operator.Managed
                    operator.principal = Operator.Principal
                    size = Size
                    snapshot-id = SnapshotId
                    status = State
                    volume-id = VolumeId
                    volume-type = VolumeType
                    """));
  }

  /** Returns the mapping of the root device of one of AWS's images. */
  static BlockDeviceMapping root(Image image, int size, String type) {
    return BlockDeviceMapping.builder()
        .deviceName(image.rootDeviceName())
        .ebs(
            ebs ->
                ebs.snapshotId(image.imageId().replace("ami-", "snap-"))
                    .volumeSize(size)
                    .volumeType(type)
                    .deleteOnTermination(true)
                    .encrypted(false))
        .build();
  }

  /** Returns the devices of a launch: those of its image, merged with those of the request. */
  static Map<String, EbsBlockDevice> devices(Image image, RunInstancesRequest request) {
    Map<String, EbsBlockDevice> devices = new LinkedHashMap<>();
    image.blockDeviceMappings().stream()
        .filter(mapping -> mapping.ebs() != null)
        .forEach(mapping -> devices.put(mapping.deviceName(), mapping.ebs()));
    for (BlockDeviceMapping mapping : request.blockDeviceMappings()) {
      String name = mapping.deviceName();
      if (mapping.noDevice() != null) {
        devices.remove(name);
      } else if (mapping.ebs() != null) {
        EbsBlockDevice device = devices.getOrDefault(name, EbsBlockDevice.builder().build());
        devices.put(name, overlaid(device, mapping.ebs()));
      }
    }
    return devices;
  }

  private static EbsBlockDevice overlaid(EbsBlockDevice device, EbsBlockDevice with) {
    if (device.volumeSize() != null
        && with.volumeSize() != null
        && with.volumeSize() < device.volumeSize()) {
      throw new AwsError(
          400,
          "InvalidBlockDeviceMapping",
          "Volume of size %dGB is smaller than snapshot '%s', expect size >= %dGB"
              .formatted(with.volumeSize(), device.snapshotId(), device.volumeSize()));
    }
    return SdkFieldCopier.overlay(with, device.toBuilder()).build();
  }

  /** Creates the volumes of a new instance, attached to it. */
  void create(Instance instance, Map<String, EbsBlockDevice> devices, RunInstancesRequest request) {
    devices.forEach(
        (name, device) -> {
          Volume volume = volume(instance, name, device);
          table.put(volume);
          ec2.tags.specified(volume.volumeId(), request.tagSpecifications());
        });
  }

  private Volume volume(Instance instance, String name, EbsBlockDevice device) {
    String id = ec2.ids.next("vol");
    String type = device.volumeTypeAsString() == null ? "gp2" : device.volumeTypeAsString();
    int size = device.volumeSize() == null ? STANDARD_SIZE : device.volumeSize();
    boolean gp3 = type.equals("gp3");
    Integer standard = gp3 ? Integer.valueOf(3000) : type.equals("gp2") ? iopsOfGp2(size) : null;
    return Volume.builder()
        .volumeId(id)
        .size(size)
        .volumeType(type)
        .iops(device.iops() == null ? standard : device.iops())
        .throughput(gp3 && device.throughput() == null ? Integer.valueOf(125) : device.throughput())
        .snapshotId(device.snapshotId() == null ? "" : device.snapshotId())
        .encrypted(Boolean.TRUE.equals(device.encrypted()))
        .kmsKeyId(device.kmsKeyId())
        .multiAttachEnabled(false)
        .operator(operator -> operator.managed(false))
        .availabilityZone(instance.placement().availabilityZone())
        .availabilityZoneId(instance.placement().availabilityZoneId())
        .createTime(ec2.now())
        .state(VolumeState.IN_USE)
        .attachments(
            VolumeAttachment.builder()
                .volumeId(id)
                .instanceId(instance.instanceId())
                .device(name)
                .state(VolumeAttachmentState.ATTACHED)
                .attachTime(ec2.now())
                .deleteOnTermination(!Boolean.FALSE.equals(device.deleteOnTermination()))
                .build())
        .build();
  }

  private static int iopsOfGp2(int size) {
    return Math.min(Math.max(100, 3 * size), 16_000);
  }

  /** Returns the volumes of an instance as its description has them. */
  List<InstanceBlockDeviceMapping> ofInstance(String instanceId) {
    return attached(instanceId).stream()
        .map(volume -> volume.attachments().get(0))
        .map(
            attachment ->
                InstanceBlockDeviceMapping.builder()
                    .deviceName(attachment.device())
                    .ebs(
                        ebs ->
                            ebs.volumeId(attachment.volumeId())
                                .status(attachment.stateAsString())
                                .attachTime(attachment.attachTime())
                                .deleteOnTermination(attachment.deleteOnTermination()))
                    .build())
        .toList();
  }

  /** Deletes the volumes that go with a terminated instance, and detaches the others. */
  void releasedBy(String instanceId) {
    for (Volume volume : attached(instanceId)) {
      if (volume.attachments().get(0).deleteOnTermination()) {
        table.remove(volume.volumeId());
      } else {
        table.put(volume.toBuilder().state(VolumeState.AVAILABLE).attachments(List.of()).build());
      }
    }
  }

  private List<Volume> attached(String instanceId) {
    return table.all(
        volume ->
            volume.attachments().stream()
                .anyMatch(attachment -> attachment.instanceId().equals(instanceId)));
  }

  DescribeVolumesResponse describe(DescribeVolumesRequest request, Call call) {
    Page<Volume> page =
        Page.of(
            table.describe(request.volumeIds(), request.filters()),
            request.maxResults(),
            request.nextToken(),
            call);
    return DescribeVolumesResponse.builder().volumes(page.items()).nextToken(page.next()).build();
  }
}

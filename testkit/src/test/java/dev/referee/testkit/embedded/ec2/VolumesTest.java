package dev.referee.testkit.embedded.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.embedded.Fleet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

class VolumesTest {
  private final Fleet fleet = new Fleet();

  @AfterEach
  void close() {
    fleet.close();
  }

  private Instance run(BlockDeviceMapping... mappings) {
    return fleet
        .ec2
        .runInstances(
            it ->
                it.imageId(Images.AL2023)
                    .instanceType("t3.micro")
                    .minCount(1)
                    .maxCount(1)
                    .blockDeviceMappings(mappings)
                    .tagSpecifications(
                        TagSpecification.builder()
                            .resourceType("volume")
                            .tags(Tag.builder().key("team").value("unicorn").build())
                            .build()))
        .instances()
        .get(0);
  }

  private List<Volume> volumes(Filter... filters) {
    return fleet.ec2.describeVolumes(it -> it.filters(filters)).volumes();
  }

  private static BlockDeviceMapping data(boolean deleteOnTermination) {
    return BlockDeviceMapping.builder()
        .deviceName("/dev/sdf")
        .ebs(ebs -> ebs.volumeSize(20).deleteOnTermination(deleteOnTermination))
        .build();
  }

  @Test
  void areTheRootDevicesOfInstances() {
    Instance instance = run();
    assertThat(volumes()).hasSize(1);
    Volume root = volumes().get(0);
    assertThat(root.volumeId()).matches("vol-[0-9a-f]{17}");
    assertThat(root.size()).isEqualTo(8);
    assertThat(root.volumeTypeAsString()).isEqualTo("gp3");
    assertThat(root.iops()).isEqualTo(3000);
    assertThat(root.throughput()).isEqualTo(125);
    assertThat(root.stateAsString()).isEqualTo("in-use");
    assertThat(root.encrypted()).isFalse();
    assertThat(root.availabilityZone()).isEqualTo(instance.placement().availabilityZone());
    assertThat(root.tags()).containsExactly(Tag.builder().key("team").value("unicorn").build());
    VolumeAttachment attachment = root.attachments().get(0);
    assertThat(attachment.instanceId()).isEqualTo(instance.instanceId());
    assertThat(attachment.device()).isEqualTo("/dev/xvda");
    assertThat(attachment.stateAsString()).isEqualTo("attached");
    assertThat(attachment.deleteOnTermination()).isTrue();
    List<InstanceBlockDeviceMapping> described =
        fleet.instance(instance.instanceId()).blockDeviceMappings();
    assertThat(described).hasSize(1);
    assertThat(described.get(0).deviceName()).isEqualTo("/dev/xvda");
    assertThat(described.get(0).ebs().volumeId()).isEqualTo(root.volumeId());
  }

  @Test
  void areFoundByFiltersAndPageByPage() {
    String id = run(data(true)).instanceId();
    run();
    assertThat(volumes(Fleet.filter("attachment.instance-id", id))).hasSize(2);
    assertThat(volumes(Fleet.filter("size", "20"), Fleet.filter("volume-type", "gp2"))).hasSize(1);
    assertThat(volumes(Fleet.filter("status", "available"))).isEmpty();
    assertThat(volumes(Fleet.filter("tag:team", "unicorn"))).hasSize(3);
    fleet.account.pageSize(2);
    assertThat(fleet.ec2.describeVolumes().nextToken()).isNotNull();
    assertThat(fleet.ec2.describeVolumesPaginator().volumes()).hasSize(3);
  }

  @Test
  void goWithTheirInstanceUnlessTheyAreToStay() {
    Instance instance = run(data(false));
    fleet.passMinutes(1);
    fleet.terminate(List.of(instance));
    assertThat(volumes()).hasSize(2);
    fleet.passMinutes(1);
    assertThat(volumes()).hasSize(1);
    Volume left = volumes().get(0);
    assertThat(left.size()).isEqualTo(20);
    assertThat(left.stateAsString()).isEqualTo("available");
    assertThat(left.attachments()).isEmpty();
    assertThat(fleet.instance(instance.instanceId()).blockDeviceMappings()).isEmpty();
  }

  @Test
  void areAsLargeAsTheirSnapshotAtLeast() {
    assertThatThrownBy(
            () ->
                run(
                    BlockDeviceMapping.builder()
                        .deviceName("/dev/xvda")
                        .ebs(ebs -> ebs.volumeSize(4))
                        .build()))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidBlockDeviceMapping");
              assertThat(e.awsErrorDetails().errorMessage())
                  .matches(
                      "Volume of size 4GB is smaller than snapshot 'snap-[0-9a-f]{17}', expect size"
                          + " >= 8GB");
            });
    assertThat(fleet.instances()).isEmpty();
  }

  @Test
  void areRefusedByAnUnknownId() {
    assertThatThrownBy(() -> fleet.ec2.describeVolumes(it -> it.volumeIds("vol-0123456789abcdef0")))
        .isInstanceOfSatisfying(
            Ec2Exception.class,
            e -> {
              assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidVolume.NotFound");
              assertThat(e.awsErrorDetails().errorMessage())
                  .isEqualTo("The volume 'vol-0123456789abcdef0' does not exist.");
            });
  }
}

package dev.referee.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;

@SuppressWarnings("unchecked") // the SDK takes varargs of consumers
class PortsOpenInterfaceTest {

  private static Consumer<InstanceNetworkInterface.Builder> face(
      String id, @Nullable Integer index, String... groups) {
    return face -> {
      face.networkInterfaceId(id).attachment(it -> it.deviceIndex(index));
      for (String group : groups) {
        face.groups(it -> it.groupId(group));
      }
    };
  }

  private static Instance instance(Consumer<InstanceNetworkInterface.Builder>... faces) {
    return Instance.builder()
        .instanceId("i-1")
        .state(it -> it.name("running"))
        .securityGroups(it -> it.groupId("sg-1"))
        .networkInterfaces(faces)
        .build();
  }

  @Test
  void judgesThePrimaryInterfaceFirstAndEachByItself() {
    assertThat(PortsOpenInterface.of(instance(face("eni-2", 1, "sg-2"), face("eni-1", 0, "sg-1"))))
        .extracting(PortsOpenInterface::name, PortsOpenInterface::primary)
        .containsExactly(tuple("eni-1 of i-1", true), tuple("eni-2 of i-1", false));
  }

  @Test
  void judgesInterfacesThatAreAlikeOnce() {
    assertThat(PortsOpenInterface.of(instance(face("eni-2", 1, "sg-1"), face("eni-1", 0, "sg-1"))))
        .extracting(PortsOpenInterface::name)
        .containsExactly("i-1");
  }

  @Test
  void cannotReadAnInterfaceWithoutGroupsOrPlace() {
    for (Instance hole :
        List.of(
            instance(face("eni-1", 0, "sg-1"), face("eni-2", 1)),
            instance(face("eni-2", null, "sg-2"), face("eni-1", 0, "sg-1")),
            instance(face("eni-1", 1, "sg-1"), face("eni-2", 2, "sg-2")),
            Instance.builder().instanceId("i-1").state(it -> it.name("running")).build())) {
      assertThatThrownBy(() -> PortsOpenInterface.of(hole))
          .isInstanceOfSatisfying(
              Inconclusive.class, e -> assertThat(e.cause()).isEqualTo(Cause.UNREACHABLE))
          .hasMessageContaining("DescribeInstances");
    }
  }

  @Test
  void judgesNoneOfAnInstanceThatHasEnded() {
    assertThat(
            PortsOpenInterface.of(
                Instance.builder().instanceId("i-1").state(it -> it.name("terminated")).build()))
        .isEmpty();
  }
}

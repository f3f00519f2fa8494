package dev.referee.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.Catalogue;
import dev.referee.Check;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of what every check that is given instances takes for their ids. */
class InstanceIdsTest {
  private static Check check(String id, String by, String value) {
    return Catalogue.load().check(id, Map.of("instances", Map.of(by, value)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec2.instance-private", "ec2.ports-open", "ec2.egress"})
  void hybridNodesAreRefusedWithWhatToWrite(String id) {
    for (String by : new String[] {"id", "otherThan"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> check(id, by, "i-0123, mi-0123456789abcdef0"))
          .withMessageContaining("'mi-0123456789abcdef0' is a hybrid node of Systems Manager")
          .withMessageContaining("write the ids of EC2 instances");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "eni-0123", "arn:aws:ec2:eu-west-1:111122223333:instance/i-0123"})
  void whatIsNoIdOfAnInstanceIsRefused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check("ec2.instance-private", "id", value))
        .withMessageContaining("is not the id of an EC2 instance");
  }

  @ParameterizedTest
  @ValueSource(strings = {"i-0123", "i-0123, i-4567", "i-0123 i-4567"})
  void idsAreTaken(String value) {
    assertThat(check("ec2.instance-private", "id", value).id()).isEqualTo("ec2.instance-private");
  }
}

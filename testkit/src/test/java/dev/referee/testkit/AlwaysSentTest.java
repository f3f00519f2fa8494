package dev.referee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

class AlwaysSentTest {

  static Stream<String> members() {
    return AlwaysSent.members().stream();
  }

  @ParameterizedTest
  @MethodSource("members")
  void namesMembersThatAwsHas(String member) throws ReflectiveOperationException {
    List<String> parts = List.of(member.split("\\."));
    Class<?> structure =
        Class.forName("software.amazon.awssdk.services." + parts.get(0) + ".model." + parts.get(1));
    SdkPojo any = (SdkPojo) structure.getMethod("builder").invoke(null);
    assertThat(any.sdkFields()).extracting(SdkField::memberName).contains(parts.get(2));
  }

  @Test
  void distinguishesThemFromOthers() {
    assertThat(AlwaysSent.members()).hasSizeGreaterThan(100);
    assertThat(AlwaysSent.contains("ec2.Instance.State")).isTrue();
    assertThat(AlwaysSent.contains("ec2.Instance.PublicIpAddress")).isFalse();
  }
}

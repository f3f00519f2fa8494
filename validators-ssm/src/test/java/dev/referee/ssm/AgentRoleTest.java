package dev.referee.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.iam.Decision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentRoleTest {

  private static AgentRole role(String partition, AgentRole.Source source, String service) {
    return new AgentRole(
        "agent",
        "arn:%s:iam::111122223333:role/path/agent".formatted(partition),
        AgentHome.trust(service),
        source);
  }

  @ParameterizedTest
  @CsvSource({
    "aws, PROFILE, ec2.amazonaws.com",
    "aws, DEFAULT_HOST_MANAGEMENT, ssm.amazonaws.com",
    "aws-cn, PROFILE, ec2.amazonaws.com",
    "aws-cn, PROFILE, ec2.amazonaws.com.cn",
    "aws-us-gov, PROFILE, ec2.amazonaws.com"
  })
  void trustsWhoHandsItOut(String partition, AgentRole.Source source, String service) {
    assertThat(role(partition, source, service).trusts()).isInstanceOf(Decision.Allowed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "aws, PROFILE, ssm.amazonaws.com",
    "aws, DEFAULT_HOST_MANAGEMENT, ec2.amazonaws.com",
    "aws, PROFILE, ec2.amazonaws.com.cn"
  })
  void trustsNobodyElse(String partition, AgentRole.Source source, String service) {
    assertThat(role(partition, source, service).trusts()).isInstanceOf(Decision.Denied.class);
  }

  @Test
  void buildsTheArnsOfItsAccount() {
    assertThat(
            role("aws-cn", AgentRole.Source.PROFILE, "ec2.amazonaws.com")
                .instanceArn("cn-north-1", "i-1"))
        .isEqualTo("arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-1");
  }
}

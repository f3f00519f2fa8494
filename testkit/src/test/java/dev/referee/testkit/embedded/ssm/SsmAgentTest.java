package dev.referee.testkit.embedded.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.embedded.Desk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests of the emulated agent against the behaviour of the open-source agent. */
class SsmAgentTest {
  private final Desk desk = new Desk();

  @AfterEach
  void close() {
    desk.close();
  }

  @Nested
  class Credentials {
    @Test
    void registersAndConnectsSoonAfterBoot() {
      desk.goodProfile("managed");
      String id = desk.launch(r -> r.iamInstanceProfile(p -> p.name("managed")));
      assertThat(desk.ping(id)).isEqualTo("absent");
      assertThat(desk.connection(id)).isEqualTo("notconnected");

      desk.passMinutes(1);
      assertThat(desk.ping(id)).isEqualTo("Online");
      assertThat(desk.connection(id)).isEqualTo("connected");
    }

    @Test
    void sleepsHalfAnHourWithoutARole() {
      desk.goodProfile("managed");
      String id = desk.run(r -> {});
      desk.attach(id, "managed");
      desk.passMinutes(20);
      assertThat(desk.ping(id)).isEqualTo("absent");

      desk.passMinutes(10);
      assertThat(desk.ping(id)).isEqualTo("Online");
    }

    @Test
    void findsALateRoleAtOnceWhenTheInstanceIsRebooted() {
      desk.goodProfile("managed");
      String id = desk.run(r -> {});
      desk.attach(id, "managed");
      desk.ec2.rebootInstances(r -> r.instanceIds(id));
      desk.passMinutes(1);
      assertThat(desk.connection(id)).isEqualTo("connected");
    }

    @Test
    void isOnlineButNotConnectedWhenTheRoleMayNotOpenChannels() {
      desk.profile("half");
      desk.allow("half", "ssm:UpdateInstanceInformation");
      String id = desk.run(r -> r.iamInstanceProfile(p -> p.name("half")));
      assertThat(desk.ping(id)).isEqualTo("Online");
      assertThat(desk.connection(id)).isEqualTo("notconnected");
    }

    @Test
    void takesTheRoleOfHostManagementIfTheProfileIsRefused() {
      desk.role("hosts", "ssm.amazonaws.com");
      String policy = "arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy";
      desk.iam.attachRolePolicy(r -> r.roleName("hosts").policyArn(policy));
      desk.ssm.updateServiceSetting(r -> r.settingId(HostManagement.SETTING).settingValue("hosts"));
      desk.profile("other");
      String id = desk.run(r -> r.iamInstanceProfile(p -> p.name("other")));
      assertThat(desk.connection(id)).isEqualTo("connected");
      assertThat(desk.managed()).singleElement().extracting(it -> it.iamRole()).isEqualTo("hosts");
    }
  }

  @Nested
  class Losses {
    @Test
    void aStoppedInstanceIsNotListed() {
      String id = desk.good();
      desk.ec2.stopInstances(r -> r.instanceIds(id));
      assertThat(desk.connection(id)).isEqualTo("notconnected");
      desk.passMinutes(1);
      assertThat(desk.ping(id)).isEqualTo("absent");

      desk.ec2.startInstances(r -> r.instanceIds(id));
      desk.passMinutes(2);
      assertThat(desk.connection(id)).isEqualTo("connected");
    }

    @Test
    void aLostRoleShowsAfterAWhile() {
      String id = desk.good();
      desk.iam.detachRolePolicy(r -> r.roleName("managed").policyArn(Desk.CORE));
      desk.passMinutes(4);
      assertThat(desk.ping(id)).isEqualTo("Online");
      assertThat(desk.connection(id)).isEqualTo("connected");

      desk.passMinutes(60);
      assertThat(desk.ping(id)).isEqualTo("ConnectionLost");
      assertThat(desk.connection(id)).isEqualTo("notconnected");
    }
  }
}

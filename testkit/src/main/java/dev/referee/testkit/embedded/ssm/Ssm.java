package dev.referee.testkit.embedded.ssm;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.ec2.Ec2;
import java.time.Instant;

/**
 * An emulation of Systems Manager in one account and Region: managed instances, sessions, commands.
 */
public final class Ssm {
  final Call home;
  final Ec2 ec2;
  public final SsmDocuments documents;
  final ManagedInstances instances;
  final SsmSessions sessions;
  final SsmCommands commands;

  private Ssm(Call home, DataChannels channels) {
    this.home = home;
    this.ec2 = Ec2.of(home);
    this.documents = new SsmDocuments(this);
    this.instances = new ManagedInstances(this);
    this.sessions = new SsmSessions(this, channels);
    this.commands = new SsmCommands(this);
  }

  public static Ssm of(Call call, DataChannels channels) {
    return call.regional(Ssm.class, () -> new Ssm(call, channels));
  }

  Instant now() {
    return home.clock().instant();
  }

  static AwsError error(String code, String message) {
    return new AwsError(400, code, message);
  }

  static AwsError invalid(String message) {
    return error("ValidationException", message);
  }
}

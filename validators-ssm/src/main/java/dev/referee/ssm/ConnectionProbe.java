package dev.referee.ssm;

import com.google.common.base.Ascii;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * A probe that asks Systems Manager whether an agent is connected to the session service.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetConnectionStatus.html">GetConnectionStatus</a>
 */
final class ConnectionProbe implements ProbeResult.Way {
  private static final String OPERATION = "ssm:GetConnectionStatus";
  static final Permissions READS = Permissions.ofReads(OPERATION);

  private final SsmClient ssm;

  ConnectionProbe(Account account) {
    this.ssm = account.client(SsmClient::builder);
  }

  @Override
  public ProbeResult to(String instanceId, boolean windows) {
    String status =
        Required.member(
            OPERATION,
            "Status",
            ssm.getConnectionStatus(request -> request.target(instanceId)).statusAsString());
    return switch (Ascii.toLowerCase(status)) {
      case "connected" ->
          new ProbeResult.Reached("Systems Manager reports that the agent is connected.");
      case "notconnected" ->
          new ProbeResult.NotConnected("Systems Manager reports that the agent is not connected.");
      default -> throw Required.unreadable(OPERATION, "has an unknown Status: " + status);
    };
  }
}

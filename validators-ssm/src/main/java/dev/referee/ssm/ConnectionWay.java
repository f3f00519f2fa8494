package dev.referee.ssm;

import static com.google.common.base.Strings.nullToEmpty;

import dev.referee.Permissions;
import dev.referee.aws.Account;
import software.amazon.awssdk.services.ssm.SsmClient;

/**
 * Asks Systems Manager whether an agent is connected to the session service.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetConnectionStatus.html">GetConnectionStatus</a>
 */
final class ConnectionWay implements Trial.Way {
  static final Permissions READS = Permissions.reading("ssm:GetConnectionStatus");

  private final SsmClient ssm;

  ConnectionWay(Account account) {
    this.ssm = account.client(SsmClient::builder);
  }

  @Override
  public Trial to(String instanceId, boolean windows) {
    String status =
        nullToEmpty(
            ssm.getConnectionStatus(request -> request.target(instanceId)).statusAsString());
    return status.equalsIgnoreCase("connected")
        ? new Trial.Reached("Systems Manager says that it is connected.")
        : new Trial.NotConnected("Systems Manager says that it is not connected.");
  }
}

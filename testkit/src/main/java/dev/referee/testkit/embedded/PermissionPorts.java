package dev.referee.testkit.embedded;

import com.google.common.base.Ascii;
import com.google.common.primitives.Ints;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;

/** Refuses permissions of security groups whose protocol and ports make no sense, as EC2 does. */
final class PermissionPorts {
  private static final int MOST = 65535;
  private static final Set<String> NAMES = Set.of("tcp", "udp", "icmp", "icmpv6", "-1");
  private static final Set<String> WITH_PORTS = Set.of("tcp", "udp", "6", "17");

  private PermissionPorts() {}

  static void check(IpPermission permission) {
    String protocol = permission.ipProtocol();
    if (protocol == null) {
      throw InstanceLauncher.missing("IpProtocol");
    }
    String name = Ascii.toLowerCase(protocol);
    Integer number = Ints.tryParse(name);
    if (!NAMES.contains(name) && (number == null || number < 0 || number > 255)) {
      throw invalid("Invalid value '" + protocol + "' for IP protocol. Unknown protocol.");
    }
    if (WITH_PORTS.contains(name)) {
      ports(permission.fromPort(), permission.toPort());
    }
  }

  private static void ports(@Nullable Integer from, @Nullable Integer to) {
    if (from == null || to == null) {
      throw invalid(
          "Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.");
    }
    inRange(from, "from");
    inRange(to, "to");
    if (from > to) {
      throw invalid("Invalid TCP/UDP port range (" + from + ":" + to + ")");
    }
  }

  private static void inRange(int port, String end) {
    if (port < 0 || port > MOST) {
      throw invalid("TCP/UDP (" + end + ") port (" + port + ") out of range");
    }
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValue", message);
  }
}

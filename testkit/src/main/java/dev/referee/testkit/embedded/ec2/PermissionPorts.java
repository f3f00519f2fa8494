package dev.referee.testkit.embedded.ec2;

import com.google.common.base.Ascii;
import com.google.common.primitives.Ints;
import dev.referee.testkit.embedded.common.AwsError;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;

/**
 * A validator of the protocols and ports of security group rules, with the errors of EC2.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html">IpPermission</a>
 */
final class PermissionPorts {
  private static final int MOST = 65535;
  private static final int MOST_ICMP = 255;
  private static final Set<String> NAMES = Set.of("tcp", "udp", "icmp", "icmpv6", "-1");
  private static final Set<String> ICMP = Set.of("icmp", "icmpv6", "1", "58");
  private static final Set<String> ICMP_V6 = Set.of("icmpv6", "58");
  private static final Set<String> WITH_PORTS = Set.of("tcp", "udp", "6", "17");

  private PermissionPorts() {}

  /** Refuses the ports that ModifySecurityGroupRules refuses; it has its own text for one error. */
  static void checkUpdate(IpPermission permission) {
    boolean half = permission.fromPort() == null || permission.toPort() == null;
    if (half && WITH_PORTS.contains(Ascii.toLowerCase("" + permission.ipProtocol()))) {
      throw invalid(
          "Invalid value for portRange. Must specify both from and to ports with TCP/UDP.");
    }
    check(permission);
  }

  static void check(IpPermission permission) {
    String protocol = permission.ipProtocol();
    if (protocol == null) {
      throw invalid(
          "Invalid value 'null' for protocol. VPC security group rules must specify protocols"
              + " explicitly.");
    }
    String name = Ascii.toLowerCase(protocol);
    Integer number = Ints.tryParse(name);
    if (!NAMES.contains(name) && (number == null || number < 0 || number > 255)) {
      throw invalid("Invalid value '" + protocol + "' for IP protocol. Unknown protocol.");
    }
    if (WITH_PORTS.contains(name)) {
      ports(permission.fromPort(), permission.toPort());
    } else if (ICMP.contains(name)) {
      icmp(name, permission.fromPort(), permission.toPort());
    }
  }

  /** Refuses an ICMP type or code that does not exist; -1 stands for all. */
  private static void icmp(String name, @Nullable Integer type, @Nullable Integer code) {
    if (type == null && code == null && ICMP_V6.contains(name)) {
      return;
    }
    if (type == null || code == null) {
      throw invalid("Invalid value 'Must specify both type and code with ICMP.' for portRange.");
    }
    if (type < -1 || type > MOST_ICMP) {
      throw invalid("ICMP type (" + type + ") out of range");
    }
    if (code < -1 || code > MOST_ICMP) {
      throw invalid("ICMP code (" + code + ") out of range");
    }
    if (type == -1 && code != -1) {
      throw invalid("ICMP code (" + code + ") must be -1 if the type is -1");
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

package dev.referee.testkit.embedded.ec2;

import com.google.common.base.Ascii;
import com.google.common.primitives.Ints;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Cidr;
import dev.referee.testkit.embedded.common.Ipv6Cidr;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;

/**
 * Refuses entries of network ACLs that make no sense, and writes the others as EC2 does.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html">CreateNetworkAclEntry</a>
 */
final class AclEntries {
  private static final int LAST = 32766;
  private static final int MOST_PROTOCOL = 255;
  private static final Map<String, String> NUMBERS =
      Map.of("all", "-1", "tcp", "6", "udp", "17", "icmp", "1", "icmpv6", "58");
  private static final Set<String> WITH_PORTS = Set.of("6", "17");
  private static final Set<String> ICMP = Set.of("1", "58");

  private AclEntries() {}

  static NetworkAclEntry of(NetworkAclEntry given) {
    int number = given.ruleNumber();
    if (number < 1 || number > LAST) {
      throw invalid("Value (" + number + ") for parameter ruleNumber is invalid.");
    }
    String protocol = protocol(given.protocol());
    if (WITH_PORTS.contains(protocol) && given.portRange() == null) {
      throw AwsError.missing("portRange");
    }
    if (ICMP.contains(protocol) && given.icmpTypeCode() == null) {
      throw AwsError.missing("icmpTypeCode");
    }
    NetworkAclEntry.Builder entry = given.toBuilder().protocol(protocol);
    if (given.cidrBlock() != null) {
      entry.cidrBlock(Cidr.of(given.cidrBlock()).toString());
    } else if (given.ipv6CidrBlock() != null) {
      entry.ipv6CidrBlock(Ipv6Cidr.of(given.ipv6CidrBlock()).toString());
    } else {
      throw AwsError.missing("cidrBlock");
    }
    return entry.build();
  }

  private static String protocol(String given) {
    String protocol = NUMBERS.getOrDefault(Ascii.toLowerCase(given), given);
    Integer number = Ints.tryParse(protocol);
    if (number == null || number < -1 || number > MOST_PROTOCOL) {
      throw invalid("Invalid value '" + given + "' for IP protocol. Unknown protocol.");
    }
    return protocol;
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValue", message);
  }
}

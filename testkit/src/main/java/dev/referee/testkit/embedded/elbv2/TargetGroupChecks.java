package dev.referee.testkit.embedded.elbv2;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.primitives.Ints;
import dev.referee.testkit.embedded.common.AwsError;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.CreateTargetGroupRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.Matcher;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetGroup;

/**
 * Refuses settings of target groups that AWS refuses.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html">CreateTargetGroup</a>
 */
final class TargetGroupChecks {
  private static final Set<String> WEB = Set.of("HTTP", "HTTPS");
  private static final int MOST_PORT = 65535;

  private TargetGroupChecks() {}

  /** Returns whether a protocol is one of Application Load Balancers. */
  static boolean isWeb(@Nullable String protocol) {
    return protocol != null && WEB.contains(protocol);
  }

  /**
   * Refuses a target group of instances, addresses or load balancers without protocol, port or VPC.
   */
  static void requireAddress(CreateTargetGroupRequest request) {
    address(request)
        .forEach(
            (member, value) -> {
              if (value == null) {
                throw LoadBalancing.invalid("A " + member + " must be specified");
              }
            });
    if ("alb".equals(request.targetTypeAsString()) && !"TCP".equals(request.protocolAsString())) {
      throw LoadBalancing.invalid(
          "Protocol '%s' is not supported for target groups with target type 'alb'"
              .formatted(request.protocolAsString()));
    }
  }

  /** Refuses a target group of a Lambda function that has a protocol, a port or a VPC. */
  static void requireNoAddress(CreateTargetGroupRequest request) {
    address(request)
        .forEach(
            (member, value) -> {
              if (value != null) {
                throw LoadBalancing.invalid(
                    "%s cannot be specified for target groups with target type 'lambda'"
                        .formatted(Ascii.toUpperCase(member.charAt(0)) + member.substring(1)));
              }
            });
  }

  private static Map<String, @Nullable Object> address(CreateTargetGroupRequest request) {
    Map<String, @Nullable Object> address = new TreeMap<>();
    address.put("protocol", request.protocolAsString());
    address.put("port", request.port());
    address.put("VPC ID", request.vpcId());
    return address;
  }

  static TargetGroup checked(TargetGroup group) {
    boolean web = isWeb(group.protocolAsString());
    boolean function = "lambda".equals(group.targetTypeAsString());
    if (!function && Boolean.FALSE.equals(group.healthCheckEnabled())) {
      throw LoadBalancing.invalid(
          "Health check enabled must be true for target groups with target type '"
              + group.targetTypeAsString()
              + "'");
    }
    checkVersion(group, web);
    checkProtocol(group, web, function);
    checkPath(group);
    checkPort(group);
    checkTimes(group, web);
    checkMatcher(group, web || function);
    return group;
  }

  private static void checkVersion(TargetGroup group, boolean web) {
    String version = group.protocolVersion();
    if (version == null) {
      return;
    }
    if (!web) {
      throw LoadBalancing.error(
          "InvalidConfigurationRequest",
          "Protocol versions are not supported for target groups with the "
              + group.protocolAsString()
              + " protocol");
    }
    if (!Set.of("HTTP1", "HTTP2", "GRPC").contains(version)) {
      throw LoadBalancing.invalid(
          "Protocol version '" + version + "' must be one of '[HTTP1, HTTP2, GRPC]'");
    }
  }

  private static void checkProtocol(TargetGroup group, boolean web, boolean function) {
    String check = group.healthCheckProtocolAsString();
    List<String> known = web ? List.of("HTTP", "HTTPS") : List.of("HTTP", "HTTPS", "TCP");
    if (!function && !known.contains(check)) {
      throw LoadBalancing.invalid(
          "Health check protocol '%s' must be one of '%s'".formatted(check, known));
    }
  }

  private static void checkPath(TargetGroup group) {
    String path = group.healthCheckPath();
    if (path == null) {
      return;
    }
    if ("TCP".equals(group.healthCheckProtocolAsString())) {
      throw LoadBalancing.error(
          "InvalidConfigurationRequest",
          "Health check paths are not supported for TCP health checks");
    }
    if (!path.startsWith("/")) {
      throw LoadBalancing.invalid(
          "Health check path '" + path + "' must begin with a '/' character");
    }
  }

  private static void checkPort(TargetGroup group) {
    String port = group.healthCheckPort();
    if (port == null || port.equals("traffic-port")) {
      return;
    }
    Integer number = Ints.tryParse(port);
    if (number == null || number < 1 || number > MOST_PORT) {
      throw LoadBalancing.invalid(
          "Health check port '" + port + "' must be 'traffic-port' or between '1-65535' inclusive");
    }
  }

  private static void checkTimes(TargetGroup group, boolean web) {
    int timeout = group.healthCheckTimeoutSeconds();
    int interval = group.healthCheckIntervalSeconds();
    // A group with the shortest interval is created with a timeout of the same length.
    boolean fits = (web && interval > 5) ? timeout < interval : timeout <= interval;
    if (!fits) {
      throw LoadBalancing.invalid(
          "Health check timeout '%d' must be smaller than %sthe interval '%d'"
              .formatted(timeout, web ? "" : "or equal to ", interval));
    }
  }

  private static void checkMatcher(TargetGroup group, boolean application) {
    Matcher matcher = group.matcher();
    if (matcher == null) {
      return;
    }
    if ("TCP".equals(group.healthCheckProtocolAsString())) {
      throw LoadBalancing.error(
          "InvalidConfigurationRequest",
          "Health check matchers are not supported for TCP health checks");
    }
    boolean grpc = "GRPC".equals(group.protocolVersion());
    if (matcher.httpCode() != null) {
      if (grpc) {
        throw unfitting("HTTP", group);
      }
      checkCodes("HTTP", matcher.httpCode(), 200, application ? 499 : 599);
    }
    if (matcher.grpcCode() != null) {
      if (!grpc) {
        throw unfitting("GRPC", group);
      }
      checkCodes("GRPC", matcher.grpcCode(), 0, 99);
    }
  }

  private static AwsError unfitting(String codes, TargetGroup group) {
    return LoadBalancing.invalid(
        "Health check matcher %s codes cannot be specified for target groups with the protocol-version '%s'"
            .formatted(codes, group.protocolVersion()));
  }

  private static void checkCodes(String kind, String codes, int least, int most) {
    for (String part : Splitter.on(',').trimResults().split(codes)) {
      for (String end : Splitter.on('-').limit(2).split(part)) {
        Integer code = Ints.tryParse(end);
        if (code == null || code < least || code > most) {
          throw LoadBalancing.invalid(
              "Health check matcher %s code '%s' must be within '%d-%d' inclusive"
                  .formatted(kind, end, least, most));
        }
      }
    }
  }
}

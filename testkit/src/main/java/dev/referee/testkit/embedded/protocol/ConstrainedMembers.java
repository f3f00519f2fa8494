package dev.referee.testkit.embedded.protocol;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.Tables;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Refuses requests whose members are too short, too long, too small, too large, or written with
 * characters that they may not have. The SDK's classes do not tell these constraints.
 */
public final class ConstrainedMembers {
  private static final Properties CONSTRAINTS =
      Tables.load(ConstrainedMembers.class, "member-constraints.properties");
  private static final String FAILED =
      "Value %sat '%s' failed to satisfy constraint: Member must %s";

  private ConstrainedMembers() {}

  /** Refuses a request to a service that is constrained, in the words of the service. */
  public static void require(Service service, String operation, SdkPojo request) {
    if (!service.isConstrained()) {
      return;
    }
    List<String> failures = new ArrayList<>();
    for (SdkField<?> field : request.sdkFields()) {
      String constraint = constraint(service.signingName(), operation, field.memberName());
      Object value = constraint == null ? null : Pojos.valueOf(field, request);
      if (constraint != null && value != null) {
        String name = field.memberName();
        String shown = shows(service, field) ? "'" + value + "' " : "";
        for (String must : broken(constraint, value)) {
          String member = Ascii.toLowerCase(name.charAt(0)) + name.substring(1);
          failures.add(FAILED.formatted(shown, member, must));
        }
      }
    }
    if (!failures.isEmpty()) {
      throw new AwsError(
          400,
          service.protocol() == Protocol.AWS_QUERY ? "ValidationError" : "ValidationException",
          "%d validation error%s detected: %s"
              .formatted(
                  failures.size(), failures.size() == 1 ? "" : "s", String.join("; ", failures)));
    }
  }

  /** Says whether a service repeats what a member has. */
  private static boolean shows(Service service, SdkField<?> field) {
    return switch (service.signingName()) {
      case "sts" -> !field.memberName().equals("Policy");
      case "kms" -> field.memberName().matches("AliasName|NumberOfBytes");
      default -> false;
    };
  }

  private static @Nullable String constraint(String service, String operation, String member) {
    String special = CONSTRAINTS.getProperty(service + "." + operation + "." + member);
    return special == null ? CONSTRAINTS.getProperty(service + "." + member) : special;
  }

  /** Returns what a value must be and is not; a constraint reads {@code 1..64 [\w]+}. */
  private static List<String> broken(String constraint, Object value) {
    List<String> parts = Splitter.on(' ').limit(2).splitToList(constraint);
    List<String> bounds = Splitter.on("..").splitToList(parts.get(0));
    List<String> broken = new ArrayList<>();
    if (value instanceof String text
        && parts.size() == 2
        && !Pattern.compile(parts.get(1)).matcher(text).matches()) {
      broken.add("satisfy regular expression pattern: " + parts.get(1));
    }
    long size = size(value);
    String what = value instanceof Integer ? "value" : "length";
    if (!bounds.get(1).isEmpty() && size > Long.parseLong(bounds.get(1))) {
      broken.add("have " + what + " less than or equal to " + bounds.get(1));
    }
    if (!bounds.get(0).isEmpty() && size < Long.parseLong(bounds.get(0))) {
      broken.add("have " + what + " greater than or equal to " + bounds.get(0));
    }
    return broken;
  }

  private static long size(Object value) {
    if (value instanceof Integer number) {
      return number;
    }
    if (value instanceof Collection<?> list) {
      return list.size();
    }
    return value instanceof SdkBytes bytes
        ? bytes.asByteArrayUnsafe().length
        : value.toString().length();
  }
}

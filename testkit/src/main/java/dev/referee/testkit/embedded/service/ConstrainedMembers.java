package dev.referee.testkit.embedded.service;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.common.PropertiesResource;
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
      PropertiesResource.load(ConstrainedMembers.class, "member-constraints.properties");
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
      String member = field.memberName();
      String constraint = CONSTRAINTS.getProperty(key(service, operation, member));
      check(
          service,
          field,
          Pojos.valueOf(field, request),
          constraint == null ? CONSTRAINTS.getProperty(key(service, member)) : constraint,
          camel(member),
          failures);
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

  private static void check(
      Service service,
      SdkField<?> field,
      @Nullable Object value,
      @Nullable String constraint,
      String path,
      List<String> failures) {
    if (value == null) {
      return;
    }
    if (constraint != null) {
      String shown = shows(service, field.memberName()) ? "'" + value + "' " : "";
      broken(constraint, value).forEach(must -> failures.add(FAILED.formatted(shown, path, must)));
    }
    if (value instanceof SdkPojo nested) {
      checkMembers(service, field.memberName(), nested, path, failures);
    } else if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        if (list.get(i) instanceof SdkPojo nested) {
          String member = "%s.%d.member".formatted(path, i + 1);
          checkMembers(service, field.memberName(), nested, member, failures);
        }
      }
    }
  }

  private static void checkMembers(
      Service service, String parent, SdkPojo pojo, String path, List<String> failures) {
    for (SdkField<?> field : pojo.sdkFields()) {
      check(
          service,
          field,
          Pojos.valueOf(field, pojo),
          CONSTRAINTS.getProperty(key(service, parent, field.memberName())),
          path + "." + camel(field.memberName()),
          failures);
    }
  }

  private static String key(Service service, String... members) {
    return service.signingName() + "." + String.join(".", members);
  }

  private static String camel(String member) {
    return Ascii.toLowerCase(member.charAt(0)) + member.substring(1);
  }

  /** Returns whether a service repeats the values that it refuses. */
  private static boolean shows(Service service, String member) {
    return switch (service.signingName()) {
      case "elasticloadbalancing" -> true;
      case "sts" -> !member.equals("Policy");
      case "kms" -> member.matches("AliasName|NumberOfBytes");
      default -> false;
    };
  }

  /**
   * Returns what a value must be and is not; a constraint reads {@code 1..64 [\w]+}, or {@code
   * [ipv4, ipv6]} for a set of values.
   */
  private static List<String> broken(String constraint, Object value) {
    if (constraint.startsWith("[")) {
      boolean known =
          Splitter.on(", ")
              .splitToList(constraint.substring(1, constraint.length() - 1))
              .contains(value.toString());
      return known ? List.of() : List.of("satisfy enum value set: " + constraint);
    }
    List<String> parts = Splitter.on(' ').limit(2).splitToList(constraint);
    List<String> bounds = Splitter.on("..").splitToList(parts.get(0));
    List<String> broken = new ArrayList<>();
    if (value instanceof String text
        && parts.size() == 2
        && !Pattern.compile(parts.get(1)).matcher(text).matches()) {
      broken.add("satisfy regular expression pattern: " + parts.get(1));
    }
    long size = size(value);
    String description = value instanceof Integer ? "value" : "length";
    if (!bounds.get(1).isEmpty() && size > Long.parseLong(bounds.get(1))) {
      broken.add("have " + description + " less than or equal to " + bounds.get(1));
    }
    if (!bounds.get(0).isEmpty() && size < Long.parseLong(bounds.get(0))) {
      broken.add("have " + description + " greater than or equal to " + bounds.get(0));
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

package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/** The instance types by name, with the architecture of their processors. */
final class InstanceTypes {
  private static final Pattern ARM = Pattern.compile("(a1|[a-z]+[0-9]+g[a-z]*)\\..*");

  private InstanceTypes() {}

  static boolean exists(String type) {
    return InstanceType.fromValue(type) != InstanceType.UNKNOWN_TO_SDK_VERSION;
  }

  static String architecture(String type) {
    return ARM.matcher(type).matches() ? "arm64" : "x86_64";
  }

  /** Refuses a type that there is not, or whose architecture is not that of an image. */
  static void fitting(@Nullable String type, Image image) {
    if (type == null) {
      return;
    }
    if (!exists(type)) {
      throw new AwsError(
          400, "InvalidParameterValue", "Invalid value '" + type + "' for InstanceType.");
    }
    String architecture = architecture(type);
    if (!architecture.equals(image.architectureAsString())) {
      throw new AwsError(
          400,
          "InvalidParameterValue",
          ("The architecture '%s' of the specified instance type does not match the architecture"
                  + " '%s' of the specified AMI. Specify an instance type and an AMI that have"
                  + " matching architectures, and try again. You can use 'describe-instance-types'"
                  + " or 'describe-images' to discover the architecture of the instance type or"
                  + " AMI.")
              .formatted(architecture, image.architectureAsString()));
    }
  }
}

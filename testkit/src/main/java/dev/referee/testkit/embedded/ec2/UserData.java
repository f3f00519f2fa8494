package dev.referee.testkit.embedded.ec2;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A validator of user data by the rules of EC2: base64, and at most 16 KB. */
final class UserData {
  private static final int MOST_BYTES = 16384;

  private UserData() {}

  /** Throws AWS's error for user data that EC2 would not take. */
  static void check(@Nullable String base64) {
    if (base64 != null && decoded(base64).length > MOST_BYTES) {
      throw new AwsError(
          400, "InvalidParameterValue", "User data is limited to " + MOST_BYTES + " bytes");
    }
  }

  static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new AwsError(400, "InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.");
    }
  }
}

package dev.referee.testkit.embedded;

import com.google.common.base.Ascii;
import java.util.regex.Pattern;

/** Refuses names and descriptions of security groups as EC2 does. */
final class SecurityGroupNames {
  private static final int MOST = 255;
  private static final Pattern ALLOWED =
      Pattern.compile("[a-zA-Z0-9 ._\\-:/()#,@\\[\\]+=&;{}!$*]*");

  private SecurityGroupNames() {}

  static void check(String name, String description) {
    if (Ascii.toLowerCase(name).startsWith("sg-")) {
      throw invalid(
          "Value (%s) for parameter GroupName is invalid. Group names may not be in the format"
                  .formatted(name)
              + " sg-*.");
    }
    if (name.equals("default")) {
      throw new AwsError(400, "InvalidGroup.Reserved", "The security group 'default' is reserved");
    }
    characters("GroupName", name);
    characters("GroupDescription", description);
  }

  private static void characters(String parameter, String value) {
    if (value.isEmpty() || value.length() > MOST) {
      throw invalid(
          "Value (%s) for parameter %s is invalid. It must be between 1 and %d characters long."
              .formatted(value, parameter, MOST));
    }
    if (!ALLOWED.matcher(value).matches()) {
      throw invalid(
          "Value (%s) for parameter %s is invalid. Character sets beyond ASCII are not supported."
              .formatted(value, parameter));
    }
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValue", message);
  }
}

package dev.referee.testkit.embedded.ec2;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import dev.referee.testkit.embedded.common.AwsError;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A validator of the names and descriptions of security groups and rules, with the errors of EC2.
 */
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
      throw invalid("Cannot use reserved security group name: default");
    }
    ascii("GroupName", name);
    if (name.length() > MOST || !ALLOWED.matcher(name).matches()) {
      throw invalid(
          "Invalid security group name. Valid names are strings less than 256 characters from the"
              + " following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
    }
    ascii("GroupDescription", description);
    description("security group", description);
  }

  /** Refuses the description of a rule that cannot be one. */
  static void checkRule(@Nullable String description) {
    if (description != null) {
      description("rule", description);
    }
  }

  private static void description(String name, String value) {
    if (value.length() > MOST || !ALLOWED.matcher(value).matches()) {
      throw invalid(
          "Invalid %s description. Valid descriptions are strings less than 256 characters from"
                  .formatted(name)
              + " the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*");
    }
  }

  private static void ascii(String parameter, String value) {
    if (!CharMatcher.ascii().matchesAllOf(value)) {
      throw invalid(
          "Value (%s) for parameter %s is invalid. Character sets beyond ASCII are not supported."
              .formatted(value, parameter));
    }
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "InvalidParameterValue", message);
  }
}

package dev.referee.testkit.embedded.kms;

import com.google.common.base.Splitter;
import com.google.common.base.Strings;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.Call;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The error of KMS about a key that is not there. */
final class KeyNotFound {
  private static final Pattern KEY_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}");

  private KeyNotFound() {}

  /** Returns the error about an id, an ARN or an alias. */
  static AwsError of(@Nullable String name, Call home) {
    String last = name == null ? "" : Kms.last(name);
    return new AwsError(
        400,
        "NotFoundException",
        last.startsWith(KmsAliases.PREFIX)
            ? "Alias " + arn(last, home) + " is not found."
            : message(name, last, home));
  }

  private static String message(@Nullable String name, String last, Call home) {
    List<String> parts = Splitter.on(':').splitToList(Strings.nullToEmpty(name));
    if (parts.size() > 3 && !parts.get(3).equals(home.region())) {
      return "Invalid arn " + parts.get(3);
    }
    String id = last.substring(last.lastIndexOf('/') + 1);
    return KEY_ID.matcher(id).matches()
        ? "Key '" + arn("key/" + id, home) + "' does not exist"
        : "Invalid keyId '" + id + "'";
  }

  private static String arn(String resource, Call home) {
    return "arn:aws:kms:%s:%s:%s".formatted(home.region(), home.accountId(), resource);
  }
}

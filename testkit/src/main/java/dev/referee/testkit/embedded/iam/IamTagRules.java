package dev.referee.testkit.embedded.iam;

import dev.referee.testkit.embedded.common.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * Refuses tags before anything in IAM has them.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html">Tags for AWS
 *     Identity and Access Management resources</a>
 */
final class IamTagRules {
  private static final String PATTERN = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]";
  private static final Pattern CHARACTERS = Pattern.compile(PATTERN + "*");
  private static final int LONGEST_KEY = 128;
  private static final int LONGEST_VALUE = 256;

  private IamTagRules() {}

  /** Refuses the tags of a role; two keys of it differ in more than their case. */
  static void role(List<Tag> tags) {
    members(tags);
    if (tags.stream().map(IamTagRules::folded).distinct().count() < tags.size()) {
      throw duplicate("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
    }
  }

  /** Refuses the tags of a managed policy. */
  static void policy(List<Tag> tags) {
    members(tags);
    if (tags.stream().map(Tag::key).distinct().count() < tags.size()) {
      throw duplicate("Duplicate tag keys found.");
    }
  }

  /** Returns what identifies a tag of a role: its key without regard to case. */
  static String folded(Tag tag) {
    return folded(tag.key());
  }

  static String folded(String key) {
    return key.toLowerCase(Locale.ROOT);
  }

  private static AwsError duplicate(String message) {
    return new AwsError(400, "InvalidInput", message);
  }

  private static void members(List<Tag> tags) {
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      Tag tag = tags.get(i);
      String at = "tags." + (i + 1) + ".member.";
      member(at + "key", tag.key(), 1, LONGEST_KEY, PATTERN + "+", failures);
      member(at + "value", tag.value(), 0, LONGEST_VALUE, PATTERN + "*", failures);
    }
    if (!failures.isEmpty()) {
      throw new AwsError(
          400,
          "ValidationError",
          "%d validation error%s detected: %s"
              .formatted(
                  failures.size(), failures.size() == 1 ? "" : "s", String.join("; ", failures)));
    }
  }

  private static void member(
      String at,
      @Nullable String value,
      int least,
      int most,
      String pattern,
      List<String> failures) {
    String must =
        value == null
            ? "not be null"
            : value.length() < least
                ? "have length greater than or equal to " + least
                : value.length() > most
                    ? "have length less than or equal to " + most
                    : CHARACTERS.matcher(value).matches()
                        ? null
                        : "satisfy regular expression pattern: " + pattern;
    if (must != null) {
      failures.add(
          "Value at '%s' failed to satisfy constraint: Member must %s".formatted(at, must));
    }
  }
}

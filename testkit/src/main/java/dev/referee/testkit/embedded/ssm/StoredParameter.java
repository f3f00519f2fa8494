package dev.referee.testkit.embedded.ssm;

import com.google.common.base.Ascii;
import dev.referee.testkit.embedded.common.AwsError;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.model.ParameterTier;

/**
 * A parameter of Parameter Store, its versions and their labels.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-labels.html">Working
 *     with parameter labels</a>
 */
final class StoredParameter {
  private static final int MOST_VERSIONS = 100;
  private static final int MOST_LABELS = 10;
  private static final Pattern LABEL = Pattern.compile("(?!aws|ssm)[a-z_.-][a-z0-9_.-]*");

  /**
   * A version.
   *
   * @param number the number, from 1 on
   * @param value the value; of a SecureString its ciphertext
   * @param keyId the KMS key of a SecureString; null of all others
   * @param changedBy the ARN of who made it
   */
  record Version(
      long number,
      String type,
      String value,
      @Nullable String description,
      @Nullable String keyId,
      ParameterTier tier,
      Instant changed,
      String changedBy,
      List<String> labels) {}

  private final String name;
  private final List<Version> versions = new ArrayList<>();

  StoredParameter(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** Returns whether it is one of AWS's own, which every account can read. */
  boolean isPublic() {
    return name.startsWith("/aws/service/");
  }

  String dataType() {
    return isPublic() ? "aws:ec2:image" : "text";
  }

  /** Returns the versions, the oldest first. */
  List<Version> versions() {
    return List.copyOf(versions);
  }

  Version latest() {
    return versions.get(versions.size() - 1);
  }

  /** Adds a version; beyond a hundred, the oldest goes, which must not be labelled. */
  void add(Version next) {
    if (versions.size() == MOST_VERSIONS) {
      if (!versions.get(0).labels().isEmpty()) {
        throw Ssm.error(
            "ParameterMaxVersionLimitExceeded",
            ("You attempted to create a new version of %s by calling the PutParameter API with the"
                    + " overwrite flag. Version %d, the oldest version, can't be deleted because it"
                    + " has a label associated with it. Move the label to another version of the"
                    + " parameter, and try again.")
                .formatted(name, versions.get(0).number()));
      }
      versions.remove(0);
    }
    versions.add(next);
  }

  /** Returns the version with a number or a label; null if no version has the label. */
  @Nullable Version selected(String selector) {
    if (!selector.matches("[0-9]+")) {
      return labelled(selector);
    }
    return versions.stream()
        .filter(version -> Long.toString(version.number()).equals(selector))
        .findFirst()
        .orElseThrow(() -> noVersion(selector));
  }

  @Nullable Version labelled(String label) {
    return versions.stream()
        .filter(version -> version.labels().contains(label))
        .findFirst()
        .orElse(null);
  }

  private AwsError noVersion(String number) {
    return Ssm.error(
        "ParameterVersionNotFound",
        "Systems Manager could not find version %s of %s. Verify the version and try again."
            .formatted(number, name));
  }

  /**
   * Puts labels on a version, which other versions lose.
   *
   * @param number the version; null for the latest
   * @return the version
   */
  Version label(@Nullable Long number, List<String> labels) {
    Version labelled =
        versions.stream()
            .filter(version -> version.number() == (number == null ? latest().number() : number))
            .findFirst()
            .orElseThrow(() -> noVersion(String.valueOf(number)));
    List<String> added =
        labels.stream()
            .distinct()
            .filter(StoredParameter::isLabel)
            .filter(label -> !labelled.labels().contains(label))
            .toList();
    if (labelled.labels().size() + added.size() > MOST_LABELS) {
      throw Ssm.error(
          "ParameterVersionLabelLimitExceeded",
          "A parameter version can have maximum 10 labels."
              + "Move one or more labels to another version and try again.");
    }
    versions.forEach(version -> version.labels().removeAll(added));
    labelled.labels().addAll(added);
    return labelled;
  }

  /** Returns whether a text can be a label: no number first, and not a word of AWS's. */
  static boolean isLabel(String label) {
    return LABEL.matcher(Ascii.toLowerCase(label)).matches();
  }
}

package dev.referee.testkit.embedded;

import com.google.common.io.Resources;
import dev.referee.testkit.embedded.IamState.ManagedPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Knows the policies of AWS's own that every account can attach; their documents are resources. */
final class AwsManagedPolicies {
  private static final String PREFIX = "arn:aws:iam::aws:policy/";
  private static final List<String> NAMES =
      List.of(
          "AdministratorAccess",
          "AmazonEC2FullAccess",
          "AmazonEC2ReadOnlyAccess",
          "AmazonSSMManagedEC2InstanceDefaultPolicy",
          "AmazonSSMManagedInstanceCore",
          "AutoScalingFullAccess");

  private AwsManagedPolicies() {}

  static @Nullable ManagedPolicy find(String arn) {
    return NAMES.stream()
        .filter(name -> arn.equals(PREFIX + name))
        .map(name -> new ManagedPolicy(arn, name, document(name)))
        .findFirst()
        .orElse(null);
  }

  private static String document(String name) {
    try {
      return Resources.toString(
          Resources.getResource(AwsManagedPolicies.class, name + ".json"), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("Cannot read the document of " + name, unreadable);
    }
  }
}

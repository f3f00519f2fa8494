package dev.referee.testkit.embedded.service;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.PropertiesResource;
import dev.referee.testkit.embedded.common.SdkFieldCopier;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.SdkPojo;

/** A validator of required request members, which the SDK's classes do not declare. */
public final class RequiredMembers {
  private static final Properties BY_OPERATION =
      PropertiesResource.load(RequiredMembers.class, "required-members.properties");

  private RequiredMembers() {}

  /** Returns whether it is known which members requests of an operation must have. */
  public static boolean knows(String service, String operation) {
    return BY_OPERATION.containsKey(service + "." + operation);
  }

  public static List<String> of(String service, String operation) {
    return Splitter.on(',')
        .omitEmptyStrings()
        .splitToList(BY_OPERATION.getProperty(service + "." + operation, ""));
  }

  /** Refuses a request that lacks one, in the words of its service. */
  public static void require(Service service, String operation, SdkPojo request) {
    List<String> missing =
        of(service.signingName(), operation).stream()
            .filter(member -> SdkFieldCopier.member(request, member) == null)
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    if (service.protocol() == Protocol.EC2_QUERY) {
      throw AwsError.missing(missing.get(0));
    }
    if (service.queryErrors() != null) {
      throw new AwsError(
          400,
          "MissingRequiredParameterException",
          "The request must contain the parameter " + missing.get(0) + ".");
    }
    String nulls =
        missing.stream()
            .map(
                member ->
                    "Value null at '%s' failed to satisfy constraint: Member must not be null"
                        .formatted(Ascii.toLowerCase(member.charAt(0)) + member.substring(1)))
            .collect(Collectors.joining("; "));
    throw new AwsError(
        400,
        service.protocol() == Protocol.AWS_QUERY ? "ValidationError" : "ValidationException",
        "%d validation error%s detected: %s"
            .formatted(missing.size(), missing.size() == 1 ? "" : "s", nulls));
  }
}

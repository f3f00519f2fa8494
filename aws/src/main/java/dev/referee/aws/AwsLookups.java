package dev.referee.aws;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** The distinction between "does not exist" and "could not be seen" in AWS responses. */
public final class AwsLookups {
  /** As in InvalidLaunchTemplateId.NotFound, NoSuchEntity, ResourceNotFoundException. */
  private static final Pattern CODE =
      Pattern.compile(
          ".*(NotFound|DoesNotExist)(Exception|Fault)?|(.*\\.)?NoSuch\\w+|.*NonExistent\\w+|404");

  /** How Auto Scaling and CloudFormation word it, which have one code for all mistakes. */
  private static final Pattern MESSAGE =
      Pattern.compile("not found|does not exist|doesn't exist", Pattern.CASE_INSENSITIVE);

  private AwsLookups() {}

  /**
   * Returns the answer to a call about one thing; empty when AWS says that it does not exist.
   *
   * <pre>{@code
   * Optional<DescribeClusterResponse> cluster =
   *     AwsLookups.found(() -> eks.describeCluster(request -> request.name(name)));
   * }</pre>
   *
   * @throws dev.referee.Inconclusive when it could not be seen
   * @throws AwsServiceException for anything else that AWS said
   */
  public static <T> Optional<T> found(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (AwsServiceException e) {
      if (isNotFound(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Returns whether AWS says that what it was asked about does not exist. */
  public static boolean isNotFound(AwsServiceException said) {
    String code = AwsErrors.code(said);
    return CODE.matcher(code).matches()
        || (code.startsWith("Validation") && MESSAGE.matcher(AwsErrors.message(said)).find());
  }
}

package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/** The distinction between "does not exist" and "could not be seen" in AWS responses. */
public final class AwsLookups {
  /** For example InvalidLaunchTemplateId.NotFound, NoSuchEntity, ResourceNotFoundException. */
  private static final Pattern CODE =
      Pattern.compile(
          ".*(NotFound|DoesNotExist)(Exception|Fault)?|(.*\\.)?NoSuch\\w+|.*NonExistent\\w+|404");

  /** The messages of Auto Scaling and CloudFormation, which have one code for all mistakes. */
  private static final Pattern MESSAGE =
      Pattern.compile("not found|does not exist|doesn't exist", Pattern.CASE_INSENSITIVE);

  private AwsLookups() {}

  /**
   * Returns the response to a call about one resource; empty if AWS says that it does not exist.
   *
   * <pre>{@code
   * Optional<DescribeClusterResponse> cluster =
   *     AwsLookups.found(() -> eks.describeCluster(request -> request.name(name)));
   * }</pre>
   *
   * @throws dev.referee.Inconclusive if it could not be seen
   * @throws AwsServiceException for any other error of AWS
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

  /**
   * Returns the response to a call; an error of AWS that says nothing about the team's fix, such as
   * an exceeded quota, becomes {@link Inconclusive}.
   *
   * @throws Inconclusive if AWS returned an error, or it could not be seen
   */
  public static <T> T succeeded(Supplier<T> call) {
    try {
      return call.get();
    } catch (AwsServiceException e) {
      throw new Inconclusive(
          Cause.MISCONFIGURED,
          AwsErrors.message(e),
          "This error says nothing about the team's fix. Look up its meaning; Referee will retry in"
              + " the next sweep.",
          e);
    }
  }

  /**
   * Returns the response to a call about one resource; empty if AWS says that it does not exist.
   * Every other error of AWS becomes {@link Inconclusive}.
   *
   * @throws Inconclusive if AWS returned another error, or it could not be seen
   */
  public static <T> Optional<T> foundOrInconclusive(Supplier<T> call) {
    return succeeded(() -> found(call));
  }

  /** Returns whether AWS says that the requested resource does not exist. */
  public static boolean isNotFound(AwsServiceException said) {
    String code = AwsErrors.code(said);
    return CODE.matcher(code).matches()
        || (code.startsWith("Validation") && MESSAGE.matcher(AwsErrors.message(said)).find());
  }
}

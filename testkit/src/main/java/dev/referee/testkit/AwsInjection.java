package dev.referee.testkit;

import dev.referee.Cause;
import dev.referee.aws.AwsLookups;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * A fault that is injected into one operation of AWS, with its permitted effects on the verdict.
 *
 * @param call the operation
 * @param fault the fault
 * @param cause the cause of an inconclusive verdict that names the fault; null allows any but
 *     {@link Cause#INTERNAL}
 * @param answer whether the response is valid, so the verdict may follow it
 */
record AwsInjection(ReceivedCall call, Fault fault, @Nullable Cause cause, boolean answer)
    implements Injection {

  /** An error code that AWS does not have. */
  static final String UNKNOWN = "CodeThatNobodyKnows";

  /** The errors that any EC2 operation can return; its model lists none. */
  private static final List<String> OF_EC2 =
      List.of(
          "InvalidParameterValue",
          "InvalidParameterCombination",
          "MissingParameter",
          "UnsupportedOperation",
          "OperationNotPermitted",
          "InvalidAction");

  /** Returns the faults for each operation in each kind of world: an access denial, throttling. */
  static AwsInjection denied(ReceivedCall call) {
    return unseen(call, Fault.deny(), Cause.ACCESS_DENIED);
  }

  static AwsInjection throttled(ReceivedCall call) {
    return unseen(call, Fault.throttle(), Cause.THROTTLED);
  }

  /** Returns the faults with responses that are not from AWS, or from another operation. */
  static List<AwsInjection> unreadable(ReceivedCall call) {
    return Stream.of(
            Fault.emptyBody(),
            Fault.body("{}"),
            Fault.empty(),
            Fault.garbage(),
            Fault.foreignPage(),
            Fault.otherOperation(),
            Fault.errorDocument(),
            Fault.status(204),
            Fault.status(206))
        .map(fault -> unseen(call, fault, Cause.UNREACHABLE))
        .toList();
  }

  /**
   * Returns the errors that the operation's model lists, and two unknown ones.
   *
   * @param answers the error codes that the verdict may follow
   */
  static List<AwsInjection> errors(ReceivedCall call, Set<String> answers) {
    List<String> known = call.service().equals("ec2") ? OF_EC2 : ModelledErrors.codes(call);
    return Stream.concat(
            known.stream().map(code -> error(call, code, 400, answers)),
            Stream.of(error(call, UNKNOWN, 400, answers), error(call, UNKNOWN, 403, answers)))
        .toList();
  }

  /** Returns a fault: a response without a member that AWS always sends. */
  static AwsInjection missing(ReceivedCall call, String member) {
    return unseen(call, Fault.missingMember(member), Cause.UNREACHABLE);
  }

  /**
   * Returns a fault: a response without a member that AWS does not always send, which is still
   * valid.
   */
  static AwsInjection missingOptional(ReceivedCall call, String member) {
    return new AwsInjection(call, Fault.missingMember(member), null, true);
  }

  private static AwsInjection error(
      ReceivedCall call, String code, int status, Set<String> answers) {
    boolean answer = answers.contains(code) || isNotFound(code);
    return new AwsInjection(call, Fault.error(code, status), null, answer);
  }

  /**
   * A check that reads by name may follow the codes by which AWS says that something does not
   * exist.
   */
  private static boolean isNotFound(String code) {
    return AwsLookups.isNotFound(
        AwsServiceException.builder()
            .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
            .build());
  }

  private static AwsInjection unseen(ReceivedCall call, Fault fault, Cause cause) {
    return new AwsInjection(call, fault, cause, false);
  }

  /** Returns the fault, limited to this operation. */
  Fault aimed() {
    return fault.on(call.service(), call.operation());
  }

  @Override
  public void inject(PreparedWorld prepared) {
    prepared.fault(aimed());
  }

  @Override
  public Optional<Cause> expectedCause() {
    return Optional.ofNullable(cause);
  }

  @Override
  public String toString() {
    String what =
        switch (fault.kind()) {
          case ERROR, STATUS -> fault.kind() + " " + fault.status() + " " + fault.text();
          case BODY -> "BODY '" + fault.text() + "'";
          case MISSING_MEMBER -> "an answer without " + fault.text();
          default -> fault.kind().toString();
        };
    return what.strip() + " at " + call.service() + ":" + call.operation();
  }
}

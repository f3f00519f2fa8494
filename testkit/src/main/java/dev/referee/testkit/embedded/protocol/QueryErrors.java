package dev.referee.testkit.embedded.protocol;

import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.http.WireResponse;
import java.util.Map;

/**
 * The errors of services that were built for the AWS query protocol, in newer protocols: the code
 * of the query protocol is in a header, and the body has the name in the model.
 *
 * @see <a href="https://smithy.io/2.0/aws/protocols/aws-query-protocol.html">AWS query
 *     compatibility</a>
 */
final class QueryErrors {
  private static final String HEADER = "x-amzn-query-error";

  /** The names of CloudWatch's errors in its model, where they are not the code. */
  private static final Map<String, String> SHAPES =
      Map.of(
          "InternalServiceError", "InternalServiceFault",
          "InvalidFormat", "InvalidFormatFault",
          "InvalidParameterCombination", "InvalidParameterCombinationException",
          "InvalidParameterValue", "InvalidParameterValueException",
          "LimitExceeded", "LimitExceededFault",
          "MissingParameter", "MissingRequiredParameterException");

  private QueryErrors() {}

  static String shape(String code) {
    return SHAPES.getOrDefault(code, code);
  }

  static WireResponse add(AwsError error, WireResponse response) {
    String fault = error.status() < 500 ? "Sender" : "Receiver";
    return response.with(HEADER, error.code() + ";" + fault);
  }
}

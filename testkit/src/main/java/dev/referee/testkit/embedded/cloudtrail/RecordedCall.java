package dev.referee.testkit.embedded.cloudtrail;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.referee.testkit.embedded.common.AwsError;
import dev.referee.testkit.embedded.common.JsonCodec;
import dev.referee.testkit.embedded.service.ApiCall;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A call that CloudTrail records.
 *
 * @param made the call
 * @param region the Region that it is recorded in
 * @param time when it was made
 * @param eventId the id of its record
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
record RecordedCall(ApiCall made, String region, Instant time, String eventId) {
  private static final String VERSION = "1.11";

  String source() {
    return made.service() + ".amazonaws.com";
  }

  /** Returns a field as advanced event selectors name it; empty if the record does not have it. */
  String field(String name) {
    return switch (name) {
      case "eventCategory" -> "Management";
      case "readOnly" -> Boolean.toString(made.readOnly());
      case "eventSource" -> source();
      case "eventName" -> made.operation();
      case "eventType" -> "AwsApiCall";
      case "userIdentity.arn" -> made.call().principalArn();
      case "sessionCredentialFromConsole" -> "false";
      default -> "";
    };
  }

  /** Returns the user, the session of a role, or the service, as {@code LookupEvents} shows it. */
  String userName() {
    String arn = made.call().principalArn();
    return arn.substring(arn.lastIndexOf('/') + 1);
  }

  ObjectNode toJson() {
    ObjectNode json = JsonCodec.JSON.createObjectNode().put("eventVersion", VERSION);
    json.set("userIdentity", UserIdentity.of(made));
    ApiCall.Caller caller = made.caller();
    json.put("eventTime", time.truncatedTo(ChronoUnit.SECONDS).toString())
        .put("eventSource", source())
        .put("eventName", made.operation())
        .put("awsRegion", region)
        .put("sourceIPAddress", caller.invokedBy().isEmpty() ? "127.0.0.1" : caller.invokedBy())
        .put("userAgent", caller.userAgent());
    AwsError error = made.error();
    if (error != null) {
      json.put("errorCode", errorCode(error)).put("errorMessage", error.message());
    }
    SdkPojo answer = made.answer();
    json.set("requestParameters", RecordedMembers.request(made));
    json.set(
        "responseElements",
        answer == null || (made.readOnly() && !made.service().equals("sts"))
            ? NullNode.getInstance()
            : RecordedMembers.answer(made, answer));
    return json.put("requestID", caller.requestId())
        .put("eventID", eventId)
        .put("readOnly", made.readOnly())
        .put("eventType", "AwsApiCall")
        .put("managementEvent", true)
        .put("recipientAccountId", made.call().accountId())
        .put("eventCategory", "Management");
  }

  /** EC2 says whose fault it was; the JSON services' denials are recorded without Exception. */
  private String errorCode(AwsError error) {
    if (made.protocol() == Protocol.EC2_QUERY) {
      return (error.status() < 500 ? "Client." : "Server.") + error.code();
    }
    return error.code().equals("AccessDeniedException") ? "AccessDenied" : error.code();
  }
}

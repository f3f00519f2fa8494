package dev.referee.testkit.embedded.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An HTTP response, with its faults and delays in transmission.
 *
 * @param status the HTTP status
 * @param headers the headers
 * @param body the body
 * @param travel what happens to it on the way
 * @param takes how long that takes, where it takes time
 */
public record WireResponse(
    int status, Map<String, String> headers, SdkBytes body, Travel travel, Duration takes) {

  /** The possible faults in the transmission of a response. */
  public enum Travel {
    WHOLE,
    LATE,
    SLOWLY,
    BROKEN_OFF,
    HUNG_UP
  }

  public static WireResponse of(int status, String contentType, byte[] body, String requestId) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", contentType);
    headers.put("x-amzn-RequestId", requestId);
    return new WireResponse(
        status, headers, SdkBytes.fromByteArrayUnsafe(body), Travel.WHOLE, Duration.ZERO);
  }

  /** Returns this response with one more header. */
  public WireResponse with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new WireResponse(status, more, body, travel, takes);
  }

  /** Returns this response with another status; without a body where that status has none. */
  public WireResponse withStatus(int other) {
    boolean bare = other == 204 || (other >= 300 && other < 400);
    return new WireResponse(
        other, headers, bare ? SdkBytes.fromByteArray(new byte[0]) : body, travel, takes);
  }

  public WireResponse travelling(Travel delivery, Duration time) {
    return new WireResponse(status, headers, body, delivery, time);
  }
}

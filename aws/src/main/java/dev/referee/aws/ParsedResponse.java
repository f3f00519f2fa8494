package dev.referee.aws;

import java.lang.ref.SoftReference;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.PayloadTrait;

/**
 * The object that the SDK made of a response, for the checks that read the same. It is larger than
 * the response, so it may be collected when memory is short. Immutable and thread-safe.
 */
final class ParsedResponse {
  private final Class<?> request;
  private final SoftReference<SdkResponse> response;

  /**
   * Creates one.
   *
   * @param request the class of the request: clients of several services, such as RDS and
   *     DocumentDB, send equal requests and make different objects of the same response
   */
  ParsedResponse(Class<?> request, SdkResponse response) {
    this.request = request;
    this.response = new SoftReference<>(response);
  }

  /** Returns the object for a class of requests. */
  Optional<SdkResponse> response(Class<?> of) {
    return of == request ? Optional.ofNullable(response.get()) : Optional.empty();
  }

  /**
   * Returns whether an object contains all that was in the response. A stream is not in it, and of
   * members outside the body, only the SDK knows how they are read.
   */
  static boolean isShareable(SdkResponse response) {
    return !response.sdkFields().isEmpty()
        && response.sdkFields().stream().allMatch(ParsedResponse::isInBody);
  }

  private static boolean isInBody(SdkField<?> member) {
    return member.location() == MarshallLocation.PAYLOAD
        && !member.containsTrait(PayloadTrait.class);
  }
}

package dev.referee.testkit.embedded.http;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ListMultimap;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * An HTTP request as received over the wire.
 *
 * @param method the HTTP method
 * @param path the path, still encoded
 * @param query the decoded query parameters, in order
 * @param headers the headers by lower-case name
 * @param body the body
 */
public record WireRequest(
    String method,
    String path,
    ListMultimap<String, String> query,
    Map<String, String> headers,
    SdkBytes body) {

  /** Returns a request with the target of its request line. */
  public static WireRequest of(
      String method, String target, Map<String, String> headers, byte[] body) {
    int mark = target.indexOf('?');
    String path = mark < 0 ? target : target.substring(0, mark);
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return new WireRequest(
        method, path, parameters(query), headers, SdkBytes.fromByteArrayUnsafe(body));
  }

  public @Nullable String header(String lowerCaseName) {
    return headers.get(lowerCaseName);
  }

  public String text() {
    return body.asUtf8String();
  }

  /** Returns the parameters of a query-protocol call: those of the form and those of the URL. */
  public ListMultimap<String, String> form() {
    return ImmutableListMultimap.<String, String>builder()
        .putAll(query)
        .putAll(parameters(text()))
        .build();
  }

  public static String decode(String encoded) {
    return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
  }

  private static ListMultimap<String, String> parameters(String encoded) {
    ImmutableListMultimap.Builder<String, String> parameters = ImmutableListMultimap.builder();
    for (String pair : Splitter.on('&').omitEmptyStrings().split(encoded)) {
      int equals = pair.indexOf('=');
      parameters.put(
          decode(equals < 0 ? pair : pair.substring(0, equals)),
          equals < 0 ? "" : decode(pair.substring(equals + 1)));
    }
    return parameters.build();
  }
}

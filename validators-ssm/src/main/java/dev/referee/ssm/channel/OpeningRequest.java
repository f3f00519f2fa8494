package dev.referee.ssm.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.WebSocket;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** The HTTP request that opens the WebSocket, signed unless its address is already signed. */
final class OpeningRequest {
  private static final String SERVICE = "ssmmessages";
  private static final String MESSAGE_SCHEMA = "1.0";
  private static final Pattern SIGNED =
      Pattern.compile("(^|&)x-amz-[^=&]*=", Pattern.CASE_INSENSITIVE);

  private final URI address;
  private final String tokenValue;

  OpeningRequest(StartedSession session, DataChannelOptions options) throws DataChannelException {
    address = address(session.streamUrl());
    tokenValue = session.tokenValue();
    if (!isSecure() && !options.plaintextAllowed) {
      throw DataChannelException.of(Reason.UNSUPPORTED, "The address would not be encrypted");
    }
  }

  /** Parses an address. An error does not quote it, because it may contain a signature. */
  private static URI address(String url) throws DataChannelException {
    try {
      URI address = new URI(url);
      if (address.getHost() != null
          && address.getRawUserInfo() == null
          && Set.of("ws", "wss").contains(String.valueOf(address.getScheme()))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // Falls through.
    }
    throw DataChannelException.malformed("The address is not that of a WebSocket");
  }

  private boolean isSecure() {
    return address.getScheme().equals("wss");
  }

  URI address() {
    return address;
  }

  /** Adds the headers of a signature, as the Session Manager plugin does since 1.2.764.0. */
  void sign(
      WebSocket.Builder builder,
      AwsCredentialsIdentity credentials,
      String region,
      InstantSource clock) {
    String query = address.getRawQuery();
    if (query != null && SIGNED.matcher(query).find()) {
      return;
    }
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.GET)
            .uri(
                URI.create(
                    (isSecure() ? "https" : "http")
                        + address.toString().substring(address.getScheme().length())))
            .build();
    AwsV4HttpSigner.create()
        .sign(
            it ->
                it.identity(credentials)
                    .request(request)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, SERVICE)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock.withZone(ZoneOffset.UTC)))
        .request()
        .forEachHeader(
            (name, values) -> {
              // The client sets the same value itself.
              if (!name.toLowerCase(Locale.ROOT).equals("host")) {
                values.forEach(value -> builder.header(name, value));
              }
            });
  }

  /** Returns the first message, as text. */
  String firstWords() {
    Map<String, Object> input = new LinkedHashMap<>();
    input.put("MessageSchemaVersion", MESSAGE_SCHEMA);
    input.put("RequestId", UUID.randomUUID().toString());
    input.put("TokenValue", tokenValue);
    input.put("ClientId", UUID.randomUUID().toString());
    input.put("ClientVersion", Handshake.CLIENT_VERSION);
    return new String(Json.write(input), UTF_8);
  }
}

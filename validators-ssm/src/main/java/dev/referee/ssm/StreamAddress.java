package dev.referee.ssm;

import com.google.common.net.InetAddresses;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.aws.Account;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.regions.EndpointTag;
import software.amazon.awssdk.regions.PartitionEndpointKey;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/**
 * The validated address of a data channel. The session's token and a signature are sent there, so
 * it must belong to AWS's Message Gateway Service in the account's Region, or to the account's
 * configured endpoint.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/ssm.html">Systems Manager
 *     endpoints</a>
 */
final class StreamAddress {
  private static final int HTTPS = 443;

  private StreamAddress() {}

  /**
   * Reads an address.
   *
   * @param streamUrl the response of {@code ssm:StartSession}
   * @throws Inconclusive if it is not the address of a data channel, or leads elsewhere
   */
  static URI of(Account account, String streamUrl) {
    URI address = parsed(streamUrl);
    if (isOwn(account.endpoint(), address) || isAws(account.region(), address)) {
      return address;
    }
    throw new Inconclusive(
        Cause.UNREACHABLE,
        "The answer to %s leads to a data channel at %s, which is neither %s nor the endpoint of the"
                .formatted(SessionProbe.START, place(address), host(account.region()))
            + " account; nothing was sent there",
        "Find out what answers in place of Systems Manager.",
        null);
  }

  private static URI parsed(String streamUrl) {
    try {
      URI address = new URI(streamUrl);
      String scheme = String.valueOf(address.getScheme());
      if (address.getHost() != null
          && address.getRawUserInfo() == null
          && (scheme.equals("wss") || scheme.equals("ws"))) {
        return address;
      }
    } catch (URISyntaxException e) {
      // It is not repeated, because it may contain a signature.
    }
    throw Required.unreadable(
        SessionProbe.START, "has a StreamUrl that is not the address of a data channel");
  }

  /** An unencrypted endpoint may have an unencrypted data channel. */
  private static boolean isOwn(Optional<URI> endpoint, URI address) {
    return endpoint
        .filter(own -> isSecure(address) || "http".equals(own.getScheme()))
        .map(URI::getHost)
        .filter(own -> own.equalsIgnoreCase(address.getHost()) || areLoopback(own, address))
        .isPresent();
  }

  private static boolean areLoopback(String host, URI address) {
    return isLoopback(host) && isLoopback(address.getHost());
  }

  /** Names are not resolved: otherwise whoever answers DNS queries would decide. */
  private static boolean isLoopback(String host) {
    return host.equalsIgnoreCase("localhost")
        || (InetAddresses.isUriInetAddress(host)
            && InetAddresses.forUriString(host).isLoopbackAddress());
  }

  private static boolean isAws(Region region, URI address) {
    String host = address.getHost().toLowerCase(Locale.ROOT);
    return isSecure(address)
        && (address.getPort() == -1 || address.getPort() == HTTPS)
        && Stream.of(
                host(region),
                "ssmmessages-fips.%s.%s".formatted(region.id(), suffix(region)),
                "ssmmessages.%s.%s".formatted(region.id(), suffix(region, EndpointTag.DUALSTACK)))
            .anyMatch(host::equals);
  }

  private static String host(Region region) {
    return "ssmmessages.%s.%s".formatted(region.id(), suffix(region));
  }

  private static String suffix(Region region, EndpointTag... tags) {
    return PartitionMetadata.of(region)
        .dnsSuffix(PartitionEndpointKey.builder().tags(tags).build());
  }

  private static boolean isSecure(URI address) {
    return address.getScheme().equals("wss");
  }

  private static String place(URI address) {
    return address.getPort() == -1
        ? address.getHost()
        : address.getHost() + ":" + address.getPort();
  }
}

package dev.referee.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** A parser of HTTP and HTTPS addresses. */
public final class Urls {
  private Urls() {}

  /**
   * Returns the address in a text; empty if the text is not an {@code http://} or {@code https://}
   * address, or contains a user name.
   */
  public static Optional<URI> http(String text) {
    try {
      URI uri = new URI(text);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      return http && uri.getHost() != null && uri.getUserInfo() == null
          ? Optional.of(uri)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}

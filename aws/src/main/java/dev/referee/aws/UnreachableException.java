package dev.referee.aws;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * An exception with the reason why no complete response arrived, with the same message on every
 * machine.
 */
final class UnreachableException extends IOException {
  private static final long serialVersionUID = 1;

  private static final List<String> NO_HTTP =
      List.of("Invalid Http response", "Unexpected end of file", "Connection reset");

  UnreachableException(String message) {
    super(message);
  }

  static UnreachableException by(Exception thrown, SdkHttpRequest request) {
    String hint = hint(thrown, request.protocol());
    UnreachableException unreached =
        new UnreachableException(request.host() + ": " + words(thrown) + hint);
    unreached.initCause(thrown);
    return unreached;
  }

  /** A TLS port closes the connection on a plain-text request, or responds in TLS. */
  private static String hint(Exception thrown, String protocol) {
    String message = String.valueOf(thrown.getMessage());
    boolean noHttp =
        NO_HTTP.stream().anyMatch(message::contains)
            && !(thrown instanceof ConnectException || thrown instanceof SSLException);
    return protocol.equals("http") && noHttp
        ? "; if it uses TLS, its address has to begin with https://"
        : "";
  }

  private static String words(Exception thrown) {
    if (thrown instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return words(unchecked.getCause());
    }
    if (thrown instanceof UnknownHostException) {
      return "unknown host; check the network and the name of the Region";
    }
    if (thrown instanceof ConnectException || thrown instanceof NoRouteToHostException) {
      return "no connection (" + thrown.getMessage() + ")";
    }
    if (thrown instanceof SSLException) {
      String message = String.valueOf(thrown.getMessage());
      return message.contains("Unsupported or unrecognized SSL message")
          ? "it does not use TLS; if that is intended, its address has to begin with http://"
          : "its certificate is not trusted, or it does not use TLS (" + message + ")";
    }
    if (thrown instanceof SocketTimeoutException) {
      return "it did not respond in time";
    }
    if (thrown instanceof EOFException) {
      return "the response ended early";
    }
    return String.valueOf(thrown.getMessage());
  }
}

package dev.referee.aws;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** Says why no whole answer came, in words that are the same on every machine. */
final class Unreached extends IOException {
  private static final long serialVersionUID = 1;

  Unreached(String message) {
    super(message);
  }

  static Unreached by(Exception thrown, String host) {
    Unreached unreached = new Unreached(host + ": " + words(thrown));
    unreached.initCause(thrown);
    return unreached;
  }

  private static String words(Exception thrown) {
    if (thrown instanceof UncheckedIOException unchecked && unchecked.getCause() != null) {
      return words(unchecked.getCause());
    }
    if (thrown instanceof UnknownHostException) {
      return "no such host; is there a network, and a Region of that name?";
    }
    if (thrown instanceof ConnectException || thrown instanceof NoRouteToHostException) {
      return "nobody answers there (" + thrown.getMessage() + ")";
    }
    if (thrown instanceof SSLException) {
      return "no trust in its certificate, or no TLS (" + thrown.getMessage() + ")";
    }
    if (thrown instanceof SocketTimeoutException) {
      return "it stayed silent for too long";
    }
    if (thrown instanceof EOFException) {
      return "the answer broke off";
    }
    return String.valueOf(thrown.getMessage());
  }
}

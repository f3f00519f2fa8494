package dev.referee.ssm.channel;

import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.List;

/**
 * The default HTTP client that opens WebSockets. All channels share it: a client keeps a thread for
 * as long as it is reachable.
 */
final class WebSocketClient {
  private static final List<Proxy> NO_PROXY = List.of(Proxy.NO_PROXY);

  private WebSocketClient() {}

  private static final class Shared {
    static final HttpClient CLIENT = HttpClient.newBuilder().proxy(new Proxies()).build();
  }

  static HttpClient shared() {
    return Shared.CLIENT;
  }

  /** A selector of the current proxies of the JVM, with none for addresses of this machine. */
  static final class Proxies extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      ProxySelector proxies = ProxySelector.getDefault();
      return proxies == null || isLoopback(uri.getHost()) ? NO_PROXY : proxies.select(uri);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
      ProxySelector proxies = ProxySelector.getDefault();
      if (proxies != null) {
        proxies.connectFailed(uri, address, failure);
      }
    }

    private static boolean isLoopback(String host) {
      return host.equalsIgnoreCase("localhost")
          || (InetAddresses.isUriInetAddress(host)
              && InetAddresses.forUriString(host).isLoopbackAddress());
    }
  }
}

package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.sessionserver.SessionServer;
import dev.referee.testkit.sessionserver.ShellAgent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Isolated("The default proxy selector is that of the whole JVM")
@Timeout(600)
class WebSocketClientTest {
  /** Nothing listens on the port that is reserved for this. */
  private static final Proxy DEAD =
      new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("127.0.0.1", 1));

  private final ProxySelector before = ProxySelector.getDefault();

  private static final class Everything extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      return List.of(DEAD);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
  }

  @BeforeEach
  void sendEverythingToTheProxy() {
    ProxySelector.setDefault(new Everything());
  }

  @AfterEach
  void restore() {
    ProxySelector.setDefault(before);
  }

  @Test
  void opensADataChannelOnThisMachineWithoutTheProxy() throws Exception {
    Client client = new Client();
    try (SessionServer server = SessionServer.start(new ShellAgent())) {
      assertThat(client.shell(server, "echo nonce").standardOutput()).isEqualTo("nonce\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:80/", "http://LOCALHOST/", "https://[::1]:4566/"})
  void goesByNoProxyToThisMachine(String address) {
    assertThat(new WebSocketClient.Proxies().select(URI.create(address)))
        .containsExactly(Proxy.NO_PROXY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://ssmmessages.eu-west-1.amazonaws.com/", "http://10.0.0.1/"})
  void goesByTheProxyToEverythingElse(String address) {
    assertThat(new WebSocketClient.Proxies().select(URI.create(address))).containsExactly(DEAD);
  }

  @Test
  void isOneForAllChannels() {
    assertThat(WebSocketClient.shared()).isSameAs(WebSocketClient.shared());
  }
}

package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.ssm.channel.DataChannelException.Reason;
import dev.referee.testkit.sessionserver.MessageService.Upgrade;
import dev.referee.testkit.sessionserver.SessionServer;
import dev.referee.testkit.sessionserver.ShellAgent;
import dev.referee.testkit.sessionserver.Signature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the request that opens the WebSocket: its signature and its failures. */
class OpeningRequestTest {
  private final Client client = new Client();

  private DataChannelException refusal(String url, DataChannelOptions options) throws Exception {
    Throwable failure =
        Client.start(
                () ->
                    DataChannel.open(
                        Client.session(url), Client.CREDENTIALS, Client.REGION, options))
            .failure();
    assertThat(failure).isInstanceOf(DataChannelException.class);
    return (DataChannelException) failure;
  }

  @Test
  void isSignedAsTheServiceRecomputesIt() throws Exception {
    try (SessionServer server = SessionServer.start(new ShellAgent());
        DataChannel channel = client.open(server)) {
      assertThat(channel.agentVersion()).isEmpty();
      Upgrade upgrade = server.upgrade();

      assertThat(upgrade.headers().get("Authorization"))
          .startsWith(
              "AWS4-HMAC-SHA256"
                  + " Credential=AKIDEXAMPLE/20261122/eu-central-1/ssmmessages/aws4_request,")
          .contains("host;", "x-amz-date", "x-amz-security-token")
          .endsWith("Signature=" + Signature.of(upgrade, Client.SECRET_KEY));
      assertThat(upgrade.headers())
          .containsEntry("X-Amz-Date", "20261122T080000Z")
          .containsEntry("X-Amz-Security-Token", "session/token+of=them");
      assertThat(upgrade.resource()).isEqualTo(server.url().replaceFirst("ws://[^/]*", ""));
    }
  }

  @Test
  void isNotSignedIfTheAddressIs() throws Exception {
    try (SessionServer server = SessionServer.start(new ShellAgent());
        DataChannel channel =
            DataChannel.open(
                Client.session(server.url() + "&X-Amz-Signature=0123"),
                Client.CREDENTIALS,
                Client.REGION,
                client.options().build())) {
      assertThat(channel.agentVersion()).isEmpty();
      assertThat(server.upgrade().headers()).doesNotContainKey("Authorization");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "host/path", "https://host/path", "wss:path", "wss://a b", "wss://u:p@host/"})
  void needsAnAddress(String url) throws Exception {
    assertThat(refusal(url, client.options().build()).reason()).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void sendsNoTokenInPlaintextUnlessAllowed() throws Exception {
    assertThat(refusal("ws://localhost/", DataChannelOptions.defaults()).reason())
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({
    "401, ACCESS_DENIED",
    "403, ACCESS_DENIED",
    "429, THROTTLED",
    "200, UNREACHABLE",
    "503, UNREACHABLE"
  })
  void tellsWhyItWasRefused(int status, Reason reason) throws Exception {
    String answer = "HTTP/1.1 " + status + " No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var serving = Client.start(() -> answer(server, answer));
      DataChannelException refusal = refusal(url(server), client.options().build());

      assertThat(refusal.reason()).isEqualTo(reason);
      assertThat(refusal).hasMessageContaining(String.valueOf(status)).hasNoCause();
      assertThat(serving.result()).isTrue();
    }
  }

  @Test
  void isUnreachableWithoutListener() throws Exception {
    String url;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      url = url(server);
    }
    assertThat(refusal(url, client.options().build()).reason()).isEqualTo(Reason.UNREACHABLE);
  }

  @Test
  void isNotWaitedForLongerThanAllowed() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var stalling =
          Client.start(
              () -> {
                try (Socket socket = server.accept()) {
                  byte[] first = socket.getInputStream().readNBytes(1);
                  asked.countDown();
                  socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                  return first;
                }
              });
      var opening =
          Client.start(
              () ->
                  DataChannel.open(
                      Client.session(url(server)),
                      Client.CREDENTIALS,
                      Client.REGION,
                      client.options().openTimeout(Duration.ofMinutes(5)).build()));
      asked.await();
      client.time.advance(Duration.ofMinutes(6));

      opening.failsWith(Reason.OPEN_TIMED_OUT);
      assertThat(stalling.thread()).isNotNull();
    }
  }

  private static String url(ServerSocket server) {
    return "ws://"
        + server.getInetAddress().getHostAddress()
        + ":"
        + server.getLocalPort()
        + "/v1/data-channel/jo";
  }

  private static boolean answer(ServerSocket server, String answer) throws IOException {
    try (Socket socket = server.accept()) {
      int newlines = 0;
      while (newlines < 2) {
        int each = socket.getInputStream().read();
        newlines = each == '\n' ? newlines + 1 : each == '\r' ? newlines : 0;
      }
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      return true;
    }
  }
}

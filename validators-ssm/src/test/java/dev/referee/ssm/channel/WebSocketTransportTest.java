package dev.referee.ssm.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.referee.ssm.channel.DataChannelException.Reason;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the limits on queued messages. */
class WebSocketTransportTest {
  private final HandTime time = new HandTime();
  private final Mailbox mailbox = new Mailbox(time);
  private final List<byte[]> received = new ArrayList<>();
  private final WebSocket socket = mock();
  private final WebSocketTransport wire =
      new WebSocketTransport(
          mailbox,
          received::add,
          DataChannelOptions.builder().maxMessageBytes(1000).maxOutputBytes(9000).build());

  @BeforeEach
  void open() {
    when(socket.sendBinary(any(), anyBoolean())).thenReturn(new CompletableFuture<>());
    wire.onOpen(socket);
  }

  private Throwable failure() {
    try {
      mailbox.workUntil(
          () -> false,
          Duration.ofSeconds(1),
          () -> DataChannelException.of(Reason.COMMAND_TIMED_OUT, "late"),
          () -> {});
      return new AssertionError("It ended");
    } catch (DataChannelException | InterruptedException e) {
      return e;
    }
  }

  private void receive(int bytes, boolean last) {
    assertThat(wire.onBinary(socket, ByteBuffer.allocate(bytes), last)).isNull();
  }

  @Test
  void readsWhatWaitedBeforeTheLimit() {
    for (int i = 0; i < 1000; i++) {
      receive(744, true);
    }
    assertThat(failure())
        .isInstanceOfSatisfying(
            DataChannelException.class, it -> assertThat(it.reason()).isEqualTo(Reason.TOO_LARGE));
    assertThat(received).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000})
  void takesNoLongerMessageHoweverItIsCut(int size) {
    for (int sent = 0; sent < 1_000_000; sent += size) {
      receive(size, false);
    }
    assertThat(failure())
        .isInstanceOfSatisfying(
            DataChannelException.class, it -> assertThat(it.reason()).isEqualTo(Reason.TOO_LARGE));
    assertThat(received).isEmpty();
  }

  @Test
  void sendsOnlySoMuchToSomebodyWhoDoesNotRead() {
    for (int i = 0; i < 5000; i++) {
      wire.send(new byte[1]);
    }
    assertThat(failure())
        .isInstanceOfSatisfying(
            DataChannelException.class,
            it -> assertThat(it.reason()).isEqualTo(Reason.UNDELIVERED));
  }
}

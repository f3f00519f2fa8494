package dev.referee.testkit.embedded.sns;

import dev.referee.testkit.SentMessage;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Store;
import java.util.ArrayList;
import java.util.List;

/** The messages that an account sent to addresses outside AWS. */
public final class Outbox {
  private final List<SentMessage> messages = new ArrayList<>();

  private Outbox() {}

  /** Returns that of an account. */
  public static Outbox of(Store account) {
    return account.get(Call.GLOBAL, Outbox.class, Outbox::new);
  }

  /** Returns the messages, the oldest first. */
  public List<SentMessage> messages() {
    return List.copyOf(messages);
  }

  void send(Call call, String protocol, String recipient, String subject, String body) {
    messages.add(new SentMessage(call.now(), protocol, recipient, subject, body));
  }
}

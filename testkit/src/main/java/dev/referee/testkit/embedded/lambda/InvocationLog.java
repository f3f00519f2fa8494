package dev.referee.testkit.embedded.lambda;

import com.google.common.collect.EvictingQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The invocations of a function so far. */
final class InvocationLog {
  private static final int MOST_EVENTS = 1000;

  private final EvictingQueue<String> events = EvictingQueue.create(MOST_EVENTS);
  private int count;
  private @Nullable String lastError;

  void ran(String event) {
    count++;
    events.add(event);
  }

  void failed(String error) {
    lastError = error;
  }

  int count() {
    return count;
  }

  List<String> events() {
    return List.copyOf(events);
  }

  @Nullable String lastError() {
    return lastError;
  }
}

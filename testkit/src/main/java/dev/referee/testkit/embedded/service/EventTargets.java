package dev.referee.testkit.embedded.service;

import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Store;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The services of an account that events can be delivered to. */
public final class EventTargets {
  private final Map<String, EventTarget> byPrefix = new HashMap<>();

  private EventTargets() {}

  /** Returns those of an account. */
  public static EventTargets of(Store account) {
    return account.get(Call.GLOBAL, EventTargets.class, EventTargets::new);
  }

  /** Adds one, in place of another with its prefix. */
  public void add(EventTarget target) {
    byPrefix.put(target.servicePrefix(), target);
  }

  /** Returns the one that resources are of whose ARNs have a prefix; null if there is none. */
  public @Nullable EventTarget find(String servicePrefix) {
    return byPrefix.get(servicePrefix);
  }
}

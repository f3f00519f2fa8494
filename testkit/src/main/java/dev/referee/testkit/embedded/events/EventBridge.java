package dev.referee.testkit.embedded.events;

import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Call;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** EventBridge in one Region of an account: its buses, and what it offers to others. */
public final class EventBridge {
  static final String DEFAULT = "default";
  private static final int PAGE = 100;

  final Map<String, EventBusRecord> buses = new TreeMap<>();

  private EventBridge(Call home) {
    buses.put(DEFAULT, new EventBusRecord(DEFAULT, home));
  }

  /** Returns EventBridge in the Region that is called. */
  public static EventBridge of(Call call) {
    return call.regional(EventBridge.class, () -> new EventBridge(call));
  }

  /** Puts what happens in an account on its default buses from now on. */
  public static void follow(AccountState account) {
    ServiceEvents.follow(account.store());
  }

  /**
   * The deliveries of a rule so far.
   *
   * @param matched how many events its pattern matched while it was enabled
   * @param invoked how many times a target took one
   * @param failed how many times a target did not
   * @param lastReason why the last one did not; empty if none failed
   */
  public record Deliveries(int matched, int invoked, int failed, String lastReason) {}

  /** Returns the deliveries of a rule, or throws EventBridge's error where there is none. */
  public Deliveries deliveries(String bus, String rule) {
    EventRule found = bus(bus).rule(rule);
    return new Deliveries(found.matched, found.invoked, found.failed, found.lastReason);
  }

  /** Returns the size of a page: as requested, or the most that EventBridge returns at once. */
  static int pageSize(@Nullable Integer limit) {
    return limit == null ? PAGE : limit;
  }

  /** Returns a bus by its name or its ARN; the default bus if neither is given. */
  EventBusRecord bus(@Nullable String nameOrArn) {
    String name = nameOrArn == null ? DEFAULT : nameOrArn.replaceFirst("^arn:.*?:event-bus/", "");
    EventBusRecord found = buses.get(name);
    if (found == null
        || (nameOrArn != null && nameOrArn.startsWith("arn:") && !nameOrArn.equals(found.arn))) {
      throw EventErrors.missing("Event bus " + name + " does not exist.");
    }
    return found;
  }

  /** Returns the tags of the bus or the rule with an ARN; null if there is none. */
  @Nullable Map<String, String> tags(String arn) {
    for (EventBusRecord bus : buses.values()) {
      if (bus.arn.equals(arn)) {
        return bus.tags;
      }
      for (EventRule rule : bus.rules.values()) {
        if (rule.arn.equals(arn)) {
          return rule.tags;
        }
      }
    }
    return null;
  }
}

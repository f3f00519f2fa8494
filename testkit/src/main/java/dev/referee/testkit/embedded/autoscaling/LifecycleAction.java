package dev.referee.testkit.embedded.autoscaling;

import java.time.Instant;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;

/**
 * The wait of an instance for a lifecycle hook.
 *
 * @param hook the hook as it was when the wait began
 * @param token the token of the wait, which notifications name
 * @param deadline when the hook's default result counts
 * @param end when no heartbeat helps any more
 */
record LifecycleAction(
    String instanceId, LifecycleHook hook, String token, Instant deadline, Instant end) {

  static LifecycleAction begun(String instanceId, LifecycleHook hook, String token, Instant now) {
    return new LifecycleAction(instanceId, hook, token, now, now.plusSeconds(hook.globalTimeout()))
        .prolonged(now);
  }

  /** Returns the action with a new deadline, a heartbeat timeout from now. */
  LifecycleAction prolonged(Instant now) {
    Instant next = now.plusSeconds(hook.heartbeatTimeout());
    return new LifecycleAction(instanceId, hook, token, next.isAfter(end) ? end : next, end);
  }

  boolean isLaunch() {
    return hook.lifecycleTransition().equals(LifecycleHooks.LAUNCHING);
  }
}

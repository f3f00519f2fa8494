package dev.referee.testkit.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults that are injected, in order. Thread-safe. */
final class FaultQueue {
  private final List<KubernetesFault> faults = new ArrayList<>();

  synchronized void add(KubernetesFault fault) {
    faults.add(fault);
  }

  synchronized boolean isEmpty() {
    return faults.isEmpty();
  }

  synchronized void clear() {
    faults.clear();
  }

  /** Takes the first fault that hits a request. */
  synchronized Optional<KubernetesFault> take(ApiRequest request) {
    for (int i = 0; i < faults.size(); i++) {
      KubernetesFault fault = faults.get(i);
      if (fault.concerns(request)) {
        int index = i;
        fault.afterOne().ifPresentOrElse(it -> faults.set(index, it), () -> faults.remove(index));
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }
}

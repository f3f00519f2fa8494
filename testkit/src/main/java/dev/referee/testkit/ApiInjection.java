package dev.referee.testkit;

import dev.referee.Cause;
import java.util.List;
import java.util.Optional;

/**
 * A fault that is injected into one operation of an additional API.
 *
 * @param call the operation
 * @param fault the fault
 */
record ApiInjection(ReceivedCall call, ApiFault fault) implements Injection {

  static List<Injection> of(ReceivedCall call, List<ApiFault> faults) {
    return faults.stream().<Injection>map(fault -> new ApiInjection(call, fault)).toList();
  }

  @Override
  public void inject(PreparedWorld prepared) {
    prepared.mend();
    fault.inject();
  }

  @Override
  public Optional<Cause> expectedCause() {
    return fault.expectedCause();
  }

  @Override
  public boolean answer() {
    return fault.answer();
  }

  @Override
  public String toString() {
    return fault + " at " + call.service() + ":" + call.operation();
  }
}

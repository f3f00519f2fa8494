package dev.referee.fidelity;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.house.Checkout;
import dev.referee.testkit.CheckContract;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.Fault;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests that docs/fidelity.md lists the faults with which each check is tested. */
class FaultCountsTest {

  @Test
  void areCurrent() {
    String table =
        """
        | check | operations | faults | operations with each of their faults |
        |---|---|---|---|
        %s
        """
            .formatted(Contracts.all().stream().map(FaultCountsTest::row).collect(joining("\n")));

    new Section("faults").says(table, Checkout.WRITE);
  }

  @Test
  void countMoreThanDenials() {
    CheckContract<?> any = Contracts.all().get(0);
    assertThat(any.faults("ec2:DescribeInstances"))
        .extracting(Fault::kind)
        .contains(Fault.Kind.DENY, Fault.Kind.THROTTLE, Fault.Kind.ERROR, Fault.Kind.BODY);
  }

  /** Counts the injected faults; only the contract itself checks whether a verdict changed. */
  private static <F> String row(CheckContract<F> contract) {
    Set<String> actions = actions(contract);
    Set<Fault> kinds = new HashSet<>();
    int all = 0;
    for (String action : actions) {
      List<Fault> faults = contract.faults(action);
      kinds.addAll(faults);
      all += faults.size();
    }
    return "| %s | %d | %d | %d |"
        .formatted(Contracts.name(contract), actions.size(), kinds.size(), all);
  }

  private static <F> Set<String> actions(CheckContract<F> contract) {
    try (EmbeddedSandbox sandbox = EmbeddedSandbox.start()) {
      return contract.setUp(contract.tried().get(0), sandbox).permissions().all();
    }
  }
}

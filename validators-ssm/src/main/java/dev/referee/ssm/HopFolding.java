package dev.referee.ssm;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ssm.SessionExpectations.ACL_LETS_THROUGH;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_AVAILABLE;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_OPEN;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_PRIVATE_DNS;
import static dev.referee.ssm.SessionExpectations.ENDPOINT_THERE;
import static dev.referee.ssm.SessionExpectations.GROUP_LETS_OUT;
import static dev.referee.ssm.SessionExpectations.VPC_DNS;
import static dev.referee.ssm.SessionExpectations.WAY_LEADS_OUT;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.LinkedHashMultimap;
import com.google.common.collect.SetMultimap;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.networks.HopExpectations;
import dev.referee.networks.Path;
import dev.referee.spi.Facts;
import java.util.List;
import java.util.Set;

/** A mapping of network hops to the steps of a session that merges equal findings. */
final class HopFolding {
  /** The step of each hop; every other hop belongs to the outbound path. */
  private static final ImmutableMap<Expectation, Expectation> STEPS =
      ImmutableMap.<Expectation, Expectation>builder()
          .put(HopExpectations.NAMES, VPC_DNS)
          .put(HopExpectations.ENDPOINT, ENDPOINT_THERE)
          .put(HopExpectations.ENDPOINT_AVAILABLE, ENDPOINT_AVAILABLE)
          .put(HopExpectations.ENDPOINT_DNS, ENDPOINT_PRIVATE_DNS)
          .put(HopExpectations.GROUPS_OUT, GROUP_LETS_OUT)
          .put(HopExpectations.ACL_OUT, ACL_LETS_THROUGH)
          .put(HopExpectations.ACL_ANSWERS, ACL_LETS_THROUGH)
          .put(HopExpectations.ENDPOINT_ACL, ACL_LETS_THROUGH)
          .put(HopExpectations.GATEWAY_ACL, ACL_LETS_THROUGH)
          .put(HopExpectations.ENDPOINT_GROUPS, ENDPOINT_OPEN)
          .buildOrThrow();

  /** The order in which findings are reported. */
  private static final ImmutableList<Expectation> ORDER =
      ImmutableList.of(
          VPC_DNS,
          ENDPOINT_THERE,
          ENDPOINT_AVAILABLE,
          ENDPOINT_PRIVATE_DNS,
          GROUP_LETS_OUT,
          ACL_LETS_THROUGH,
          ENDPOINT_OPEN,
          WAY_LEADS_OUT);

  private final String region;
  private final SetMultimap<Expectation, Finding> found = LinkedHashMultimap.create();

  HopFolding(String region) {
    this.region = region;
  }

  /** Adds the path to a service. */
  void add(Path path, String service) {
    path.hops().forEach(hop -> add(hop, service));
  }

  private void add(Finding hop, String service) {
    Expectation step = step(hop);
    Finding.Builder finding = step.satisfied().from(hop).expectation(step);
    if (step.equals(ENDPOINT_THERE) && hop.state() == Finding.State.UNSATISFIED) {
      finding.remedy(
          "Create an interface endpoint for com.amazonaws.%s.%s in the VPC, with private DNS names;"
                  .formatted(region, service)
              + " or add a route to the internet for the subnet, e.g. through a NAT gateway.");
    }
    found.put(step, finding.build());
  }

  /** If the hop is about the VPC, the VPC is the reason that a name resolves elsewhere. */
  private static Expectation step(Finding hop) {
    boolean ofVpc = hop.subject().filter(subject -> subject.startsWith("vpc-")).isPresent();
    return hop.expectation().equals(HopExpectations.ENDPOINT_DNS) && ofVpc
        ? VPC_DNS
        : STEPS.getOrDefault(hop.expectation(), WAY_LEADS_OUT);
  }

  ImmutableList<Finding> findings() {
    return ORDER.stream()
        .flatMap(step -> fold(step, found.get(step)).stream())
        .collect(toImmutableList());
  }

  /**
   * Returns the findings of a step that are not satisfied; if there are none, one finding for all.
   */
  private static List<Finding> fold(Expectation step, Set<Finding> findings) {
    List<Finding> open =
        findings.stream().filter(finding -> !finding.isSatisfied()).collect(toImmutableList());
    if (!open.isEmpty() || findings.isEmpty()) {
      return open;
    }
    ImmutableList<Finding> all = ImmutableList.copyOf(findings);
    Finding.Builder one = step.satisfied().seen(all.get(0).seen().orElse(step.claim()));
    Facts.add(
        one,
        all,
        finding -> finding.subject().orElse(step.topic()),
        finding -> finding.seen().orElse(""));
    return List.of(one.build());
  }
}

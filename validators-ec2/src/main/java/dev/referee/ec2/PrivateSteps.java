package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.network.WaysIn;

/** The steps to a private instance. */
final class PrivateSteps {
  static final Expectation THERE =
      Expectation.of("InstanceMissing", "instances", "The instances exist");
  static final Expectation RUNNING =
      Expectation.of("InstanceNotRunning", "instances", "The instances are running");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          THERE, RUNNING, WaysIn.NO_PUBLIC_ADDRESS, WaysIn.NO_GATEWAY_ROUTE, WaysIn.WAY_OUT);

  private PrivateSteps() {}
}

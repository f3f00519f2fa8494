package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;
import dev.referee.networks.InternetExposure;

/** The expectations of {@link InstancePrivate}, in the order in which to fix them. */
final class InstancePrivateExpectations {
  static final Expectation THERE =
      Expectation.of("InstanceMissing", "instances", "The instances exist");
  static final Expectation RUNNING =
      Expectation.of("InstanceNotRunning", "instances", "The instances are running");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(
          THERE,
          RUNNING,
          InternetExposure.NO_PUBLIC_ADDRESS,
          InternetExposure.NO_GATEWAY_ROUTE,
          InternetExposure.WAY_OUT);

  private InstancePrivateExpectations() {}
}

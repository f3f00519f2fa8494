package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The expectations of {@link PortsOpen}, in the order in which to fix them. */
final class PortsOpenExpectations {
  static final Expectation GROUP_EXISTS =
      Expectation.of("GroupMissing", "security groups", "The security group exists");
  static final Expectation INSTANCE_EXISTS =
      Expectation.of("InstanceMissing", "instances", "The instance exists");
  static final Expectation END_EXISTS =
      Expectation.of(
          "OtherEndMissing",
          "sources and destinations",
          "Every required security group and prefix list exists");
  static final Expectation OPEN =
      Expectation.of("PortNotOpen", "required ports", "All required ports are open");
  static final Expectation CLOSED =
      Expectation.of("ForbiddenOpen", "forbidden ports", "No forbidden port is open");
  static final Expectation NOTHING_ELSE =
      Expectation.of(
          "MoreOpenThanAsked",
          "other open ports",
          "Nothing is open beyond what is required or allowed");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(GROUP_EXISTS, INSTANCE_EXISTS, END_EXISTS, OPEN, CLOSED, NOTHING_ELSE);

  private PortsOpenExpectations() {}
}

package dev.referee.ec2;

import com.google.common.collect.ImmutableList;
import dev.referee.Expectation;

/** The steps to ports that are open as required. */
final class PortsOpenSteps {
  static final Expectation GROUP_EXISTS =
      Expectation.of("GroupMissing", "security groups", "There is a security group to judge");
  static final Expectation INSTANCE_EXISTS =
      Expectation.of("InstanceMissing", "instances", "There is an instance to judge");
  static final Expectation END_EXISTS =
      Expectation.of(
          "OtherEndMissing",
          "the other end of what has to be open",
          "Every security group and prefix list that is asked for exists");
  static final Expectation OPEN =
      Expectation.of(
          "PortNotOpen", "what has to be open", "Everything that has to be open is open");
  static final Expectation CLOSED =
      Expectation.of("ForbiddenOpen", "what must not be open", "Nothing that is forbidden is open");
  static final Expectation NOTHING_ELSE =
      Expectation.of(
          "MoreOpenThanAsked", "what else is open", "Nothing is open beyond what is asked for");

  static final ImmutableList<Expectation> ALL =
      ImmutableList.of(GROUP_EXISTS, INSTANCE_EXISTS, END_EXISTS, OPEN, CLOSED, NOTHING_ELSE);

  private PortsOpenSteps() {}
}

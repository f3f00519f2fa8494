package dev.referee.ssm;

import static dev.referee.spi.Parameter.duration;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.number;

import dev.referee.resources.InstanceSource;
import dev.referee.spi.Arguments;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.time.Duration;
import java.util.Map;

/** The parameters of checks that reach instances; the same for every check of this module. */
final class ReachParameters {
  static final OneOf<InstanceSource> SOURCE =
      InstanceSource.PARAMETERS.example("instances", Map.of("tag:Name", "private-server"));
  static final Parameter<Integer> AT_LEAST =
      number("atLeast", "how many of them have to exist and be running")
          .atLeast(1)
          .defaultText("1, or the number of ids");
  static final Parameter<Boolean> MAY_BE_PUBLIC =
      flag("mayBePublic", "whether the instances may be public");
  static final Parameter<Duration> WITHIN =
      duration("within", "how long the proof may take for each instance")
          .atLeast(Duration.ofMillis(100))
          .defaultValue("20s");

  private ReachParameters() {}

  /** Returns the required number of instances. */
  static int atLeast(Arguments arguments) {
    return Math.max(arguments.find(AT_LEAST).orElse(1), arguments.get(SOURCE).least());
  }
}

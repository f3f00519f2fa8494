package dev.referee.ssm;

import static dev.referee.spi.Parameter.optional;

import com.google.common.primitives.Ints;
import dev.referee.network.InstanceArguments;
import dev.referee.network.Instances;
import dev.referee.spi.Arguments;
import dev.referee.spi.Parameter;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Reads what games say of instances; the same for every check of this module. */
final class ReachArguments {
  static final Parameter INSTANCES =
      optional("instances", Parameter.Type.MAP, "the instances, selected " + InstanceArguments.WAYS)
          .example(Map.of("tag:Name", "private-server"));
  static final Parameter IN_STACK =
      optional(
          "instanceInStack",
          Parameter.Type.MAP,
          "a CloudFormation stack, and the logical id of the instance in it");
  static final Parameter AT_LEAST =
      optional(
          "atLeast",
          Parameter.Type.NUMBER,
          "how many of them have to exist and run; if not given, 1, or the number of ids");
  static final Parameter MAY_BE_PUBLIC =
      optional(
          "mayBePublic",
          Parameter.Type.FLAG,
          "whether the instances may be public; false if not given");
  static final Parameter WITHIN =
      optional(
          "within",
          Parameter.Type.DURATION,
          "how long the proof of one instance may take; 20s if not given");

  private ReachArguments() {}

  /** Tells a builder which instances are meant. */
  static void source(
      Arguments arguments,
      Consumer<Instances> instances,
      BiConsumer<? super String, ? super String> inStack) {
    Map<String, String> stack = arguments.map(IN_STACK.name());
    boolean selected = !arguments.map(INSTANCES.name()).isEmpty();
    if (selected != stack.isEmpty() || stack.size() > 1) {
      throw new IllegalArgumentException(
          "give exactly one of 'instances' and 'instanceInStack', the latter with one pair");
    }
    if (selected) {
      instances.accept(InstanceArguments.read(arguments, INSTANCES.name()));
    } else {
      stack.forEach(inStack);
    }
  }

  static OptionalInt atLeast(Arguments arguments) {
    return arguments
        .number(AT_LEAST.name())
        .map(number -> OptionalInt.of(Ints.saturatedCast(number)))
        .orElseGet(OptionalInt::empty);
  }
}

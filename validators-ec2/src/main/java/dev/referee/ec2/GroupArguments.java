package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;

import dev.referee.spi.Arguments;
import dev.referee.spi.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Reads which Auto Scaling groups a game means; the same for every check that is about groups. */
final class GroupArguments {
  static final Parameter NAME =
      optional("group", Parameter.Type.TEXT, "the Auto Scaling group's name")
          .example("unicorn-web");
  static final Parameter TAG = optional("groupTag", Parameter.Type.MAP, "a tag of the groups");
  static final Parameter IN_STACK =
      optional(
          "groupInStack",
          Parameter.Type.MAP,
          "a CloudFormation stack, and the logical id of the group in it");

  private GroupArguments() {}

  static AutoScalingGroups read(Arguments arguments) {
    List<AutoScalingGroups> given =
        Stream.of(
                arguments.textIfGiven(NAME.name()).map(AutoScalingGroups::named),
                pair(arguments, TAG, AutoScalingGroups::tagged),
                pair(arguments, IN_STACK, AutoScalingGroups::inStack))
            .flatMap(Optional::stream)
            .toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "give exactly one of 'group', 'groupTag' and 'groupInStack'");
    }
    return given.get(0);
  }

  /** Reads a parameter that takes one pair. */
  static <T> Optional<T> pair(
      Arguments arguments, Parameter parameter, BiFunction<String, String, T> maker) {
    var map = arguments.map(parameter.name());
    if (map.size() > 1) {
      throw new IllegalArgumentException(parameter.name() + " takes one pair, and this is " + map);
    }
    return map.entrySet().stream()
        .map(entry -> maker.apply(entry.getKey(), entry.getValue()))
        .findFirst();
  }
}

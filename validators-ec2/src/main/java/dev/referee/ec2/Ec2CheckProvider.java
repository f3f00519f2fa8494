package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;
import static dev.referee.spi.Parameter.required;

import dev.referee.Check;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.CheckProvider;
import dev.referee.spi.Parameter;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Offers the {@link Ec2Checks} by id. Found by {@link java.util.ServiceLoader}. */
public final class Ec2CheckProvider implements CheckProvider {

  /** For {@link java.util.ServiceLoader}. */
  public Ec2CheckProvider() {}

  @Override
  public List<CheckKind> checks() {
    return List.of(
        new CheckKind(
            SpawnerStopped.ID,
            SpawnerStopped.CLAIM,
            List.of(
                optional("group", Parameter.Type.TEXT, "the Auto Scaling group's name"),
                optional("groupTag", Parameter.Type.MAP, "a tag of the groups that are meant"),
                optional(
                    "groupInStack",
                    Parameter.Type.MAP,
                    "a CloudFormation stack, and the logical id of the group in it"),
                required(
                    "strange",
                    Parameter.Type.MAP,
                    "how to tell a strange instance, all of what is given together: name, imageId,"
                        + " instanceType, tag:KEY, or otherThan with the ids of the known ones"),
                optional(
                    "badUserData",
                    Parameter.Type.TEXTS,
                    "regular expressions of bad user data; calls that start instances if not"
                        + " given"),
                optional(
                    "quietPeriod",
                    Parameter.Type.DURATION,
                    "for how long none must come back; 5m if not given"),
                optional(
                    "acceptRevokedPermission",
                    Parameter.Type.FLAG,
                    "whether it is enough that the script's role may not start instances any more;"
                        + " false if not given")),
            Ec2CheckProvider::spawnerStopped));
  }

  private static Check spawnerStopped(Arguments arguments) {
    Ec2Checks.SpawnerStoppedBuilder builder =
        Ec2Checks.spawnerStopped()
            .group(group(arguments))
            .strange(strange(arguments))
            .acceptRevokedPermission(arguments.flag("acceptRevokedPermission"));
    arguments.duration("quietPeriod").ifPresent(builder::quietPeriod);
    List<Pattern> bad = arguments.texts("badUserData").stream().map(Pattern::compile).toList();
    if (!bad.isEmpty()) {
      builder.badUserData(bad.get(0), bad.subList(1, bad.size()).toArray(Pattern[]::new));
    }
    return builder.build();
  }

  private static AutoScalingGroups group(Arguments arguments) {
    List<AutoScalingGroups> given =
        Stream.of(
                arguments.textIfGiven("group").map(AutoScalingGroups::named),
                pair(arguments, "groupTag", it -> AutoScalingGroups.tagged(it[0], it[1])),
                pair(arguments, "groupInStack", it -> AutoScalingGroups.inStack(it[0], it[1])))
            .flatMap(Optional::stream)
            .toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "give exactly one of 'group', 'groupTag' and 'groupInStack'");
    }
    return given.get(0);
  }

  private static Optional<AutoScalingGroups> pair(
      Arguments arguments, String name, Function<String[], AutoScalingGroups> maker) {
    var map = arguments.map(name);
    if (map.size() > 1) {
      throw new IllegalArgumentException(name + " takes one pair, and this is " + map);
    }
    return map.entrySet().stream()
        .map(entry -> maker.apply(new String[] {entry.getKey(), entry.getValue()}))
        .findFirst();
  }

  private static Instances strange(Arguments arguments) {
    return arguments.map("strange").entrySet().stream()
        .map(entry -> strange(entry.getKey(), entry.getValue()))
        .reduce(Instances::and)
        .orElseThrow(() -> new IllegalArgumentException("'strange' is empty"));
  }

  private static Instances strange(String by, String value) {
    if (by.startsWith("tag:")) {
      return Instances.tagged(by.substring("tag:".length()), value);
    }
    return switch (by) {
      case "name" -> Instances.named(value);
      case "imageId" -> Instances.ofImage(value);
      case "instanceType" -> Instances.ofType(value);
      case "otherThan" -> Instances.otherThan(value.trim().split("[\\s,]+"));
      default ->
          throw new IllegalArgumentException(
              "'strange' goes by name, imageId, instanceType, tag:KEY or otherThan, and not by '"
                  + by
                  + "'");
    };
  }
}

package dev.referee.ec2;

import static dev.referee.spi.Parameter.optional;

import dev.referee.Check;
import dev.referee.network.InstanceArguments;
import dev.referee.network.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.Parameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The game-file form of {@link PortsOpen}. */
final class PortsOpenKind {
  private static final Parameter IDS =
      optional("securityGroups", Parameter.Type.TEXTS, "the security groups' ids");
  private static final Parameter NAME =
      optional("securityGroup", Parameter.Type.TEXT, "the security group's name").example("web");
  private static final Parameter TAG =
      optional("securityGroupTag", Parameter.Type.MAP, "a tag of the security groups");
  private static final Parameter IN_STACK =
      optional(
          "securityGroupInStack",
          Parameter.Type.MAP,
          "a CloudFormation stack, and the logical id of the security group in it");
  private static final Parameter INSTANCES =
      optional(
          "instances",
          Parameter.Type.MAP,
          "the instances whose security groups are judged, selected " + InstanceArguments.WAYS);

  private PortsOpenKind() {}

  static CheckKind kind() {
    return CheckKind.of(PortsOpen.ID, PortsOpen.CLAIM)
        .accepts(
            "One rule, or several that together cover the requirement: ranges of ports, halves of a"
                + " block, several security groups of one instance.",
            "Wider protocols, ports or blocks than required, as long as they hold nothing"
                + " forbidden, and unless `nothingElse` is set.",
            "A prefix list instead of blocks, and blocks instead of a prefix list.",
            "A reference to a security group, or blocks that cover the private addresses of all"
                + " its members.")
        .expects(PortsOpenSteps.ALL)
        .asksAtMost(
            PortsOpen.READS
                .and(PortsOpen.READS_GROUPS)
                .and(PortsOpen.READS_INSTANCES)
                .and(PortsOpen.READS_LISTS)
                .and(StackResource.READS))
        .parameters(
            NAME,
            IDS,
            TAG,
            IN_STACK,
            INSTANCES,
            optional(
                    "required",
                    Parameter.Type.TEXTS,
                    "what has to be open, e.g. 'tcp 443 from 0.0.0.0/0', 'tcp 5432 from group app',"
                        + " 'tcp 443 to prefix list office'; 'from' is inbound, 'to' is outbound")
                .example(List.of("tcp 443 from 0.0.0.0/0", "tcp 443 from ::/0")),
            optional(
                "allowed",
                Parameter.Type.TEXTS,
                "what else may be open, in the same form; nothing if not given"),
            optional(
                "forbidden",
                Parameter.Type.TEXTS,
                "what must not be open, in the same form; 'from anywhere' means the internet as a"
                    + " whole, and so do 0.0.0.0/0 and ::/0 here; 'nothing' forbids nothing; 'tcp"
                    + " 22, 3389 from anywhere' if not given"),
            optional(
                "nothingElse",
                Parameter.Type.TEXT,
                "'in', 'out' or 'both': the direction in which only what is required or allowed may"
                    + " be open; neither if not given"))
        .exactlyOneOf(
            "securityGroup",
            "securityGroups",
            "securityGroupTag",
            "securityGroupInStack",
            "instances")
        .madeBy(PortsOpenKind::check);
  }

  private static Check check(Arguments arguments) {
    PortsOpenBuilder builder =
        Ec2Checks.portsOpen()
            .groups(groups(arguments))
            .required(texts(arguments, "required"))
            .allowed(texts(arguments, "allowed"));
    String[] forbidden = texts(arguments, "forbidden");
    if (forbidden.length == 1 && forbidden[0].equals("nothing")) {
      builder.forbidden();
    } else if (forbidden.length > 0) {
      builder.forbidden(forbidden);
    }
    arguments.textIfGiven("nothingElse").ifPresent(where -> nothingElse(builder, where));
    try {
      return builder.build();
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(
          "nothing is required: give 'required', 'forbidden' or 'nothingElse'", e);
    }
  }

  private static String[] texts(Arguments arguments, String name) {
    return arguments.texts(name).toArray(String[]::new);
  }

  private static void nothingElse(PortsOpenBuilder builder, String where) {
    if (!List.of("in", "out", "both").contains(where)) {
      throw new IllegalArgumentException(
          "nothingElse is 'in', 'out' or 'both', and not '" + where + "'");
    }
    if (!where.equals("out")) {
      builder.nothingElseIn();
    }
    if (!where.equals("in")) {
      builder.nothingElseOut();
    }
  }

  private static JudgedGroups groups(Arguments arguments) {
    List<String> ids = arguments.texts(IDS.name());
    Map<String, String> instances = arguments.map(INSTANCES.name());
    List<JudgedGroups> given =
        Stream.of(
                arguments.textIfGiven(NAME.name()).map(JudgedGroups::named),
                ids.isEmpty()
                    ? Optional.<JudgedGroups>empty()
                    : Optional.of(
                        JudgedGroups.withIds(
                            ids.get(0), ids.subList(1, ids.size()).toArray(String[]::new))),
                GroupArguments.pair(arguments, TAG, JudgedGroups::tagged),
                GroupArguments.pair(arguments, IN_STACK, JudgedGroups::inStack),
                instances.isEmpty()
                    ? Optional.<JudgedGroups>empty()
                    : Optional.of(
                        JudgedGroups.of(InstanceArguments.read(arguments, INSTANCES.name()))))
            .flatMap(Optional::stream)
            .toList();
    if (given.size() != 1) {
      throw new IllegalArgumentException(
          "give exactly one of 'securityGroup', 'securityGroups', 'securityGroupTag',"
              + " 'securityGroupInStack' and 'instances'");
    }
    return given.get(0);
  }
}

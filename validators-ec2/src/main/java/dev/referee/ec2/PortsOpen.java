package dev.referee.ec2;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.PortsOpenExpectations.CLOSED;
import static dev.referee.ec2.PortsOpenExpectations.END_EXISTS;
import static dev.referee.ec2.PortsOpenExpectations.GROUP_EXISTS;
import static dev.referee.ec2.PortsOpenExpectations.INSTANCE_EXISTS;
import static dev.referee.ec2.PortsOpenExpectations.OPEN;
import static dev.referee.spi.Parameter.choice;
import static dev.referee.spi.Parameter.texts;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.networks.SecurityGroups;
import dev.referee.resources.SelectedResources;
import dev.referee.resources.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A check that the required ports are open and no forbidden one is; see {@link Ec2Checks}. */
final class PortsOpen extends DeclaredCheck {
  private static final Permissions READS =
      Permissions.ofReads(
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSecurityGroupRules",
          "ec2:GetManagedPrefixListEntries");
  private static final Permissions READS_GROUPS = Permissions.ofReads("ec2:DescribeSecurityGroups");
  private static final Permissions READS_INSTANCES = Permissions.ofReads("ec2:DescribeInstances");
  private static final Permissions READS_LISTS =
      Permissions.ofReads("ec2:DescribeManagedPrefixLists");

  /** The word that forbids nothing. */
  static final String NOTHING = "nothing";

  private static final CheckKind.Builder DECLARED =
      CheckKind.of("ec2.ports-open", "The required ports are open and no forbidden one is");
  static final OneOf<SecurityGroupSelector> GROUPS =
      DECLARED.takes(SecurityGroupSelector.PARAMETERS.example("securityGroup", "web"));
  static final Parameter<List<PortsOpenTrafficStatement>> REQUIRED =
      DECLARED.takes(
          texts(
                  "required",
                  "what has to be open, e.g. 'tcp 443 from 0.0.0.0/0', 'tcp 5432 from group app',"
                      + " 'tcp 443 to prefix list office'; 'from' is inbound, 'to' is outbound",
                  PortsOpenTrafficStatement::definite)
              .defaultText("nothing")
              .example(List.of("tcp 443 from 0.0.0.0/0", "tcp 443 from ::/0")));
  static final Parameter<List<PortsOpenTrafficStatement>> ALLOWED =
      DECLARED.takes(
          texts(
                  "allowed",
                  "what else may be open, in the same form",
                  PortsOpenTrafficStatement::definite)
              .defaultText("nothing"));
  static final Parameter<List<PortsOpenTrafficStatement>> FORBIDDEN =
      DECLARED.takes(
          texts(
                  "forbidden",
                  "what must not be open, in the same form; 'from anywhere' means the internet as a"
                      + " whole, and so do 0.0.0.0/0 and ::/0 here; 'nothing' forbids nothing",
                  PortsOpen::forbidden)
              .as(PortsOpen::all)
              .defaultValue("tcp 22, 3389 from anywhere"));
  static final Parameter<Set<Direction>> NOTHING_ELSE =
      DECLARED.takes(
          choice(
                  "nothingElse",
                  "the direction in which only what is required or allowed may be open",
                  ImmutableMap.of(
                      "in", Set.of(Direction.IN),
                      "out", Set.of(Direction.OUT),
                      "both", Set.of(Direction.IN, Direction.OUT)))
              .defaultText("neither"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "One rule, or several that together cover the requirement: ranges of ports, halves of"
                  + " a block, several security groups of one instance.",
              "Wider protocols, ports or blocks than required, unless they include something"
                  + " forbidden or `nothingElse` is set.",
              "A prefix list instead of blocks, and blocks instead of a prefix list.",
              "A reference to a security group, or blocks that cover the private addresses of all"
                  + " its members.")
          .expects(PortsOpenExpectations.ALL)
          .requires(READS)
          .requiresIf(arguments -> arguments.get(GROUPS).isOfInstances(), READS_INSTANCES)
          .requiresIf(
              arguments ->
                  !arguments.get(GROUPS).isOfInstances()
                      || names(arguments, PortsOpenTrafficStatement.Groups.class),
              READS_GROUPS)
          .requiresIf(
              arguments -> names(arguments, PortsOpenTrafficStatement.Lists.class), READS_LISTS)
          .requiresIf(arguments -> arguments.get(GROUPS).isInStack(), StackResource.READS)
          .refuses(PortsOpen::withoutDemand, REQUIRED, FORBIDDEN, NOTHING_ELSE)
          .refuses(
              arguments ->
                  PortsOpenContradictions.first(
                      required(arguments), arguments.get(FORBIDDEN), !arguments.has(FORBIDDEN)),
              REQUIRED,
              FORBIDDEN)
          .build(PortsOpen::new);

  /** The direction of traffic, seen from what is judged. */
  enum Direction {
    IN,
    OUT
  }

  private final List<PortsOpenTrafficStatement> required;
  private final Set<Direction> nothingElse;

  PortsOpen(Arguments arguments) {
    super(KIND, arguments);
    this.required = required(arguments);
    this.nothingElse = arguments.find(NOTHING_ELSE).orElse(Set.of());
  }

  private static ImmutableList<PortsOpenTrafficStatement> forbidden(String sentence) {
    return sentence.equals(NOTHING)
        ? ImmutableList.of()
        : PortsOpenTrafficStatement.forbidden(sentence);
  }

  private static List<PortsOpenTrafficStatement> all(
      List<ImmutableList<PortsOpenTrafficStatement>> forbidden) {
    checkArgument(
        forbidden.size() == 1 || forbidden.stream().noneMatch(List::isEmpty),
        "'nothing' cannot be combined with other values");
    return forbidden.stream().flatMap(List::stream).collect(toImmutableList());
  }

  static List<PortsOpenTrafficStatement> required(Arguments arguments) {
    return arguments.find(REQUIRED).orElse(List.of());
  }

  static List<PortsOpenTrafficStatement> allowed(Arguments arguments) {
    return arguments.find(ALLOWED).orElse(List.of());
  }

  private static boolean names(
      Arguments arguments, Class<? extends PortsOpenTrafficStatement.End> type) {
    return Stream.of(required(arguments), allowed(arguments), arguments.get(FORBIDDEN))
        .flatMap(List::stream)
        .anyMatch(statement -> type.isInstance(statement.end()));
  }

  private static Optional<String> withoutDemand(Arguments given) {
    return required(given).isEmpty() && given.get(FORBIDDEN).isEmpty() && !given.has(NOTHING_ELSE)
        ? Optional.of("nothing is required: give 'required', 'forbidden' or 'nothingElse'")
        : Optional.empty();
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    PortsOpenGroupFinder finder = new PortsOpenGroupFinder(account);
    SelectedResources<PortsOpenGroupSet> found = finder.find(arguments().get(GROUPS));
    if (found.resources().stream().allMatch(PortsOpenGroupSet::ending)) {
      return context.verdict(
          absent(
              found,
              account,
              "Deleting the security group is not the fix: create it again, with the right"
                  + " rules."));
    }
    SecurityGroups rules = SecurityGroups.of(account);
    rules.rules(found.resources().stream().flatMap(set -> set.groupIds().stream()).toList());
    PortsOpenPeerResolver ends =
        new PortsOpenPeerResolver(account.client(Ec2Client::builder), finder);
    List<PortsOpenFindings> all =
        found.resources().stream()
            .map(set -> new PortsOpenFindings(arguments(), set, rules, ends))
            .collect(toImmutableList());
    List<PortsOpenFindings> remaining =
        all.stream().filter(PortsOpenFindings::isRequired).collect(toImmutableList());

    List<Finding> findings = new ArrayList<>();
    findings.add(
        found.missing().isEmpty()
            ? there(found)
            : absent(found, account, "Create the missing security groups again."));
    for (PortsOpenTrafficStatement statement : required) {
      if (!(statement.end() instanceof PortsOpenTrafficStatement.Known)) {
        remaining.forEach(set -> findings.add(END_EXISTS.evaluate(() -> set.end(statement))));
      }
    }
    for (PortsOpenTrafficStatement statement : required) {
      remaining.forEach(set -> findings.add(OPEN.evaluate(() -> set.open(statement))));
    }
    for (PortsOpenTrafficStatement statement : arguments().get(FORBIDDEN)) {
      all.forEach(set -> findings.add(CLOSED.evaluate(() -> set.closed(statement))));
    }
    if (nothingElse.contains(Direction.IN)) {
      all.forEach(
          set ->
              findings.add(
                  PortsOpenExpectations.NOTHING_ELSE.evaluate(() -> set.nothingElse(false))));
    }
    if (nothingElse.contains(Direction.OUT)) {
      all.forEach(
          set ->
              findings.add(
                  PortsOpenExpectations.NOTHING_ELSE.evaluate(() -> set.nothingElse(true))));
    }
    return context.verdict(findings);
  }

  private Expectation subject() {
    return arguments().get(GROUPS).isOfInstances() ? INSTANCE_EXISTS : GROUP_EXISTS;
  }

  private Finding there(SelectedResources<PortsOpenGroupSet> found) {
    return subject()
        .satisfied()
        .seen(
            String.join("; ", found.resources().stream().map(PortsOpenGroupSet::toString).toList()))
        .build();
  }

  private Finding absent(
      SelectedResources<PortsOpenGroupSet> found, Account account, String remedy) {
    return found.absent(subject(), "security groups", arguments().get(GROUPS), account, remedy);
  }
}

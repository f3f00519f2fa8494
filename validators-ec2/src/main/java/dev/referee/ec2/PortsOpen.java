package dev.referee.ec2;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static dev.referee.ec2.PortsOpenSteps.CLOSED;
import static dev.referee.ec2.PortsOpenSteps.END_EXISTS;
import static dev.referee.ec2.PortsOpenSteps.GROUP_EXISTS;
import static dev.referee.ec2.PortsOpenSteps.INSTANCE_EXISTS;
import static dev.referee.ec2.PortsOpenSteps.NOTHING_ELSE;
import static dev.referee.ec2.PortsOpenSteps.OPEN;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.network.SecurityGroups;
import dev.referee.network.StackResource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** Proves that the required ports are open and no forbidden one is; see {@link Ec2Checks}. */
final class PortsOpen implements Check {
  static final String ID = "ec2.ports-open";
  static final String CLAIM = "The required ports are open and no forbidden one is";

  static final Permissions READS =
      Permissions.reading(
          "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSecurityGroupRules",
          "ec2:GetManagedPrefixListEntries");
  static final Permissions READS_GROUPS = Permissions.reading("ec2:DescribeSecurityGroups");
  static final Permissions READS_INSTANCES = Permissions.reading("ec2:DescribeInstances");
  static final Permissions READS_LISTS = Permissions.reading("ec2:DescribeManagedPrefixLists");

  private final PortsOpenParameters parameters;

  PortsOpen(PortsOpenParameters parameters) {
    this.parameters = parameters;
  }

  @Override
  public String id() {
    return ID;
  }

  @Override
  public String claim() {
    return CLAIM;
  }

  @Override
  public List<Expectation> expectations() {
    return PortsOpenSteps.ALL;
  }

  @Override
  public Permissions permissions() {
    boolean ofInstances = parameters.groups() instanceof JudgedGroups.OfInstances;
    Permissions permissions = ofInstances ? READS.and(READS_INSTANCES) : READS.and(READS_GROUPS);
    if (parameters.groups() instanceof JudgedGroups.InStack) {
      permissions = permissions.and(StackResource.READS);
    }
    for (Demand demand : demands()) {
      if (demand.end() instanceof Demand.Groups) {
        permissions = permissions.and(READS_GROUPS);
      } else if (demand.end() instanceof Demand.Lists) {
        permissions = permissions.and(READS_LISTS);
      }
    }
    return permissions;
  }

  private List<Demand> demands() {
    return Stream.of(parameters.required(), parameters.allowed(), parameters.forbidden())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    JudgedGroupsFinder finder = new JudgedGroupsFinder(account);
    JudgedGroupsFinder.Found found = finder.find(parameters.groups());
    if (found.sets().stream().allMatch(JudgedSet::ending)) {
      return context.verdict(
          found
              .resource()
              .unfinished(subject(), parameters.groups())
              .orElseGet(() -> missing(account)));
    }
    SecurityGroups rules = SecurityGroups.of(account);
    rules.rules(found.sets().stream().flatMap(set -> set.groupIds().stream()).toList());
    OtherEnds ends = new OtherEnds(account.client(Ec2Client::builder), finder);
    List<PortsOpenFindings> all =
        found.sets().stream()
            .map(set -> new PortsOpenFindings(parameters, set, rules, ends))
            .collect(toImmutableList());
    List<PortsOpenFindings> lasting =
        all.stream().filter(PortsOpenFindings::isRequired).collect(toImmutableList());

    List<Finding> findings = new ArrayList<>();
    findings.add(found.missing().isEmpty() ? there(found) : notThere(found, account));
    for (Demand demand : parameters.required()) {
      if (!(demand.end() instanceof Demand.Known)) {
        lasting.forEach(set -> findings.add(END_EXISTS.found(() -> set.end(demand))));
      }
    }
    for (Demand demand : parameters.required()) {
      lasting.forEach(set -> findings.add(OPEN.found(() -> set.open(demand))));
    }
    for (Demand demand : parameters.forbidden()) {
      all.forEach(set -> findings.add(CLOSED.found(() -> set.closed(demand))));
    }
    if (parameters.nothingElseIn()) {
      all.forEach(set -> findings.add(NOTHING_ELSE.found(() -> set.nothingElse(false))));
    }
    if (parameters.nothingElseOut()) {
      all.forEach(set -> findings.add(NOTHING_ELSE.found(() -> set.nothingElse(true))));
    }
    return context.verdict(findings);
  }

  private Expectation subject() {
    return parameters.groups() instanceof JudgedGroups.OfInstances ? INSTANCE_EXISTS : GROUP_EXISTS;
  }

  private Finding there(JudgedGroupsFinder.Found found) {
    return subject()
        .satisfied()
        .seen(String.join("; ", found.sets().stream().map(JudgedSet::toString).toList()))
        .build();
  }

  private Finding notThere(JudgedGroupsFinder.Found found, Account account) {
    return subject()
        .unsatisfied()
        .expected("security groups " + parameters.groups())
        .seen("Missing in %s: %s.".formatted(account.name(), String.join(", ", found.missing())))
        .remedy("Create the missing security groups again.")
        .build();
  }

  private Finding missing(Account account) {
    return subject()
        .unsatisfied()
        .expected("security groups " + parameters.groups())
        .seen("There is no such security group in " + account.name() + ".")
        .remedy(
            "Deleting the security group is not the fix: create it again, with the right rules.")
        .build();
  }

  @Override
  public String toString() {
    return "%s (groups %s)".formatted(ID, parameters.groups());
  }
}

package dev.referee.ec2;

import static dev.referee.ec2.PrivateSteps.RUNNING;
import static dev.referee.ec2.PrivateSteps.THERE;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.network.InstanceReads;
import dev.referee.network.InstanceSource;
import dev.referee.network.WaysIn;
import dev.referee.spi.Facts;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.Instance;

/** Proves that the internet has no way to instances; see {@link Ec2Checks#instancePrivate}. */
final class InstancePrivate implements Check {
  static final String ID = "ec2.instance-private";
  static final String CLAIM = "The internet cannot reach the instance: no public address, no route";

  static final Permissions READS = Permissions.reading("ec2:DescribeInstances").and(WaysIn.READS);

  private final PrivateParameters parameters;

  InstancePrivate(PrivateParameters parameters) {
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
    return PrivateSteps.ALL;
  }

  @Override
  public Permissions permissions() {
    return READS.and(parameters.source().permissions());
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    InstanceSource.Found found = parameters.source().find(account);
    List<Instance> instances = found.instances();
    long staying = instances.stream().filter(instance -> !InstanceReads.isEnded(instance)).count();
    if (staying < parameters.atLeast()) {
      return context.verdict(
          found
              .resource()
              .unfinished(THERE, parameters.source())
              .orElseGet(() -> missing(found, staying, account)));
    }
    WaysIn ways = WaysIn.to(account, instances, parameters.ipv6());
    List<Finding> findings = new ArrayList<>();
    findings.add(THERE.satisfied().seen(count(staying) + " there.").build());
    findings.add(running(instances));
    findings.add(ways.addresses());
    findings.add(ways.routes());
    if (parameters.mustKeepEgress()) {
      findings.add(ways.wayOut());
    }
    return context.verdict(findings);
  }

  private Finding missing(InstanceSource.Found found, long staying, Account account) {
    Finding.Builder finding =
        THERE
            .unsatisfied()
            .expected(
                "at least %d of the instances %s"
                    .formatted(parameters.atLeast(), parameters.source()))
            .seen(
                staying == 0
                    ? "There is no such instance in " + account.name() + "."
                    : "Only " + count(staying) + " there.")
            .remedy(
                "Launch it again, without a public address, in a subnet without a route to an"
                    + " internet gateway.");
    Facts.add(finding, found.instances(), Instance::instanceId, InstanceReads::state);
    return finding.build();
  }

  private Finding running(List<Instance> instances) {
    List<Instance> off =
        instances.stream()
            .filter(instance -> !InstanceReads.isEnded(instance))
            .filter(instance -> !InstanceReads.state(instance).equals("running"))
            .toList();
    long run = instances.stream().filter(one -> InstanceReads.state(one).equals("running")).count();
    long starting = off.stream().filter(InstanceReads::isRunning).count();
    if (run >= parameters.atLeast()) {
      Finding.Builder finding = RUNNING.satisfied().seen(count(run) + " running.");
      Facts.add(finding, off, Instance::instanceId, InstanceReads::state);
      return finding.build();
    }
    boolean coming = run + starting >= parameters.atLeast();
    Finding.Builder finding =
        (coming ? RUNNING.pending() : RUNNING.unsatisfied())
            .expected(parameters.atLeast() + " running of the instances " + parameters.source())
            .seen(run == 0 ? "None is running." : "Only " + count(run) + " running.")
            .remedy(
                coming
                    ? "Wait until EC2 has started them."
                    : "A stopped instance gets a public address again when it starts: make it"
                        + " private, then start it.");
    Facts.add(finding, off, Instance::instanceId, InstanceReads::state);
    return finding.build();
  }

  private static String count(long number) {
    return number == 1 ? "1 is" : number + " are";
  }

  @Override
  public String toString() {
    return "%s (instances %s)".formatted(ID, parameters.source());
  }
}

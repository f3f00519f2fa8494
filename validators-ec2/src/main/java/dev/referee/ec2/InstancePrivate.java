package dev.referee.ec2;

import static dev.referee.ec2.InstancePrivateExpectations.RUNNING;
import static dev.referee.ec2.InstancePrivateExpectations.THERE;
import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.number;

import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.networks.InternetExposure;
import dev.referee.resources.InstanceReads;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.StackResource;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.Facts;
import dev.referee.spi.OneOf;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ec2.model.Instance;

/** A check that the internet cannot reach instances; see {@link Ec2Checks#instancePrivate}. */
final class InstancePrivate extends DeclaredCheck {
  private static final Permissions READS =
      Permissions.ofReads("ec2:DescribeInstances").and(InternetExposure.READS);

  private static final CheckKind.Builder DECLARED =
      CheckKind.of(
          "ec2.instance-private",
          "The internet cannot reach the instance: no public address, no route");
  static final OneOf<InstanceSource> SOURCE =
      DECLARED.takes(
          InstanceSource.PARAMETERS
              .or(AutoScalingGroups.PARAMETERS.as(InstancesOfGroups::new))
              .example("instances", Map.of("tag:tier", "database")));
  static final Parameter<Integer> AT_LEAST =
      DECLARED.takes(
          number("atLeast", "how many of them have to exist and be running")
              .atLeast(1)
              .defaultText("1, or the number of ids"));
  static final Parameter<Boolean> IGNORE_IPV6 =
      DECLARED.takes(flag("ignoreIpv6", "whether to ignore IPv6"));
  static final Parameter<Boolean> MUST_KEEP_EGRESS =
      DECLARED.takes(
          flag(
              "mustKeepEgress",
              "whether a route for outbound traffic has to remain, e.g. to a NAT gateway"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "The instance launched again in a private subnet, when it is selected by tag, name,"
                  + " group or stack.",
              "The Elastic IP disassociated, or the automatic public address turned off, and the"
                  + " route to the internet gateway deleted or pointed to a NAT gateway.",
              "The subnet associated with another route table, or another main route table.",
              "The internet gateway detached: its routes let nothing in.",
              "IPv6 addresses behind an egress-only internet gateway, or without any route.",
              "A route to an internet gateway that is fully covered by more specific routes.",
              "A load balancer, a VPN or another entry point: this check does not judge them.",
              "Stopped instances in addition to those that have to run, as long as they are"
                  + " private, too.")
          .expects(InstancePrivateExpectations.ALL)
          .requires(READS)
          .requires(
              arguments -> arguments.get(SOURCE).permissions(),
              InstancesOfGroups.READS.and(StackResource.READS))
          .build(InstancePrivate::new);

  private final InstanceSource source;
  private final int atLeast;

  InstancePrivate(Arguments arguments) {
    super(KIND, arguments);
    this.source = arguments.get(SOURCE);
    this.atLeast = Math.max(arguments.find(AT_LEAST).orElse(1), source.least());
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    InstanceSource.Found found = source.find(account);
    List<Instance> instances = found.instances();
    long staying = instances.stream().filter(instance -> !InstanceReads.isEnded(instance)).count();
    if (staying < atLeast) {
      return context.verdict(
          found
              .resource()
              .unfinished(THERE, source)
              .orElseGet(() -> missing(found, staying, account)));
    }
    InternetExposure exposure =
        InternetExposure.to(account, instances, !arguments().get(IGNORE_IPV6));
    List<Finding> findings = new ArrayList<>();
    findings.add(THERE.satisfied().seen(count(staying) + " there.").build());
    findings.add(running(instances));
    findings.add(exposure.addresses());
    findings.add(exposure.routes());
    if (arguments().get(MUST_KEEP_EGRESS)) {
      findings.add(exposure.wayOut());
    }
    return context.verdict(findings);
  }

  private Finding missing(InstanceSource.Found found, long staying, Account account) {
    Finding.Builder finding =
        THERE
            .unsatisfied()
            .expected("at least %d of the instances %s".formatted(atLeast, source))
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
    long run =
        instances.stream()
            .filter(instance -> InstanceReads.state(instance).equals("running"))
            .count();
    long starting = off.stream().filter(InstanceReads::isRunning).count();
    if (run >= atLeast) {
      Finding.Builder finding = RUNNING.satisfied().seen(count(run) + " running.");
      Facts.add(finding, off, Instance::instanceId, InstanceReads::state);
      return finding.build();
    }
    boolean coming = run + starting >= atLeast;
    Finding.Builder finding =
        (coming ? RUNNING.pending() : RUNNING.unsatisfied())
            .expected(atLeast + " running of the instances " + source)
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
}

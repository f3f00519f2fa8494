package dev.referee.ssm;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.resources.InstanceSource;
import dev.referee.resources.Instances;
import java.util.List;
import java.util.function.BiFunction;
import software.amazon.awssdk.services.ec2.model.Instance;

/** A runner that judges instances by a single step in a check of its own. */
final class Judged {
  private Judged() {}

  static Verdict by(
      BiFunction<Account, List<Instance>, List<Finding>> step, Permissions reads, AgentHome home) {
    return home.sandbox.referee().build().judge(check(step, reads), home.sandbox.account());
  }

  /** Returns the codes of the unsatisfied findings, in their order. */
  static List<String> open(Verdict verdict) {
    return verdict.unresolved().stream().map(Finding::code).toList();
  }

  private static Check check(
      BiFunction<Account, List<Instance>, List<Finding>> step, Permissions reads) {
    return new Check() {
      @Override
      public String id() {
        return "ssm.step";
      }

      @Override
      public String claim() {
        return "A step";
      }

      @Override
      public Permissions permissions() {
        return reads.and(Permissions.ofReads("ec2:DescribeInstances"));
      }

      @Override
      public Verdict judge(CheckContext context) {
        Account account = context.target(Account.class);
        return context.verdict(
            step.apply(
                account,
                InstanceSource.selected(Instances.ofType("t3.nano")).find(account).instances()));
      }
    };
  }
}

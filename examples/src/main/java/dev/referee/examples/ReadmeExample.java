package dev.referee.examples;

import dev.referee.Check;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.ec2.AutoScalingGroups;
import dev.referee.ec2.Ec2Checks;
import dev.referee.report.Report;
import dev.referee.resources.Instances;
import software.amazon.awssdk.regions.Region;

/** Judges one account; the README shows it. */
// tag::readme[]
final class ReadmeExample {
  public static void main(String... args) {
    Account account = Account.builder(Region.EU_CENTRAL_1).profile("team-7").build();
    Check check =
        Ec2Checks.spawnerStopped()
            .group(AutoScalingGroups.named("unicorn-web"))
            .strange(Instances.tagged("team", "strange"))
            .build();
    Verdict verdict = Referee.create().judge(check, account);
    System.out.println(Report.forOrganisers().text(verdict));
  }
}
// end::readme[]

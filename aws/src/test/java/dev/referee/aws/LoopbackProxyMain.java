package dev.referee.aws;

import java.net.URI;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A program that calls an endpoint of this machine while the environment names a proxy. */
final class LoopbackProxyMain {
  private LoopbackProxyMain() {}

  public static void main(String[] args) {
    Account account =
        Account.builder(Region.EU_WEST_1)
            .endpoint(URI.create(args[0]))
            .credentials(FakeAws.keys("AKIDEXAMPLE"))
            .build();
    FakeRun run = new FakeRun.Sweep().reading(FakeAws.DESCRIBE_INSTANCES);
    System.out.println(
        FakeAws.during(run, account, () -> account.client(Ec2Client::builder).describeInstances()));
  }
}

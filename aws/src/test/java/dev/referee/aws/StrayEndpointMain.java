package dev.referee.aws;

import dev.referee.Inconclusive;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** A program that calls AWS in a JVM of its own, and prints why it could not. */
final class StrayEndpointMain {
  private StrayEndpointMain() {}

  /** Runs it. */
  public static void main(String[] args) {
    Account account =
        Account.builder(Region.EU_WEST_1).credentials(FakeAws.keys("AKIDEXAMPLE")).build();
    try {
      FakeAws.during(
          new FakeRun.Sweep().reading(FakeAws.DESCRIBE_INSTANCES),
          account,
          () -> account.client(Ec2Client::builder).describeInstances());
    } catch (Inconclusive e) {
      System.out.println(e.cause() + " " + e.getMessage());
    }
  }
}

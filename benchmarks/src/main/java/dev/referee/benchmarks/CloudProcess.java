package dev.referee.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;

/** An embedded cloud in a separate process, so that its work is not measured. */
final class CloudProcess implements AutoCloseable {
  static final String GROUP = "unicorn-web";

  private final Process process;
  private final URI endpoint;
  private final List<AwsBasicCredentials> keys;

  private CloudProcess(Process process, URI endpoint, List<AwsBasicCredentials> keys) {
    this.process = process;
    this.endpoint = endpoint;
    this.keys = keys;
  }

  /** Starts it, and waits until the servers of all teams run. */
  static CloudProcess start(int teams) throws IOException {
    Process process =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                CloudProcess.class.getName(),
                Integer.toString(teams))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    URI endpoint = URI.create(line(said));
    List<AwsBasicCredentials> keys = new ArrayList<>();
    for (int team = 0; team < teams; team++) {
      keys.add(AwsBasicCredentials.create(line(said), line(said)));
    }
    return new CloudProcess(process, endpoint, keys);
  }

  private static String line(BufferedReader said) throws IOException {
    return Objects.requireNonNull(said.readLine(), "the cloud has ended");
  }

  URI endpoint() {
    return endpoint;
  }

  /** Returns the id of a team's account. */
  static String id(int team) {
    return Long.toString(300_000_000_000L + team);
  }

  /** Returns the keys of a team's account. */
  AwsCredentialsProvider keys(int team) {
    return StaticCredentialsProvider.create(keys.get(team));
  }

  @Override
  public void close() {
    process.destroy();
  }

  /**
   * Runs the cloud until its input ends.
   *
   * @param args the number of teams
   */
  public static void main(String[] args) throws IOException {
    try (EmbeddedCloud cloud = EmbeddedCloud.start()) {
      StringBuilder keys = new StringBuilder();
      for (int team = 0; team < Integer.parseInt(args[0]); team++) {
        EmbeddedAccount account = cloud.account(id(team));
        fixedServers(account);
        keys.append(account.accessKeyId()).append('\n');
        keys.append(account.secretAccessKey()).append('\n');
      }
      cloud.clock().advance(Duration.ofMinutes(30));
      System.out.println(cloud.endpoint());
      System.out.print(keys);
      System.out.flush();
      while (System.in.read() >= 0) {
        // It only has to end.
      }
    }
  }

  private static void fixedServers(EmbeddedAccount account) {
    String clean = "#!/bin/bash\nyum -y install httpd\n";
    String userData = Base64.getEncoder().encodeToString(clean.getBytes(UTF_8));
    try (Ec2Client ec2 = account.client(Ec2Client::builder);
        AutoScalingClient autoScaling = account.client(AutoScalingClient::builder)) {
      ec2.createLaunchTemplate(
          it ->
              it.launchTemplateName(GROUP)
                  .launchTemplateData(
                      data ->
                          data.imageId("ami-0abcdef1234567890")
                              .instanceType("t3.micro")
                              .userData(userData)));
      autoScaling.createAutoScalingGroup(
          it ->
              it.autoScalingGroupName(GROUP)
                  .minSize(0)
                  .maxSize(6)
                  .desiredCapacity(3)
                  .availabilityZones("us-east-1a", "us-east-1b", "us-east-1c")
                  .launchTemplate(spec -> spec.launchTemplateName(GROUP).version("1")));
    }
  }
}

package dev.referee.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateVersion;
import software.amazon.awssdk.services.sts.StsClient;

/** The calls of a sweep with the bare SDK, without Referee. */
final class ByHand implements Runnable {
  /** The SDK has no rate limiter, and nobody judges 72 teams without one. */
  private static final ClientOverrideConfiguration DEADLINES =
      ClientOverrideConfiguration.builder()
          .apiCallTimeout(Duration.ofSeconds(15))
          .apiCallAttemptTimeout(Duration.ofSeconds(5))
          .build();

  private final List<Clients> teams;
  private final ExecutorService executor;

  private record Clients(String id, StsClient sts, Ec2Client ec2, AutoScalingClient autoScaling) {}

  ByHand(CloudProcess cloud, SdkHttpClient http, ExecutorService executor, int teams) {
    this.executor = executor;
    this.teams =
        IntStream.range(0, teams)
            .mapToObj(
                team ->
                    new Clients(
                        CloudProcess.id(team),
                        wired(StsClient.builder(), cloud, http, team).build(),
                        wired(Ec2Client.builder(), cloud, http, team).build(),
                        wired(AutoScalingClient.builder(), cloud, http, team).build()))
            .toList();
  }

  private static <
          B extends
              AwsSyncClientBuilder<B, C>
                  & software.amazon.awssdk.awscore.client.builder.AwsClientBuilder<B, C>,
          C>
      B wired(B builder, CloudProcess cloud, SdkHttpClient http, int team) {
    return builder
        .httpClient(http)
        .endpointOverride(cloud.endpoint())
        .region(Region.US_EAST_1)
        .overrideConfiguration(DEADLINES)
        .credentialsProvider(cloud.keys(team));
  }

  @Override
  public void run() {
    List<Future<Boolean>> fixed = new ArrayList<>();
    teams.forEach(team -> fixed.add(executor.submit(() -> isFixed(team))));
    for (Future<Boolean> each : fixed) {
      try {
        if (!each.get()) {
          throw new IllegalStateException("Not all are fixed");
        }
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static boolean isFixed(Clients aws) {
    return aws.sts().getCallerIdentity().account().equals(aws.id())
        && isFixed(aws.ec2(), aws.autoScaling());
  }

  /** Makes a team's calls, except GetCallerIdentity, and only counts the results. */
  static boolean isFixed(Ec2Client ec2, AutoScalingClient autoScaling) {
    AutoScalingGroup group =
        autoScaling
            .describeAutoScalingGroupsPaginator(it -> it.autoScalingGroupNames(CloudProcess.GROUP))
            .autoScalingGroups()
            .stream()
            .findFirst()
            .orElseThrow();
    List<LaunchTemplateVersion> versions =
        ec2
            .describeLaunchTemplateVersionsPaginator(
                it -> it.launchTemplateId(group.launchTemplate().launchTemplateId()))
            .launchTemplateVersions()
            .stream()
            .toList();
    List<Instance> servers =
        instances(ec2, "tag:aws:ec2launchtemplate:id", versions.get(0).launchTemplateId());
    List<Instance> strange = instances(ec2, "tag:team", "strange");
    long activities =
        autoScaling
            .describeScalingActivitiesPaginator(it -> it.autoScalingGroupName(CloudProcess.GROUP))
            .activities()
            .stream()
            .count();
    return servers.size() == group.desiredCapacity() && strange.isEmpty() && activities > 0;
  }

  private static List<Instance> instances(Ec2Client ec2, String filter, String value) {
    Filter having = Filter.builder().name(filter).values(value).build();
    return ec2
        .describeInstancesPaginator(it -> it.filters(having).maxResults(1000))
        .reservations()
        .stream()
        .flatMap(reservation -> reservation.instances().stream())
        .toList();
  }
}

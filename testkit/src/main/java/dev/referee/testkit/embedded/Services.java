package dev.referee.testkit.embedded;

import com.google.common.base.Suppliers;
import com.google.common.collect.ImmutableList;
import dev.referee.testkit.embedded.autoscaling.AutoScalingService;
import dev.referee.testkit.embedded.cloudformation.CloudFormationService;
import dev.referee.testkit.embedded.cloudtrail.CloudTrail;
import dev.referee.testkit.embedded.cloudtrail.CloudTrailService;
import dev.referee.testkit.embedded.cloudwatch.CloudWatch;
import dev.referee.testkit.embedded.cloudwatch.CloudWatchService;
import dev.referee.testkit.embedded.common.AccountState;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.ec2.Ec2;
import dev.referee.testkit.embedded.ec2.Ec2Service;
import dev.referee.testkit.embedded.eks.EksService;
import dev.referee.testkit.embedded.elbv2.LoadBalancingService;
import dev.referee.testkit.embedded.events.EventBridge;
import dev.referee.testkit.embedded.events.EventBridgeService;
import dev.referee.testkit.embedded.iam.IamService;
import dev.referee.testkit.embedded.kms.KmsService;
import dev.referee.testkit.embedded.lambda.Lambda;
import dev.referee.testkit.embedded.lambda.LambdaService;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.ServiceRegistry;
import dev.referee.testkit.embedded.sns.Sns;
import dev.referee.testkit.embedded.sns.SnsService;
import dev.referee.testkit.embedded.sqs.Sqs;
import dev.referee.testkit.embedded.sqs.SqsService;
import dev.referee.testkit.embedded.ssm.DataChannels;
import dev.referee.testkit.embedded.ssm.Ssm;
import dev.referee.testkit.embedded.ssm.SsmService;
import dev.referee.testkit.embedded.sts.StsService;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The services of a cloud: a line for each.
 *
 * <p>A service is set up when it is first called: few callers need all of them, and what each drags
 * in of the SDK is most of what starting a cloud costs.
 */
final class Services implements ServiceRegistry {
  private final List<Registration> registrations;

  /**
   * A service that is there.
   *
   * @param signingName the name that its calls are signed for
   * @param namespace where the names of its resource types are
   * @param service sets it up
   */
  private record Registration(String signingName, String namespace, Supplier<Service> service) {}

  Services(Accounts accounts, DataChannels channels) {
    this.registrations =
        ImmutableList.of(
            entry("autoscaling", "AWS::AutoScaling", AutoScalingService::create),
            entry(
                "cloudformation", "AWS::CloudFormation", () -> CloudFormationService.create(this)),
            entry("cloudtrail", "AWS::CloudTrail", CloudTrailService::create),
            entry("ec2", "AWS::EC2", Ec2Service::create),
            entry("eks", "AWS::EKS", EksService::create),
            entry(
                "elasticloadbalancing",
                "AWS::ElasticLoadBalancingV2",
                LoadBalancingService::create),
            entry("events", "AWS::Events", EventBridgeService::create),
            entry("iam", "AWS::IAM", () -> IamService.create(accounts)),
            entry("kms", "AWS::KMS", KmsService::create),
            entry("lambda", "AWS::Lambda", LambdaService::create),
            entry("monitoring", "AWS::CloudWatch", CloudWatchService::create),
            entry("sns", "AWS::SNS", SnsService::create),
            entry("sqs", "AWS::SQS", SqsService::create),
            entry("ssm", "AWS::SSM", () -> SsmService.create(channels)),
            entry("sts", "AWS::STS", () -> StsService.create(accounts)));
  }

  /** Lets services know a new account that listen to what others do there. */
  static void opened(AccountState account) {
    Ssm.follow(account);
    CloudTrail.follow(account);
    CloudWatch.follow(account);
    Ec2.follow(account);
    EventBridge.follow(account);
    Sns.follow(account);
    Sqs.follow(account);
    Lambda.follow(account);
  }

  private static Registration entry(
      String signingName, String namespace, Supplier<Service> service) {
    return new Registration(signingName, namespace, Suppliers.memoize(service::get));
  }

  @Override
  public @Nullable Service signedFor(String signingName) {
    return find(registration -> registration.signingName().equals(signingName));
  }

  @Override
  public @Nullable Service ofNamespace(String namespace) {
    return find(registration -> registration.namespace().equals(namespace));
  }

  private @Nullable Service find(Predicate<Registration> wanted) {
    return registrations.stream()
        .filter(wanted)
        .findFirst()
        .map(registration -> registration.service().get())
        .orElse(null);
  }

  /** Returns the names that calls of the services are signed for. */
  List<String> names() {
    return registrations.stream().map(Registration::signingName).toList();
  }

  /** Returns all services, which sets all up. */
  Stream<Service> all() {
    return registrations.stream().map(registration -> registration.service().get());
  }
}

package dev.referee.testkit.embedded;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.embedded.ec2.Images;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;

/** A test fixture: an account with managed instances, and helper methods for common steps. */
public final class Desk implements AutoCloseable {
  public static final String CORE = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

  final EmbeddedCloud cloud = EmbeddedCloud.start();
  public final EmbeddedAccount account = cloud.account("222222222222");
  public final Ec2Client ec2 = account.client(Ec2Client::builder);
  public final IamClient iam = account.client(IamClient::builder);
  public final SsmClient ssm = account.client(SsmClient::builder);
  public final KmsClient kms = account.client(KmsClient::builder);

  /** Creates a role that a service may assume. */
  public void role(String name, String service) {
    iam.createRole(
        r ->
            r.roleName(name)
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"Service": "%s"}, "Action": "sts:AssumeRole"}}
                    """
                        .formatted(service)));
  }

  /** Creates a role for instances, and an instance profile of the same name with it. */
  public void profile(String name) {
    role(name, "ec2.amazonaws.com");
    iam.createInstanceProfile(r -> r.instanceProfileName(name));
    iam.addRoleToInstanceProfile(r -> r.instanceProfileName(name).roleName(name));
  }

  /** Creates a profile with all permissions that an agent needs. */
  public void goodProfile(String name) {
    profile(name);
    iam.attachRolePolicy(r -> r.roleName(name).policyArn(CORE));
  }

  public void allow(String role, String... actions) {
    iam.putRolePolicy(
        r ->
            r.roleName(role)
                .policyName("allowed")
                .policyDocument(
                    "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\""
                        + String.join("\",\"", actions)
                        + "\"],\"Resource\":\"*\"}]}"));
  }

  /** Runs an instance in the default VPC, and waits until its agent has registered if it can. */
  public String run(Consumer<RunInstancesRequest.Builder> more) {
    String id = launch(more);
    pass(Duration.ofMinutes(2));
    return id;
  }

  public String launch(Consumer<RunInstancesRequest.Builder> more) {
    return ec2.runInstances(
            r ->
                r.imageId(Images.AL2023)
                    .instanceType("t3.micro")
                    .minCount(1)
                    .maxCount(1)
                    .applyMutation(more))
        .instances()
        .get(0)
        .instanceId();
  }

  /** Runs an instance to which sessions open. */
  public String good() {
    goodProfile("managed");
    return run(r -> r.iamInstanceProfile(p -> p.name("managed")));
  }

  public void attach(String instanceId, String profile) {
    ec2.associateIamInstanceProfile(
        r -> r.instanceId(instanceId).iamInstanceProfile(p -> p.name(profile)));
  }

  void pass(Duration time) {
    cloud.clock().advance(time);
  }

  public void passMinutes(int minutes) {
    pass(Duration.ofMinutes(minutes));
  }

  public List<InstanceInformation> managed() {
    return ssm.describeInstanceInformationPaginator().stream()
        .flatMap(page -> page.instanceInformationList().stream())
        .toList();
  }

  public String ping(String instanceId) {
    return managed().stream()
        .filter(one -> one.instanceId().equals(instanceId))
        .map(InstanceInformation::pingStatusAsString)
        .findFirst()
        .orElse("absent");
  }

  public String connection(String instanceId) {
    return ssm.getConnectionStatus(r -> r.target(instanceId)).statusAsString();
  }

  @Override
  public void close() {
    cloud.close();
  }
}

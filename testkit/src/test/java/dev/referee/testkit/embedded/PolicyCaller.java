package dev.referee.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.TagSpecification;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/** An account that enforces IAM, and a role whose sessions make the calls. */
public final class PolicyCaller implements AutoCloseable {
  static final String ACCOUNT = "111111111111";
  public static final String ROLE = "arn:aws:iam::111111111111:role/judge";

  public final EmbeddedCloud cloud = EmbeddedCloud.start();
  public final EmbeddedAccount account = cloud.account(ACCOUNT);
  public final IamClient iam = account.client(IamClient::builder);
  public final Ec2Client owner = account.client(Ec2Client::builder);
  private Credentials session;

  public PolicyCaller() {
    account.enforceIam(true);
    iam.createRole(
        r ->
            r.roleName("judge")
                .tags(Tag.builder().key("team").value("red").build())
                .assumeRolePolicyDocument(
                    """
                    {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                     "Principal": {"AWS": "111111111111"},
                     "Action": ["sts:AssumeRole", "sts:TagSession"]}}\
                    """));
    assume(r -> {});
  }

  /** Starts a new session. */
  public void assume(Consumer<AssumeRoleRequest.Builder> how) {
    session =
        account
            .client(StsClient::builder)
            .assumeRole(r -> r.roleArn(ROLE).roleSessionName("game").applyMutation(how))
            .credentials();
  }

  /** Gives the role one policy with these statements. */
  public void may(String... statements) {
    iam.putRolePolicy(
        r -> r.roleName("judge").policyName("may").policyDocument(policy(statements)));
  }

  public static String policy(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(",", statements) + "]}";
  }

  public static String allow(String action, String resource) {
    return "{\"Effect\": \"Allow\", \"Action\": \"%s\", \"Resource\": \"%s\"}"
        .formatted(action, resource);
  }

  /** Returns a statement that allows where a condition holds. */
  public static String allowIf(String action, String operator, String key, String value) {
    return """
    {"Effect": "Allow", "Action": "%s", "Resource": "*",
     "Condition": {"%s": {"%s": "%s"}}}\
    """
        .formatted(action, operator, key, value);
  }

  /** Returns a client of the role's session. */
  public <B extends AwsClientBuilder<B, C>, C> C client(Supplier<B> builder) {
    return client(cloud, session, builder);
  }

  /** Returns a client of a session. */
  public static <B extends AwsClientBuilder<B, C>, C> C client(
      EmbeddedCloud cloud, Credentials session, Supplier<B> builder) {
    return builder
        .get()
        .endpointOverride(cloud.endpoint())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(
                    session.accessKeyId(), session.secretAccessKey(), session.sessionToken())))
        .build();
  }

  /** Returns a tag specification for a new resource of a type. */
  public static TagSpecification tagged(String type, Map<String, String> tags) {
    List<software.amazon.awssdk.services.ec2.model.Tag> all = new ArrayList<>();
    tags.forEach(
        (key, value) ->
            all.add(
                software.amazon.awssdk.services.ec2.model.Tag.builder()
                    .key(key)
                    .value(value)
                    .build()));
    return TagSpecification.builder().resourceType(type).tags(all).build();
  }

  public Ec2Client ec2() {
    return client(Ec2Client::builder);
  }

  public static AbstractThrowableAssert<?, ?> denied(ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOf(AwsServiceException.class)
        .hasMessageContaining("is not authorized to perform");
  }

  /** Asserts which action on which resource was denied. */
  public static void denied(ThrowingCallable call, String action, String resource) {
    denied(call)
        .hasMessageContaining("perform: " + action + " on resource: " + resource + " because");
  }

  @Override
  public void close() {
    cloud.close();
  }
}

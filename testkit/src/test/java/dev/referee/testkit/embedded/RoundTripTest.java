package dev.referee.testkit.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.http.LoopbackServer;
import dev.referee.testkit.embedded.service.Operation;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.protocols.core.OperationInfo;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eks.EksClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Round-trip tests of many operations with random requests and responses and the real SDK clients.
 */
class RoundTripTest {
  /** EC2 alone has some seven hundred operations; a sample keeps the test short. */
  private static final int MOST = 40;

  private static final long SEED = 20260101;
  private static final String ACCOUNT = "111122223333";
  private static final SdkHttpClient HTTP = UrlConnectionHttpClient.create();

  /** Members that the client does not send completely: signatures, milliseconds. */
  private static final Set<String> LOSSY =
      Set.of(
          "assumeRoleWithSAML",
          "assumeRoleWithWebIdentity",
          "describeSpotFleetRequestHistory",
          "requestSpotFleet");

  private static final Accounts ACCOUNTS = new Accounts();
  private static final Map<String, Service> SERVICES = new HashMap<>();
  private static final ManualClock CLOCK = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Dispatcher DISPATCHER =
      new Dispatcher(SERVICES::get, ACCOUNTS, call -> {}, CLOCK);
  private static final LoopbackServer FRONT = new LoopbackServer(DISPATCHER::answer, CLOCK);
  private static final List<SdkPojo> RECEIVED = new ArrayList<>();
  private static URI endpoint;

  @BeforeAll
  static void start() {
    ACCOUNTS.create(ACCOUNT);
    endpoint = FRONT.start(0);
  }

  @AfterAll
  static void stop() {
    FRONT.stop();
    HTTP.close();
  }

  private record Client<C>(
      Class<C> type,
      Supplier<? extends AwsClientBuilder<?, C>> builder,
      Protocol protocol,
      String signingName,
      int atLeast) {

    C build() {
      AwsClientBuilder<?, C> wired = builder.get();
      wired.endpointOverride(endpoint);
      wired.overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()));
      wired.region(Region.EU_WEST_1);
      Key key = ACCOUNTS.byId(ACCOUNT).ownKey();
      wired.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(key.accessKeyId(), key.secret())));
      return wired.build();
    }

    List<Method> operations() {
      List<Method> all =
          Arrays.stream(type.getMethods())
              .filter(method -> method.getParameterCount() == 1)
              .filter(method -> AwsRequest.class.isAssignableFrom(method.getParameterTypes()[0]))
              .filter(method -> AwsResponse.class.isAssignableFrom(method.getReturnType()))
              .filter(method -> !LOSSY.contains(method.getName()))
              .sorted(Comparator.comparing(Method::getName))
              .collect(Collectors.toCollection(ArrayList::new));
      Collections.shuffle(all, new Random(SEED));
      return all.subList(0, Math.min(all.size(), MOST));
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  static Stream<Client<?>> clients() {
    return Stream.of(
        new Client<>(Ec2Client.class, Ec2Client::builder, Protocol.EC2_QUERY, "ec2", 39),
        new Client<>(
            AutoScalingClient.class,
            AutoScalingClient::builder,
            Protocol.AWS_QUERY,
            "autoscaling",
            39),
        new Client<>(
            ElasticLoadBalancingV2Client.class,
            ElasticLoadBalancingV2Client::builder,
            Protocol.AWS_QUERY,
            "elasticloadbalancing",
            39),
        new Client<>(IamClient.class, IamClient::builder, Protocol.AWS_QUERY, "iam", 39),
        new Client<>(StsClient.class, StsClient::builder, Protocol.AWS_QUERY, "sts", 6),
        new Client<>(
            CloudFormationClient.class,
            CloudFormationClient::builder,
            Protocol.AWS_QUERY,
            "cloudformation",
            39),
        new Client<>(SsmClient.class, SsmClient::builder, Protocol.JSON_1_1, "ssm", 39),
        new Client<>(EksClient.class, EksClient::builder, Protocol.REST_JSON, "eks", 39));
  }

  @ParameterizedTest
  @MethodSource("clients")
  <C> void bothSidesReadWhatTheOtherSent(Client<C> service) throws Exception {
    C client = service.build();
    List<Method> operations = service.operations();
    assertThat(operations).hasSizeGreaterThan(service.atLeast());
    List<String> wrong = new ArrayList<>();
    Filler filler = new Filler(SEED);
    for (Method operation : operations) {
      SdkPojo request = filler.fill(builder(operation.getParameterTypes()[0]));
      SdkPojo response = filler.fill(builder(operation.getReturnType()));
      SERVICES.put(service.signingName(), serviceOf(service, operation, response));
      RECEIVED.clear();
      Object answer = operation.invoke(client, request);
      if (RECEIVED.size() != 1 || !request.equalsBySdkFields(RECEIVED.get(0))) {
        wrong.add("sent " + request + "\n  read " + RECEIVED);
      }
      if (!response.equalsBySdkFields(answer)) {
        wrong.add("answered " + response + "\n  read " + answer);
      }
    }
    assertThat(wrong).as("seed %d", SEED).isEmpty();
  }

  private static SdkPojo builder(Class<?> type) throws ReflectiveOperationException {
    return (SdkPojo) type.getMethod("builder").invoke(null);
  }

  private static Service serviceOf(Client<?> client, Method operation, SdkPojo response)
      throws ReflectiveOperationException {
    Class<? extends SdkPojo> request = operation.getParameterTypes()[0].asSubclass(SdkPojo.class);
    Supplier<SdkPojo> builder =
        () -> {
          try {
            return builder(request);
          } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(request.getName(), impossible);
          }
        };
    Service service = new Service(client.signingName(), client.protocol(), "2006-01-01");
    Operation<SdkPojo, SdkPojo> answer =
        (pojo, call) -> {
          RECEIVED.add(pojo);
          return response;
        };
    return on(service, client.protocol(), request, builder, answer);
  }

  private static <I extends SdkPojo> Service on(
      Service service,
      Protocol protocol,
      Class<I> request,
      Supplier<SdkPojo> builder,
      Operation<SdkPojo, SdkPojo> answer)
      throws ReflectiveOperationException {
    return protocol == Protocol.REST_JSON
        ? service.on(route(request), request, builder, answer::call)
        : service.on(request, builder, answer::call);
  }

  /** Reads the route from the SDK's own marshaller of the request. */
  private static String route(Class<?> request) throws ReflectiveOperationException {
    String marshaller = request.getName().replace(".model.", ".transform.") + "Marshaller";
    Field binding = Class.forName(marshaller).getDeclaredField("SDK_OPERATION_BINDING");
    binding.setAccessible(true);
    OperationInfo info = (OperationInfo) binding.get(null);
    return info.httpMethod().name() + " " + info.requestUri();
  }
}

package dev.referee.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.asked;
import static dev.referee.aws.FakeAws.during;
import static dev.referee.aws.FakeAws.ec2Error;
import static dev.referee.aws.FakeAws.instances;
import static dev.referee.aws.FakeAws.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.referee.Cause;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;

class CoalescingTransportTest {
  @RegisterExtension final FakeAws aws = new FakeAws();
  private final FakeRun.Sweep sweep = new FakeRun.Sweep();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void endThreads() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
  }

  private FakeRun run() {
    return sweep.reading(DESCRIBE_INSTANCES);
  }

  private static DescribeInstancesResponse ask(FakeRun run, Account account) {
    return during(run, account, () -> account.client(Ec2Client::builder).describeInstances());
  }

  /** An HTTP client that blocks every DescribeInstances call until it is released. */
  private static final class Gate implements SdkHttpClient {
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    final CountDownLatch arrived = new CountDownLatch(1);
    final CountDownLatch open = new CountDownLatch(1);

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      ExecutableHttpRequest real = http.prepareRequest(request);
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          if (FakeAws.body(request).contains("DescribeInstances")) {
            arrived.countDown();
            try {
              open.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              throw new IOException("aborted", e);
            }
          }
          return real.call();
        }

        @Override
        public void abort() {
          real.abort();
        }
      };
    }

    @Override
    public void close() {}
  }

  @Nested
  class IdenticalReads {
    @Test
    void reachAwsOnce() {
      aws.says("DescribeInstances", instances("i-1"));
      Account account = aws.account().build();

      assertThat(ask(run(), account)).isEqualTo(ask(run(), account));

      assertThat(aws.count("DescribeInstances")).isEqualTo(1);
      assertThat(account.meter().counts().get(new Meter.Key("check", DESCRIBE_INSTANCES)))
          .isEqualTo(new CallCounts(1, 1, 0, 0, bytesOf(instances("i-1"))));
    }

    @Test
    void reachAwsOnceAlsoThroughAnotherAccountObjectWithTheSameCredentials() {
      aws.says("DescribeInstances", instances("i-1"));

      var same = keys("AKIDEXAMPLE");

      ask(run(), aws.account().credentials(same).build());
      ask(run(), aws.account().credentials(same).build());

      assertThat(aws.count("DescribeInstances")).isEqualTo(1);
    }

    @Test
    void reachAwsOnceWhenTheyComeAtTheSameMoment() throws Exception {
      int checks = 8;
      aws.says("DescribeInstances", instances("i-1"));
      Gate gate = new Gate();
      Account account = aws.account().httpClient(gate).build();
      CyclicBarrier together = new CyclicBarrier(checks);
      List<Future<DescribeInstancesResponse>> answers = new ArrayList<>();
      List<Thread> judges = new CopyOnWriteArrayList<>();
      for (int i = 0; i < checks; i++) {
        FakeRun each = run();
        answers.add(
            threads.submit(
                () -> {
                  together.await();
                  judges.add(Thread.currentThread());
                  return ask(each, account);
                }));
      }

      gate.arrived.await();
      awaitWaiting(judges, checks - 1);
      gate.open.countDown();

      for (Future<DescribeInstancesResponse> answer : answers) {
        assertThat(answer.get(5, TimeUnit.MINUTES).reservations()).hasSize(1);
      }
      assertThat(aws.count("DescribeInstances")).isEqualTo(1);
      CallCounts counts = account.meter().counts().get(new Meter.Key("check", DESCRIBE_INSTANCES));
      assertThat(counts.calls()).isEqualTo(1);
      assertThat(counts.remembered()).isEqualTo(checks - 1);
    }

    @Test
    void ofAnotherSweepAreAskedAgain() {
      aws.says("DescribeInstances", instances("i-1"));
      Account account = aws.account().build();

      ask(run(), account);
      ask(new FakeRun.Sweep().reading(DESCRIBE_INSTANCES), account);

      assertThat(aws.count("DescribeInstances")).isEqualTo(2);
    }

    @Test
    void keepARefusalThatIsDefinite() {
      aws.says("DescribeInstances", ec2Error(403, "UnauthorizedOperation", "No"));
      Account account = aws.account().build();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> ask(run(), account)).isInstanceOf(Inconclusive.class);
      }
      assertThat(aws.count("DescribeInstances")).isEqualTo(1);

      aws.says("DescribeInstances", ec2Error(400, "InvalidInstanceID.NotFound", "No"));
      FakeRun.Sweep next = new FakeRun.Sweep();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> ask(next.reading(DESCRIBE_INSTANCES), account))
            .isInstanceOf(Ec2Exception.class);
      }
      assertThat(aws.count("DescribeInstances")).isEqualTo(2);
    }

    @Test
    void keepNothingThatWillPass() {
      for (var passing :
          List.of(
              ec2Error(503, "RequestLimitExceeded", "Slow down"),
              ec2Error(500, "InternalError", "Oops"),
              ec2Error(400, "RequestExpired", "Your clock"),
              aResponse().withStatus(200).withBody("garbage"))) {
        FakeRun.Sweep each = new FakeRun.Sweep();
        Account account = aws.account().build();
        aws.says("DescribeInstances", passing);
        assertThatThrownBy(() -> ask(each.reading(DESCRIBE_INSTANCES), account))
            .isInstanceOf(Inconclusive.class);

        aws.says("DescribeInstances", instances("i-1"));

        assertThat(ask(each.reading(DESCRIBE_INSTANCES), account).reservations()).hasSize(1);
      }
    }

    @Test
    void areAskedAgainByTheSdkAfterAThrottle() {
      aws.server.stubFor(
          asked("DescribeInstances")
              .inScenario("throttle")
              .whenScenarioStateIs(Scenario.STARTED)
              .willReturn(ec2Error(503, "RequestLimitExceeded", "Slow down"))
              .willSetStateTo("calm"));
      aws.server.stubFor(
          asked("DescribeInstances")
              .inScenario("throttle")
              .whenScenarioStateIs("calm")
              .willReturn(instances("i-1")));
      Account account = aws.account().build();
      FakeRun run = run();

      assertThat(ask(run, account).reservations()).hasSize(1);

      CallCounts counts = account.meter().counts().get(new Meter.Key("check", DESCRIBE_INSTANCES));
      assertThat(counts.calls()).isEqualTo(2);
      assertThat(counts.retries()).isEqualTo(1);
      assertThat(counts.throttles()).isEqualTo(1);
      assertThat(run.evidence()).hasSize(2);
      assertThat(run.evidence().get(1).status()).isEqualTo(200);
    }
  }

  @Nested
  class WhatDiffers {
    @Test
    void isAskedApart() {
      aws.says("DescribeInstances", instances("i-1"));
      Account account = aws.account().build();
      FakeRun run = run();

      during(
          run,
          account,
          () -> {
            Ec2Client ec2 = account.client(Ec2Client::builder);
            ec2.describeInstances(request -> request.instanceIds("i-1"));
            ec2.describeInstances(request -> request.instanceIds("i-2"));
            ec2.describeInstances(request -> request.instanceIds("i-2"));
            return account
                .in(Region.US_EAST_1)
                .client(Ec2Client::builder)
                .describeInstances(request -> request.instanceIds("i-2"));
          });

      assertThat(aws.count("DescribeInstances")).isEqualTo(3);
    }

    @Test
    void inCredentialsIsAskedApart() {
      aws.says("DescribeInstances", instances("i-1"));

      ask(run(), aws.account().build());
      ask(run(), aws.account().credentials(keys("AKIDOTHER")).build());

      assertThat(aws.count("DescribeInstances")).isEqualTo(2);
    }

    @Test
    void inAccountIsNeverMixed() {
      aws.server.stubFor(
          asked("GetCallerIdentity")
              .withHeader("Authorization", containing("AKIDOTHER"))
              .willReturn(FakeAws.xml(200, FakeAws.identity("999988887777"))));
      aws.says("DescribeInstances", instances("i-1"));
      aws.server.stubFor(
          asked("DescribeInstances")
              .withHeader("Authorization", containing("AKIDOTHER"))
              .willReturn(instances("i-1", "i-2")));
      Account other = aws.account().id("999988887777").credentials(keys("AKIDOTHER")).build();

      assertThat(ask(run(), aws.account().build()).reservations()).hasSize(1);
      assertThat(ask(run(), other).reservations()).hasSize(2);
    }
  }

  @Test
  void activeCallsAlwaysReachAws() {
    aws.says("DescribeInstances", instances("i-1"));
    Account account = aws.account().build();
    FakeRun active = sweep.run("active", Permissions.none().withActives(DESCRIBE_INSTANCES));

    ask(active, account);
    ask(active, account);

    assertThat(aws.count("DescribeInstances")).isEqualTo(2);
  }

  @Test
  void aFollowerTakesOverFromALeaderThatWasCancelled() throws Exception {
    aws.says("DescribeInstances", instances("i-1"));
    Gate gate = new Gate();
    Account account = aws.account().httpClient(gate).build();
    FakeRun first = run();
    Thread[] leader = new Thread[1];
    Callable<DescribeInstancesResponse> lead =
        () -> {
          leader[0] = Thread.currentThread();
          return ask(first, account);
        };
    Future<DescribeInstancesResponse> led = threads.submit(lead);
    gate.arrived.await();
    List<Thread> follower = new CopyOnWriteArrayList<>();
    Future<DescribeInstancesResponse> followed =
        threads.submit(
            () -> {
              follower.add(Thread.currentThread());
              return ask(run(), account);
            });
    awaitWaiting(follower, 1);

    first.cancel(leader[0]);
    gate.open.countDown();

    assertThat(followed.get(5, TimeUnit.MINUTES).reservations()).hasSize(1);
    assertThatThrownBy(() -> led.get(5, TimeUnit.MINUTES)).isNotNull();
    assertThat(aws.count("DescribeInstances")).isEqualTo(1);
  }

  @Test
  void nothingIsAskedAfterTheTimeIsUp() {
    aws.says("DescribeInstances", instances("i-1"));
    Account account = aws.account().build();
    FakeRun late = run();
    late.timeLeft = java.time.Duration.ZERO;

    assertThatThrownBy(() -> ask(late, account))
        .isInstanceOfSatisfying(
            Inconclusive.class, thrown -> assertThat(thrown.cause()).isEqualTo(Cause.TIMED_OUT));
    assertThat(aws.server.getAllServeEvents()).isEmpty();
  }

  @Test
  void anAnswerThatComesTooLateIsAborted() throws Exception {
    aws.says("DescribeInstances", instances("i-1").withFixedDelay(600_000));
    Account account =
        aws.account()
            .timeouts(java.time.Duration.ofMinutes(9), java.time.Duration.ofMinutes(8))
            .build();
    FakeRun run = run();
    Thread[] judge = new Thread[1];
    CountDownLatch begun = new CountDownLatch(1);
    Future<DescribeInstancesResponse> asked =
        threads.submit(
            () -> {
              judge[0] = Thread.currentThread();
              begun.countDown();
              return ask(run, account);
            });
    begun.await();
    while (aws.count("DescribeInstances") == 0) {
      Thread.yield();
    }

    run.cancel(judge[0]);

    assertThatThrownBy(() -> asked.get(5, TimeUnit.MINUTES)).isNotNull();
  }

  /**
   * Returns as soon as the given number of threads wait for another thread's response; this is the
   * only timed wait.
   */
  private static void awaitWaiting(List<Thread> threads, int howMany) {
    while (threads.stream().filter(each -> each.getState() == Thread.State.TIMED_WAITING).count()
        < howMany) {
      Thread.yield();
    }
  }

  private static int bytesOf(
      com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder answer) {
    return answer.build().getByteBody().length;
  }
}

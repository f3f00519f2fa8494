package dev.referee.aws;

import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.during;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.ec2.Ec2Client;

class MeterTest {
  @RegisterExtension final FakeAws aws = new FakeAws();

  @Test
  void losesNothingWhenManyCountAtOnce() throws Exception {
    int checks = 8;
    int each = 25; // calls of each check
    int distinct = 10;
    aws.says("DescribeInstances", FakeAws.instances("i-1"));
    Account account = aws.account().limit(10_000, 10_000).build();
    FakeRun.Sweep sweep = new FakeRun.Sweep();
    ExecutorService threads = Executors.newFixedThreadPool(checks);
    CyclicBarrier together = new CyclicBarrier(checks);
    List<Future<?>> done = new ArrayList<>();
    for (int i = 0; i < checks; i++) {
      FakeRun run = sweep.reading(DESCRIBE_INSTANCES);
      done.add(
          threads.submit(
              () -> {
                together.await();
                for (int n = 0; n < each; n++) {
                  String id = "i-" + n % distinct;
                  during(
                      run,
                      account,
                      () ->
                          account
                              .client(Ec2Client::builder)
                              .describeInstances(request -> request.instanceIds(id)));
                }
                return "done";
              }));
    }
    for (Future<?> one : done) {
      one.get(2, TimeUnit.MINUTES);
    }
    threads.shutdown();

    CallCounts counts = account.meter().counts().get(new Meter.Key("check", DESCRIBE_INSTANCES));
    assertThat(aws.count("DescribeInstances")).isEqualTo(distinct);
    assertThat(counts.calls()).isEqualTo(distinct);
    assertThat(counts.calls() + counts.remembered()).isEqualTo((long) checks * each);
    assertThat(counts.retries() + counts.throttles()).isZero();
    assertThat(account.meter().total().calls()).isEqualTo(distinct + 1);
  }
}

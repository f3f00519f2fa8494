package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpResponse;

/** Tests of callers that wait for the answer to another caller's request. */
class ResponseCacheTest {
  private static final String ACTION = "ec2:DescribeInstances";

  private final FakeRun.Sweep sweep = new FakeRun.Sweep();
  private final ResponseCache memory = new ResponseCache();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch leading = new CountDownLatch(1);
  private final CountDownLatch ends = new CountDownLatch(1);
  private final BufferedResponse answer =
      new BufferedResponse(
          SdkHttpResponse.builder().statusCode(200).build(), new byte[0], "host", FakeRun.NOW);

  @AfterEach
  void endThreads() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
  }

  private interface Ending {
    BufferedResponse end(FakeRun run, RequestAttempt attempt) throws IOException;
  }

  private static RequestAttempt attempt(FakeRun run) {
    CheckSession session = new CheckSession(run);
    session.begin(new Operation("ec2", "DescribeInstances", "eu-west-1"));
    return new RequestAttempt(
        session,
        HttpExecuteRequest.builder()
            .request(
                SdkHttpFullRequest.builder()
                    .method(SdkHttpMethod.POST)
                    .protocol("https")
                    .host("ec2.eu-west-1.amazonaws.com")
                    .build())
            .build());
  }

  /**
   * Returns the result of a second check that waits while the first one calls AWS, whose call ends
   * as given.
   */
  private Future<ResponseCache.Found> followerOf(Ending ending) throws InterruptedException {
    FakeRun first = sweep.reading(ACTION);
    threads.submit(
        () ->
            memory.ask(
                attempt(first),
                asks -> {
                  asked.incrementAndGet();
                  leading.countDown();
                  await(ends);
                  return ending.end(first, asks);
                }));
    assertThat(leading.await(5, TimeUnit.MINUTES)).isTrue();
    AtomicReference<Thread> judge = new AtomicReference<>();
    Future<ResponseCache.Found> follower =
        threads.submit(
            () -> {
              RequestAttempt attempt = attempt(sweep.reading(ACTION));
              judge.set(Thread.currentThread());
              return memory.ask(
                  attempt,
                  asks -> {
                    asked.incrementAndGet();
                    return answer;
                  });
            });
    while (judge.get() == null || judge.get().getState() != Thread.State.TIMED_WAITING) {
      Thread.yield();
    }
    ends.countDown();
    return follower;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void asksItself(Ending ending) throws Exception {
    ResponseCache.Found found = followerOf(ending).get(5, TimeUnit.MINUTES);

    assertThat(found.answer()).isSameAs(answer);
    assertThat(found.remembered()).isFalse();
    assertThat(asked).hasValue(2);
  }

  @Test
  void ofALeaderThatWasAnsweredIsThatAnswer() throws Exception {
    ResponseCache.Found found = followerOf((run, asks) -> answer).get(5, TimeUnit.MINUTES);

    assertThat(found.answer()).isSameAs(answer);
    assertThat(found.remembered()).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void ofAnUnreachableLeaderIsUnreachableForTheFollowers() throws Exception {
    Future<ResponseCache.Found> follower =
        followerOf(
            (run, asks) -> {
              throw new UnreachableException("host: it did not respond in time");
            });

    assertThatThrownBy(() -> follower.get(5, TimeUnit.MINUTES))
        .cause()
        .isInstanceOf(UnreachableException.class)
        .hasMessage("host: it did not respond in time");
    assertThat(asked).hasValue(1);
  }

  @Test
  void ofALeaderThatWasCutOffIsAskedForAgain() throws Exception {
    asksItself(
        (run, asks) -> {
          asks.abort();
          throw new UnreachableException("cut off");
        });
  }

  @Test
  void ofALeaderThatWasInterruptedIsAskedForAgain() throws Exception {
    asksItself(
        (run, asks) -> {
          Thread.currentThread().interrupt();
          throw new UnreachableException("interrupted");
        });
  }

  @Test
  void ofALeaderWhoseTimeIsUpIsAskedForAgain() throws Exception {
    asksItself(
        (run, asks) -> {
          run.timeLeft = Duration.ZERO;
          throw new UnreachableException("late");
        });
  }

  @Test
  void ofALeaderThatHasTooLittleTimeForItsTurnIsAskedForAgain() throws Exception {
    asksItself(
        (run, asks) -> {
          throw new Inconclusive(Cause.THROTTLED, "Referee itself holds back");
        });
  }

  @Test
  void ofALeaderThatBreaksIsAskedForAgain() throws Exception {
    asksItself(
        (run, asks) -> {
          throw new IllegalStateException("a bug");
        });
  }
}

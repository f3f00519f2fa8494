package dev.referee.aws;

import dev.referee.Cause;
import dev.referee.Inconclusive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A transport that replays a tape. Thread-safe. */
final class TapePlayer implements Transport {
  private final Reel reel;
  private final String concurrencyKey;

  TapePlayer(Reel reel, String concurrencyKey) {
    this.reel = reel;
    this.concurrencyKey = concurrencyKey;
  }

  /** The contents of the tape. Filled by one thread, then only read. */
  static final class Reel {
    private final Map<Integer, BufferedResponse> answers = new HashMap<>();
    private final Map<List<String>, List<TapeLine.Call>> calls = new HashMap<>();
    private final Map<List<String>, TapeLine.Call> byAnybody = new HashMap<>();

    void add(TapeLine line) {
      if (line.answer() != null) {
        answers.put(line.answer().number(), line.answer().answer());
      }
      TapeLine.Call call = line.call();
      if (call != null) {
        calls
            .computeIfAbsent(
                List.of(call.concurrencyKey(), call.question(), call.run()),
                any -> new ArrayList<>())
            .add(call);
        if (call.cause() == null) {
          byAnybody.putIfAbsent(List.of(call.concurrencyKey(), call.question()), call);
        }
      }
    }

    /** Returns what a run got when it asked for the nth time; later it gets the last again. */
    Optional<TapeLine.Call> call(String concurrencyKey, String attempt, String run, int nth) {
      List<TapeLine.Call> got =
          calls.getOrDefault(List.of(concurrencyKey, attempt, run), List.of());
      return got.isEmpty() ? Optional.empty() : Optional.of(got.get(Math.min(nth, got.size() - 1)));
    }

    Optional<TapeLine.Call> call(String concurrencyKey, String attempt) {
      return Optional.ofNullable(byAnybody.get(List.of(concurrencyKey, attempt)));
    }

    @Nullable BufferedResponse answer(TapeLine.Call call) {
      return call.answer() == null ? null : answers.get(call.answer());
    }
  }

  /** The number of times that each request was made in one sweep, by caller. */
  private static final class Turns {
    private final Map<List<String>, AtomicInteger> turns =
        new java.util.concurrent.ConcurrentHashMap<>();

    int next(String attempt, String run) {
      return turns
          .computeIfAbsent(List.of(attempt, run), any -> new AtomicInteger())
          .getAndIncrement();
    }
  }

  @Override
  public BufferedResponse ask(RequestAttempt attempt) {
    String run = attempt.session().run().name();
    String key = attempt.key();
    int turn = attempt.session().run().shared(Turns.class, this, Turns::new).next(key, run);
    TapeLine.Call call =
        reel.call(concurrencyKey, key, run, turn)
            .or(() -> reel.call(concurrencyKey, attempt.operation().toString(), run, turn))
            .or(() -> reel.call(concurrencyKey, Recorder.CREDENTIALS, run, turn))
            .or(() -> reel.call(concurrencyKey, key))
            .orElseThrow(() -> missing(attempt));
    BufferedResponse answer = reel.answer(call);
    Inconclusive failure = call.failure();
    if (failure != null) {
      if (answer != null) {
        attempt.session().call().isAnswered(answer, String.valueOf(call.requestId()));
      }
      throw failure;
    }
    if (answer == null) {
      throw missing(attempt);
    }
    return answer;
  }

  private static Inconclusive missing(RequestAttempt attempt) {
    return new Inconclusive(
        Cause.MISCONFIGURED,
        "The tape has no response to " + attempt.operation() + " with the check's parameters",
        "Judge the tape with the checks and parameters that it was recorded with.",
        null);
  }
}

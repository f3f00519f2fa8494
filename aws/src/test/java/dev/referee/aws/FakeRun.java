package dev.referee.aws;

import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Evidence;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.Verdict;
import dev.referee.spi.CheckExecution;
import dev.referee.spi.CheckScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.Supplier;

/** A run whose time is ended by the test. */
final class FakeRun implements CheckExecution {
  static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  /** The state that the runs of one sweep share. */
  static final class Sweep {
    private final Map<List<Object>, Object> shared = new ConcurrentHashMap<>();

    FakeRun run(String name, Permissions permissions) {
      return new FakeRun(this, name, permissions);
    }

    FakeRun reading(String... actions) {
      return run("check", Permissions.ofReads(actions));
    }
  }

  private record FakeCheck(String id, Permissions permissions) implements Check {
    @Override
    public String claim() {
      return "Something holds";
    }

    @Override
    public Verdict judge(CheckContext context) {
      throw new AssertionError("Nobody judges here");
    }
  }

  private final Sweep sweep;
  private final FakeCheck check;
  private final List<Evidence> evidence = new CopyOnWriteArrayList<>();
  private final Map<String, Inconclusive> unseen = new ConcurrentHashMap<>();
  private final Set<Runnable> aborts = new CopyOnWriteArraySet<>();
  volatile Duration timeLeft = Duration.ofMinutes(5);

  private FakeRun(Sweep sweep, String name, Permissions permissions) {
    this.sweep = sweep;
    this.check = new FakeCheck(name, permissions);
  }

  /** Ends it as the runner would, in the same thread. */
  void cancel(Thread thread) {
    timeLeft = Duration.ZERO;
    thread.interrupt();
    aborts.forEach(Runnable::run);
  }

  List<Evidence> evidence() {
    return evidence;
  }

  @Override
  public String name() {
    return "team/task/" + check.id();
  }

  @Override
  public Check check() {
    return check;
  }

  @Override
  public Instant now() {
    return NOW;
  }

  @Override
  public Duration timeLeft() {
    return timeLeft;
  }

  @Override
  public <T> T shared(Class<T> type, Object key, Supplier<T> maker) {
    return type.cast(sweep.shared.computeIfAbsent(List.of(type, key), any -> maker.get()));
  }

  @Override
  public void evidence(Evidence answer) {
    evidence.add(answer);
  }

  @Override
  public void asked(String action, String question, Optional<Inconclusive> failure) {
    unseen.remove(question);
    failure.ifPresent(why -> unseen.put(question, why));
  }

  /** Returns why something could not be seen, for each such question. */
  Collection<Inconclusive> unseen() {
    return unseen.values();
  }

  @Override
  public CheckScope onCancel(Runnable abort) {
    aborts.add(abort);
    return () -> aborts.remove(abort);
  }
}

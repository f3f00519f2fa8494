package dev.referee.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Ticker;
import com.google.common.collect.Comparators;
import com.google.common.net.InetAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The time in a sandbox, as the sandbox reports it over loopback.
 *
 * <p>It is requested on first use, and again when the known time is older than {@link #FRESH}; one
 * thread requests it, and others use the known time. If the sandbox has ended or hangs, time
 * continues from the last known time. It never goes backwards. Thread-safe.
 */
final class SandboxClock implements InstantSource {
  static final Duration FRESH = Duration.ofMillis(200);
  static final Duration FRESH_WHEN_LOST = Duration.ofSeconds(2);

  private static final Duration FIRST_PATIENCE = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final int LONGEST = 64;

  private final Source source;
  private final String remedy;
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);
  private volatile @Nullable Known known;

  /** A source of the time. */
  @FunctionalInterface
  interface Source {
    /**
     * Returns the time.
     *
     * @param timeout the timeout
     */
    Instant ask(Duration timeout) throws IOException;
  }

  /**
   * The last known time.
   *
   * @param time the last known time
   * @param at when that was, according to the ticker
   * @param lost whether later requests failed
   * @param until when to request it again, according to the ticker
   */
  private record Known(Instant time, long at, boolean lost, long until) {
    static Known of(Instant told, long at) {
      return new Known(told, at, false, at + FRESH.toNanos());
    }

    Known lostAt(long now) {
      return new Known(time, at, true, now + FRESH_WHEN_LOST.toNanos());
    }

    boolean isStale(long now) {
      return now - until >= 0;
    }

    Instant time(long now) {
      return lost ? time.plusNanos(now - at) : time;
    }
  }

  /**
   * Makes one.
   *
   * @param source the source of the time
   * @param remedy the remedy if it is not available at the beginning
   * @param ticker the monotonic system time
   */
  SandboxClock(Source source, String remedy, Ticker ticker) {
    this.source = source;
    this.remedy = remedy;
    this.ticker = ticker;
  }

  /**
   * Returns the clock that an environment variable names.
   *
   * @param variable its name
   * @param value its value: an address on loopback, as a sandbox prints it
   * @throws UsageException if it is invalid
   */
  static SandboxClock named(String variable, String value, Ticker ticker) {
    URI where = address(value).orElseThrow(() -> notOnLoopback(variable, value));
    return new SandboxClock(
        timeout -> ask(where, timeout),
        "%s=%s is the clock of a sandbox that does not answer. Start the sandbox, or: unset %s"
            .formatted(variable, where, variable),
        ticker);
  }

  private static UsageException notOnLoopback(String variable, String value) {
    return new UsageException(
        "%s is the clock of a sandbox on this machine, e.g.".formatted(variable)
            + " http://127.0.0.1:4566/_referee/time, not '%s'. Paste what 'referee sandbox'"
                .formatted(value)
            + " prints, or: unset %s".formatted(variable));
  }

  /** Returns an address that is certainly on loopback, without resolving names. */
  private static Optional<URI> address(String value) {
    try {
      URI where = URI.create(value);
      String host = String.valueOf(where.getHost());
      boolean loopback =
          host.equals("localhost")
              || (InetAddresses.isUriInetAddress(host)
                  && InetAddresses.forUriString(host).isLoopbackAddress());
      return loopback && "http".equals(where.getScheme()) ? Optional.of(where) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Instant ask(URI where, Duration timeout) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) where.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    connection.setInstanceFollowRedirects(false);
    try (InputStream answer = connection.getInputStream()) {
      return Instant.parse(new String(answer.readNBytes(LONGEST), UTF_8).strip());
    } catch (DateTimeException e) {
      throw new IOException("the response is not a time", e);
    }
  }

  @Override
  public Instant instant() {
    Known now = known;
    if (now == null) {
      now = first();
    } else if (now.isStale(ticker.read()) && lock.tryLock()) {
      try {
        now = next(now);
      } finally {
        lock.unlock();
      }
    }
    return latest.accumulateAndGet(now.time(ticker.read()), Comparators::max);
  }

  private Known first() {
    lock.lock();
    try {
      Known first = known;
      if (first == null) {
        first = Known.of(source.ask(FIRST_PATIENCE), ticker.read());
        known = first;
      }
      return first;
    } catch (IOException e) {
      throw new UsageException("%s (%s)".formatted(remedy, e.getMessage()));
    } finally {
      lock.unlock();
    }
  }

  private Known next(Known before) {
    Known next;
    try {
      next = Known.of(source.ask(PATIENCE), ticker.read());
    } catch (IOException e) {
      next = before.lostAt(ticker.read());
    }
    known = next;
    return next;
  }
}

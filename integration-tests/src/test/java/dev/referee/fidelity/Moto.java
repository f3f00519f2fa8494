package dev.referee.fidelity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A running moto_server, an independent emulation of AWS.
 *
 * <p>For an unsupported operation it returns an unspecific error, and names the operation in its
 * log.
 *
 * @param endpoint where it listens
 * @param log where it writes what happens
 */
record Moto(URI endpoint, Path log) {
  private static final Pattern BROKE =
      Pattern.compile(
          "^(?:Error on request:|(\\w*(?:Error|Exception)(?:: .*)?))$", Pattern.MULTILINE);
  private static final String NOT_LEARNED = "NotImplementedError: ";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final int MOST_LOOKS = 250;
  private static final AtomicLong ACCOUNTS = new AtomicLong(200_000_000_000L);

  /** Returns the server that this program was given, which has no AWS managed policies. */
  static Moto running() {
    return running("referee.moto");
  }

  /**
   * Returns the one that has the policies that AWS manages. Each of its accounts has a copy of
   * them, which takes a second and 27 MB: so only worlds that need IAM are set up there.
   */
  static Moto withManagedPolicies() {
    return running("referee.moto.managed");
  }

  private static Moto running(String name) {
    return new Moto(URI.create(property(name + ".endpoint")), Path.of(property(name + ".log")));
  }

  private static String property(String name) {
    String value = System.getProperty(name);
    if (value == null) {
      throw new IllegalStateException("Run it by .ci/moto, which starts moto: no " + name);
    }
    return value;
  }

  /** Returns an account in which nothing has happened yet. */
  MotoSandbox account() {
    return new MotoSandbox(endpoint, Long.toString(ACCOUNTS.incrementAndGet()));
  }

  /** Returns how much it has written so far. */
  int written() {
    return read().length();
  }

  /** Returns the unsupported operations that it has logged since then, each once. */
  List<String> notLearnedSince(int written) {
    return brokeSince(written).stream()
        .filter(what -> what.startsWith(NOT_LEARNED))
        .map(what -> what.substring(NOT_LEARNED.length()))
        .toList();
  }

  /**
   * Returns the errors that it has logged since then, each once.
   *
   * <p>It is a separate process, which first responds and then writes its log, without notice: so
   * this looks again until what has begun there is written, and not for ever.
   */
  List<String> brokeSince(int written) {
    List<String> broke = new ArrayList<>();
    for (int look = 0; look < MOST_LOOKS; look++) {
      broke.clear();
      int begun = 0;
      for (MatchResult line : BROKE.matcher(read().substring(written)).results().toList()) {
        if (line.group(1) == null) {
          begun++;
        } else {
          broke.add(line.group(1).trim());
        }
      }
      if (begun > 0 && broke.size() >= begun) {
        break;
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    return broke.stream().distinct().toList();
  }

  private String read() {
    try {
      return Files.readString(log, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

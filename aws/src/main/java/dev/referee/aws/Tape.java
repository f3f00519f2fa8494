package dev.referee.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/**
 * The recorded AWS responses of one sweep. Judging them again, without a network and credentials,
 * gives the same verdicts: findings, evidence, times.
 *
 * <pre>{@code
 * try (Recorder recorder = Tape.record(path)) {
 *   Referee.create().judge(check, account.recordedBy(recorder));
 * }
 * Tape tape = Tape.play(path);
 * Referee.builder().clock(tape.clock()).build()
 *     .judge(check, tape.account("111122223333", Region.EU_WEST_1));
 * }</pre>
 *
 * <p>The file is gzip with one JSON object per line. It contains only digests of requests, so it
 * has no keys, tokens or signatures of them. <strong>It contains AWS's responses
 * unchanged</strong>, because the verdicts follow from them; but tokens and keys in known members
 * are replaced, and values in user data and command output that look like secrets are masked. Other
 * secrets stay, so protect a tape like the account itself.
 *
 * <p>A check with the same team, task and check names gets the same responses, whatever the order
 * of checks; another check gets any response on the tape that matches. Attempts that the SDK
 * retried are not on it, and a replay does not wait. A check whose own time budget ran out times
 * out again, with another message. The contents of {@link dev.referee.spi.Memory} are not on the
 * tape.
 *
 * <p>Immutable and thread-safe.
 */
public final class Tape {
  private final Path path;
  private final TapeLine.Head head;
  private final Map<String, TapeLine.Place> places = new LinkedHashMap<>();
  private final Map<String, String> notes = new HashMap<>();
  private final TapePlayer.Reel reel = new TapePlayer.Reel();

  private Tape(Path path, TapeLine.Head head) {
    this.path = path;
    this.head = head;
  }

  /**
   * Creates a tape of the next sweep.
   *
   * @param path the file; an existing one is replaced
   * @throws UncheckedIOException if it cannot be written
   */
  public static Recorder record(Path path) {
    return new Recorder(path);
  }

  /**
   * Reads a tape.
   *
   * @throws IllegalArgumentException if the file is not a tape, has a newer version, or is
   *     truncated; the message says which
   * @throws UncheckedIOException if it cannot be read
   */
  public static Tape play(Path path) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), UTF_8))) {
      Tape tape = new Tape(path, head(path, lines.readLine()));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        tape.add(TapeLine.JSON.readValue(line, TapeLine.class));
      }
      return tape;
    } catch (EOFException e) {
      throw new IllegalArgumentException(
          ("The tape %s is truncated, so it proves nothing. Use a complete copy of it, or record"
                  + " the sweep again")
              .formatted(path),
          e);
    } catch (ZipException | com.fasterxml.jackson.core.JacksonException e) {
      throw new IllegalArgumentException(path + " is not a tape that Referee wrote", e);
    } catch (NoSuchFileException e) {
      throw new UncheckedIOException("Tape not found: " + path, e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The tape %s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static TapeLine.Head head(Path path, @Nullable String line) throws IOException {
    TapeLine.Head head = line == null ? null : TapeLine.JSON.readValue(line, TapeLine.class).tape();
    if (head == null) {
      throw new IllegalArgumentException(
          path + " is not a tape that Referee wrote, or nothing was judged");
    }
    if (head.version() != TapeLine.VERSION) {
      throw new IllegalArgumentException(
          "The tape %s has version %d, but only version %d is supported"
              .formatted(path, head.version(), TapeLine.VERSION));
    }
    try {
      Instant.parse(head.sweep());
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(path + " is not a tape that Referee wrote", e);
    }
    return head;
  }

  private void add(TapeLine line) {
    if (line.account() != null) {
      places.put(line.account().concurrencyKey(), line.account());
    }
    if (line.note() != null) {
      notes.put(line.note().name(), line.note().text());
    }
    reel.add(line);
  }

  /** Returns a clock that is fixed at the time of the sweep; use it for the referee. */
  public Clock clock() {
    return Clock.fixed(Instant.parse(head.sweep()), ZoneOffset.UTC);
  }

  /** Returns the {@link Recorder#note note} with a name. */
  public Optional<String> note(String name) {
    return Optional.ofNullable(notes.get(name));
  }

  /**
   * Returns the recorded accounts in their order, with the names for {@link #account}: their ids,
   * or their concurrency keys if they were recorded without an id.
   */
  public List<String> accounts() {
    return List.copyOf(places.keySet());
  }

  /**
   * Returns an account that replays this tape.
   *
   * @param id the account's id, or its {@link Account#concurrencyKey concurrencyKey} if it was
   *     recorded without an id
   * @throws IllegalArgumentException if the tape contains nothing of it
   */
  public Account account(String id, Region region) {
    TapeLine.Place place = places.get(id);
    if (place == null) {
      throw new IllegalArgumentException(
          "The tape %s has nothing for account %s; it has %s".formatted(path, id, places.keySet()));
    }
    Settings.Builder settings =
        new Settings.Builder()
            .region(region)
            .id(Optional.ofNullable(place.id()))
            .endpoint(Optional.ofNullable(place.endpoint()).map(URI::create))
            .sourceName(place.source())
            .source(StaticCredentialsProvider.create(AwsBasicCredentials.create("tape", "tape")))
            .player(new TapePlayer(reel, id));
    return new AccountContext(settings.build()).in(region);
  }

  @Override
  public String toString() {
    return "Tape of the sweep at " + head.sweep() + " over " + places.keySet();
  }
}

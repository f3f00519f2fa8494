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
 * The recorded AWS answers of one sweep. Judging it again, with no network and no credentials,
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
 * <p>The file is gzip of one JSON object a line. Requests are not on it but for a digest of what
 * they ask; so neither keys nor tokens nor signatures are. <strong>Answers are on it as AWS gave
 * them</strong>, for the verdicts follow from them; but tokens and keys that stand under their
 * names are replaced, and what looks like a secret in user data and in the output of commands is
 * masked. A secret in another shape stays, so guard a tape like the account itself.
 *
 * <p>What is played by team, task and check of the same names gets what they got, whatever the
 * order of checks; of another check, what the tape has an answer to. Attempts that the SDK repeated
 * are not on it, and playing waits for nothing. A check whose own budget ran out is late again, in
 * other words. What {@link dev.referee.spi.Memory} held is not on the tape.
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
   * Begins a tape of the next sweep.
   *
   * @param path where to; what is there is replaced
   * @throws UncheckedIOException when it cannot be written
   */
  public static Recorder record(Path path) {
    return new Recorder(path);
  }

  /**
   * Reads a tape.
   *
   * @throws IllegalArgumentException when the file is none, is of a newer version, or has no end;
   *     says which
   * @throws UncheckedIOException when it cannot be read
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

  /** Returns a clock that stands at the time of the sweep; give it to the referee. */
  public Clock clock() {
    return Clock.fixed(Instant.parse(head.sweep()), ZoneOffset.UTC);
  }

  /** Returns what was {@link Recorder#note written} on it under a name. */
  public Optional<String> note(String name) {
    return Optional.ofNullable(notes.get(name));
  }

  /**
   * Returns the accounts that were looked at, in that order, as {@link #account} calls them: by
   * their ids, or by their lanes where they were recorded without one.
   */
  public List<String> accounts() {
    return List.copyOf(places.keySet());
  }

  /**
   * Returns an account that answers from this tape.
   *
   * @param id the account's id, or its {@link Account#concurrencyKey concurrencyKey} where it was
   *     recorded without one
   * @throws IllegalArgumentException when the tape has nothing of it
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

package dev.referee.aws;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.MapMaker;
import dev.referee.Inconclusive;
import dev.referee.internal.PrivateFiles;
import dev.referee.spi.CheckExecution;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A recorder of a {@link Tape} during a sweep.
 *
 * <p>Thread-safe. It records one sweep. A tape that cannot be written does not affect judging;
 * {@link #close} reports it.
 */
public final class Recorder implements AutoCloseable {
  /** The key of a request that could not even be sent. */
  static final String CREDENTIALS = "credentials";

  private final Path path;
  private final Writer out;
  private final Map<BufferedResponse, Integer> written = new MapMaker().weakKeys().makeMap();
  private final Set<String> lanes = new HashSet<>();
  private final List<TapeLine.Note> notes = new ArrayList<>();
  private int answers;
  private @Nullable Instant sweep;
  private @Nullable IOException broken;

  Recorder(Path path) {
    this.path = path;
    try {
      this.out =
          new OutputStreamWriter(new GZIPOutputStream(PrivateFiles.newOutputStream(path)), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The tape " + path + " cannot be written", e);
    }
  }

  /**
   * Writes a note to the tape before the sweep begins, for example what is judged; {@link
   * Tape#note} reads it. It must not contain secrets.
   *
   * @param name the name of the note
   * @param text the text
   * @throws IllegalStateException if the sweep has begun
   */
  public synchronized void note(String name, String text) {
    checkState(sweep == null, "The sweep has begun, so the tape %s takes no more notes", path);
    notes.add(new TapeLine.Note(name, text));
  }

  /** Called when a call has ended. */
  synchronized void ended(
      Settings account, CheckSession session, String requestId, @Nullable Inconclusive failure) {
    RequestAttempt attempt = session.call().attempt();
    String asked = attempt != null ? attempt.key() : session.call().operation().toString();
    record(account, session.run(), asked, session.call().answer(), requestId, failure);
  }

  /** Called when there were no credentials, so that no call could begin. */
  synchronized void refused(Settings account, CheckExecution run, Inconclusive failure) {
    record(account, run, CREDENTIALS, null, "", failure);
  }

  private void record(
      Settings account,
      CheckExecution run,
      String asked,
      @Nullable BufferedResponse answer,
      String requestId,
      @Nullable Inconclusive failure) {
    if (broken != null) {
      return;
    }
    try {
      begin(run, account);
      Integer number = number(answer);
      write(
          new TapeLine(
              null,
              null,
              null,
              failure == null
                  ? new TapeLine.Call(
                      run.name(), account.concurrencyKey(), asked, number, null, null, null, null)
                  : new TapeLine.Call(
                      run.name(),
                      account.concurrencyKey(),
                      asked,
                      number,
                      requestId,
                      failure.cause(),
                      failure.getMessage(),
                      failure.remedy().orElse(null)),
              null));
    } catch (IOException e) {
      broken = e;
    }
  }

  private void begin(CheckExecution run, Settings account) throws IOException {
    if (sweep == null) {
      sweep = run.now();
      TapeLine.Head head = new TapeLine.Head(TapeLine.VERSION, sweep.toString());
      write(new TapeLine(head, null, null, null, null));
      for (TapeLine.Note note : notes) {
        write(new TapeLine(null, null, null, null, note));
      }
    }
    if (!sweep.equals(run.now())) {
      throw new IOException(
          "A tape holds one sweep, that of " + sweep + ", and there came one of " + run.now());
    }
    if (lanes.add(account.concurrencyKey())) {
      TapeLine.Place place =
          new TapeLine.Place(
              account.concurrencyKey(),
              account.accountId().orElse(null),
              account.sourceName(),
              account.endpoint().map(Object::toString).orElse(null));
      write(new TapeLine(null, place, null, null, null));
    }
  }

  private @Nullable Integer number(@Nullable BufferedResponse answer) throws IOException {
    if (answer == null) {
      return null;
    }
    Integer known = written.get(answer);
    if (known != null) {
      return known;
    }
    int number = ++answers;
    written.put(answer, number);
    write(new TapeLine(null, null, TapeLine.Said.of(number, answer), null, null));
    return number;
  }

  private void write(TapeLine line) throws IOException {
    out.write(TapeLine.JSON.writeValueAsString(line));
    out.write('\n');
  }

  /**
   * Ends the tape.
   *
   * @throws UncheckedIOException if it could not be written completely, or would contain more than
   *     one sweep
   */
  @Override
  public synchronized void close() {
    try (out) {
      if (broken != null) {
        throw broken;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The tape " + path + " is incomplete", e);
    }
  }

  @Override
  public String toString() {
    return "Recorder of " + path;
  }
}

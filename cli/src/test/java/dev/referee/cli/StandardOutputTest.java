package dev.referee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the command as a process, with a failing standard output and with unexpected ends. */
class StandardOutputTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** An output stream that accepts some bytes, as a nearly full disk does, and then fails. */
  private static final class Full extends OutputStream {
    private final String why;
    private int room;

    Full(String why, int room) {
      this.why = why;
      this.room = room;
    }

    @Override
    public void write(int each) throws IOException {
      if (room-- <= 0) {
        throw new IOException(why);
      }
    }
  }

  private int run(OutputStream out, String... arguments) {
    return Main.run(() -> Spoken.pipe(Clock.systemUTC()), out, err, arguments);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 300})
  void tellsOnceThatStdoutIsFull(int room) {
    assertThat(run(new Full("No space left on device", room), "checks")).isEqualTo(74);
    assertThat(err())
        .containsOnlyOnce("cannot be written to stdout (No space left on device)")
        .doesNotContain("Exception");
  }

  @Test
  void reportsAClosedStdout() {
    assertThat(run(new Full("Broken pipe", 0), "checks", "ec2.egress")).isEqualTo(74);
    assertThat(err()).contains("(Broken pipe)");
  }

  @Test
  void keepsTheExitCodeOfAUsageError() {
    assertThat(run(new Full("Broken pipe", 0), "checks", "nothing")).isEqualTo(64);
    assertThat(run(OutputStream.nullOutputStream(), "checks")).isZero();
  }

  @Test
  void hasAnExitCodeForUnexpectedErrors() {
    int code =
        Main.run(
            () -> {
              throw new OutOfMemoryError("Java heap space");
            },
            OutputStream.nullOutputStream(),
            err,
            "checks");

    assertThat(code).isEqualTo(70);
    assertThat(err()).contains("no result was recorded", "-Xmx", "Java heap space");
  }

  @Test
  void hasTheSameCodeForAnExceptionInACommand() {
    CliEnvironment given = Spoken.pipe(Clock.systemUTC());
    CliEnvironment broken =
        new CliEnvironment(
            given.clock(),
            given.environment(),
            false,
            false,
            builder -> {
              throw new UnsupportedOperationException("a bug");
            },
            given.in(),
            given.pause());

    int code =
        Main.run(
            () -> broken,
            OutputStream.nullOutputStream(),
            err,
            "check",
            "ec2.fleet-serves",
            "--param=group=web",
            "--region=us-east-1");

    assertThat(code).isEqualTo(70);
    assertThat(err()).contains("Internal error", "a bug");
  }

  @Test
  void hasACodeForAReportThatCannotBeWritten(@TempDir Path folder) {
    assertThat(FileErrors.words(new java.nio.file.AccessDeniedException("report.html")))
        .isEqualTo("permission denied");
    assertThat(FileErrors.words(new java.io.FileNotFoundException(folder + " (Permission denied)")))
        .isEqualTo("Permission denied");
  }

  @Test
  void memoryThatIsFullInAnyThreadEndsTheCommand() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                OutOfMemoryMain.class.getName(),
                "play")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(70);
    assertThat(said).contains("The JVM ran out of memory", "-Xmx");
  }
}

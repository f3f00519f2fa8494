package dev.referee.cli;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedSandbox;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * The exit code and output of the command when it was run in this process.
 *
 * @param code the exit code
 * @param out the results
 * @param err the messages
 */
record Spoken(int code, String out, String err) {
  private static final Sleeper NO_PAUSE = time -> {};

  /** Runs the command in a pipe, without an account. */
  static Spoken referee(String... arguments) {
    return in(pipe(Clock.systemUTC()), arguments);
  }

  /** Returns the input of a pipe. */
  static CliEnvironment pipe(Clock clock) {
    return new CliEnvironment(
        clock, Map.of(), false, false, UnaryOperator.identity(), Reader.nullReader(), NO_PAUSE);
  }

  /** Runs the command with the credentials, at the endpoint and at the time of a sandbox. */
  static Spoken referee(EmbeddedSandbox sandbox, String... arguments) {
    String endpoint = "--endpoint=" + sandbox.cloud().endpoint();
    return in(
        of(sandbox),
        Stream.concat(List.of(arguments).stream(), Stream.of(endpoint)).toArray(String[]::new));
  }

  static Spoken in(CliEnvironment surroundings, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine(surroundings, arguments)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Spoken(code, out.toString(), err.toString());
  }

  static CliEnvironment of(EmbeddedSandbox sandbox) {
    return of(sandbox, Map.of());
  }

  static CliEnvironment of(EmbeddedSandbox sandbox, Map<String, String> environment) {
    EmbeddedAccount account = sandbox.embedded();
    StaticCredentialsProvider key =
        StaticCredentialsProvider.create(
            AwsBasicCredentials.create(account.accessKeyId(), account.secretAccessKey()));
    return new CliEnvironment(
        sandbox.clock(),
        environment,
        false,
        false,
        builder ->
            builder
                .credentials(key)
                .limit(100_000, 100_000)
                .backoff(Duration.ofMillis(1))
                .timeouts(Duration.ofSeconds(29), Duration.ofSeconds(25)),
        Reader.nullReader(),
        sandbox::advance);
  }
}

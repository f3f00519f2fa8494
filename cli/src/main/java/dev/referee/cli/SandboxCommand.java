package dev.referee.cli;

import static java.util.Objects.requireNonNull;

import com.google.common.io.Closer;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import dev.referee.internal.Durations;
import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.ServiceQuota;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.regions.Region;

/** The command {@code referee sandbox}, which runs embedded accounts as a server. */
@Command(
    name = "sandbox",
    mixinStandardHelpOptions = true,
    description = {
      "The accounts speak AWS's own protocols over HTTP, on loopback only, for the AWS CLI, boto3"
          + " and Terraform, and for referee with --endpoint. Shell settings are printed for each"
          + " account. The accounts exist until Ctrl-C.",
      "Type +5m to move the sandbox clock forward; anything AWS would need minutes for happens at"
          + " once. A shell that uses the printed settings follows the sandbox clock, as does a"
          + " running watch; run 'unset REFEREE_TIME' to return to the system clock.",
      "With --role or --enforce-iam, the policies of roles and users are enforced, as on AWS. The"
          + " printed keys may do everything."
    })
final class SandboxCommand implements Callable<Integer> {
  private static final int MOST_ACCOUNTS = 200;
  private static final String END = "end";
  private static final Duration TICK = Duration.ofMillis(200);

  /** The mode of the clock when nobody moves it. */
  enum Time {
    RUNNING,
    FROZEN
  }

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--port",
      defaultValue = "4566",
      description = "The port to listen on; default ${DEFAULT-VALUE}. 0 selects a free port.")
  private int port;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "1",
      description = "The number of accounts, from 111122220001 on; default ${DEFAULT-VALUE}.")
  private int accounts;

  @Option(
      names = "--region",
      description =
          "The Region of the printed settings and of the resources; if not given, that of the"
              + " game's teams, or us-east-1.")
  private @Nullable String region;

  @Option(
      names = "--time",
      paramLabel = "HOW",
      defaultValue = "RUNNING",
      description = "Whether the clock runs by itself: ${COMPLETION-CANDIDATES}.")
  private Time time = Time.RUNNING;

  @Option(
      names = "--game",
      paramLabel = "NAME",
      description =
          "Build the broken resources of a game in each account:" + " ${COMPLETION-CANDIDATES}.")
  private @Nullable ExampleGame game;

  @Option(
      names = "--role",
      paramLabel = "NAME",
      description =
          "Create a role of that name in each account, which the first account may assume.")
  private @Nullable String role;

  @Option(
      names = "--enforce-iam",
      negatable = true,
      description =
          "Deny calls that the policies of a role or user do not allow. On by default with --role;"
              + " --no-enforce-iam turns it off.")
  private @Nullable Boolean enforceIam;

  @Option(
      names = "--quota",
      paramLabel = "NAME=VALUE",
      description =
          "Change a quota of each account, as in VPCS_PER_REGION=20; may be repeated. The names:"
              + " ${COMPLETION-CANDIDATES}.",
      completionCandidates = QuotaNames.class)
  private Map<ServiceQuota, Integer> quotas = new EnumMap<>(ServiceQuota.class);

  /** The names of the quotas. */
  static final class QuotaNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(ServiceQuota.values()).map(Enum::name).iterator();
    }
  }

  @Override
  public Integer call() throws IOException {
    if (accounts < 1 || accounts > MOST_ACCOUNTS) {
      throw new UsageException(
          "There can be 1 to %d accounts, not %d".formatted(MOST_ACCOUNTS, accounts));
    }
    if (port < 0 || port > 65535) {
      throw new UsageException("A port is between 0 and 65535, not " + port);
    }
    quotas.forEach(
        (quota, value) -> {
          if (value < 0) {
            throw new UsageException(
                "A quota is zero or more, and %s is to be %d".formatted(quota, value));
          }
        });
    Terminal terminal = Terminal.of(requireNonNull(spec));
    CliEnvironment environment = CliEnvironment.of(requireNonNull(spec));
    Region here = region();
    Duration building = game == null ? Duration.ZERO : game.takes(accounts);
    ManualClock clock = ManualClock.at(environment.machine().instant().minus(building));
    try (InterruptHandler unused = InterruptHandler.here();
        EmbeddedCloud cloud = start(clock);
        Closer closer = Closer.create()) {
      List<EmbeddedAccount> all =
          IntStream.rangeClosed(1, accounts)
              .mapToObj(n -> String.format(Locale.ROOT, "11112222%04d", n))
              .map(id -> cloud.account(id).in(here))
              .toList();
      quotas.forEach((quota, value) -> all.forEach(account -> account.setQuota(quota, value)));
      if (game != null) {
        terminal.tell("Building the resources of %s ...".formatted(game));
        game.build(cloud, all, terminal.counting(accounts), closer);
      }
      if (role != null) {
        all.forEach(account -> ExampleGame.role(account, role, all.get(0).id()));
      }
      boolean enforced = enforceIam == null ? role != null : enforceIam;
      all.forEach(account -> account.enforceIam(enforced));
      SandboxTime times = new SandboxTime(clock, environment.machine(), time == Time.RUNNING);
      for (EmbeddedAccount account : all) {
        terminal.print(exports(cloud, account));
        terminal.print("");
      }
      terminal.tell(
          "The sandbox listens at %s.%s Type +5m to move its clock; Ctrl-C ends it and deletes its"
                  .formatted(cloud.endpoint(), time == Time.FROZEN ? " Its clock is stopped." : "")
              + " resources. "
              + (enforced
                  ? "It enforces IAM: roles and users may do what their policies allow."
                  : "It does not enforce IAM: every key may do everything."));
      live(times, environment.in(), terminal);
      terminal.tell("The sandbox has ended.");
    }
    return ExitCode.PASSED;
  }

  private Region region() {
    if (region != null) {
      return Region.of(region);
    }
    return game == null ? Region.US_EAST_1 : game.region();
  }

  private EmbeddedCloud start(ManualClock clock) {
    try {
      return EmbeddedCloud.start(clock, port);
    } catch (UncheckedIOException e) {
      throw new UsageException(
          "Port %d is in use or not permitted: choose another with --port".formatted(port));
    }
  }

  private static String exports(EmbeddedCloud cloud, EmbeddedAccount account) {
    return """
    # account %s
    export AWS_ENDPOINT_URL=%s
    export AWS_ACCESS_KEY_ID=%s
    export AWS_SECRET_ACCESS_KEY=%s
    export AWS_REGION=%s AWS_DEFAULT_REGION=%<s
    export REFEREE_TIME=%s
    unset AWS_PROFILE AWS_SESSION_TOKEN
    """
        .formatted(
            account.id(),
            cloud.endpoint(),
            account.accessKeyId(),
            account.secretAccessKey(),
            account.region(),
            cloud.timeEndpoint());
  }

  /** Runs the clock until somebody ends the sandbox. */
  private static void live(SandboxTime time, Reader in, Terminal terminal) {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    new ThreadFactoryBuilder()
        .setDaemon(true)
        .setNameFormat("referee-stdin")
        .build()
        .newThread(() -> read(in, lines))
        .start();
    try {
      while (true) {
        String line = lines.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
        time.tick();
        if (END.equals(line)) {
          return;
        }
        if (line != null && !line.isEmpty()) {
          terminal.tell(said(time, line));
        }
      }
    } catch (InterruptedException e) {
      // Ctrl-C; nothing has to be stored
    }
  }

  private static void read(Reader in, BlockingQueue<String> lines) {
    try (BufferedReader reader = new BufferedReader(in)) {
      reader.lines().map(String::strip).forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // the end of the input; the sandbox continues
    }
  }

  private static String said(SandboxTime time, String line) {
    try {
      if (line.startsWith("+")) {
        time.advance(Durations.parse(line.substring(1)));
        return time + ".";
      }
    } catch (DateTimeException | IllegalArgumentException e) {
      // reported below
    }
    return time + ". +90s, +5m or +1h30m moves it; Ctrl-C ends the sandbox.";
  }
}

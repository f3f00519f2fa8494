package dev.referee.testkit.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.io.Resources;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.embedded.common.Accounts;
import dev.referee.testkit.embedded.common.Key;
import dev.referee.testkit.embedded.common.Pojos;
import dev.referee.testkit.embedded.http.LoopbackServer;
import dev.referee.testkit.embedded.service.Route;
import dev.referee.testkit.embedded.service.Service;
import dev.referee.testkit.embedded.service.Service.Protocol;
import dev.referee.testkit.embedded.ssm.DataChannels;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.utils.builder.Buildable;

/** Tests that call every operation once with botocore, the basis of boto3 and the AWS CLI. */
class BotocoreTest {
  private static final long SEED = 20260101;
  private static final String ACCOUNT = "111122223333";
  private static final ManualClock CLOCK = ManualClock.at(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir private Path directory;

  private final Map<String, Service> services = new HashMap<>();
  private final Map<String, SdkPojo> answers = new TreeMap<>();

  @Test
  void readsTheAnswerOfEveryOperation() throws Exception {
    assumeTrue(
        run(List.of("-c", "import botocore"), "").isEmpty(),
        "There is no python3 with botocore on the PATH");
    Accounts accounts = new Accounts();
    Key key = accounts.create(ACCOUNT).ownKey();
    answerAll(accounts);
    Map<String, String> wrong = new TreeMap<>();
    LoopbackServer front =
        new LoopbackServer(
            new Dispatcher(services::get, accounts, call -> {}, CLOCK)::answer, CLOCK);
    URI endpoint = front.start(0);
    try {
      String script =
          Resources.toString(
              Resources.getResource(BotocoreTest.class, "play_operations.py"), UTF_8);
      String said =
          run(
              List.of("-c", script, endpoint.toString(), key.accessKeyId(), key.secret()),
              String.join("\n", answers.keySet()));
      for (String line : Splitter.on('\n').omitEmptyStrings().split(said)) {
        compare(line, wrong);
      }
    } finally {
      front.stop();
    }
    assertThat(wrong).as("seed %d", SEED).isEmpty();
    assertThat(answers).as("operations that were not played").isEmpty();
  }

  /** Tests each operation of an embedded account with all members of its response. */
  private void answerAll(Accounts accounts) throws ReflectiveOperationException {
    Services real = new Services(accounts, new DataChannels(CLOCK, accounts, call -> {}));
    Filler filler = new Filler(SEED);
    for (String name : real.names()) {
      Service from = real.signedFor(name);
      Service to = new Service(name, from.protocol(), from.apiVersion());
      services.put(name, to);
      for (String operation : from.operations()) {
        Supplier<? extends SdkPojo> builder = from.operation(operation).builder();
        Class<? extends SdkPojo> request =
            ((SdkPojo) ((Buildable) builder.get()).build()).getClass();
        String response = request.getName().replaceAll("Request$", "Response");
        SdkPojo answer =
            filler.fill((SdkPojo) Class.forName(response).getMethod("builder").invoke(null));
        answers.put(name + " " + operation, answer);
        Route route = from.operation(operation).route();
        if (from.protocol() == Protocol.REST_JSON) {
          to.on(route.method() + " " + route.path(), request, builder, (asked, call) -> answer);
        } else {
          to.on(request, builder, (asked, call) -> answer);
        }
      }
    }
  }

  private void compare(String line, Map<String, String> wrong) {
    List<String> words = Splitter.on(' ').splitToList(line);
    String operation = words.get(0) + " " + words.get(1);
    SdkPojo answer = answers.remove(operation);
    List<String> read = words.subList(2, words.size());
    List<String> missing = new ArrayList<>();
    for (SdkField<?> field : answer.sdkFields()) {
      // The SDK for Java cannot call a member "return".
      String member = field.memberName().replaceAll("^ReturnValue$", "Return");
      if (Pojos.valueOf(field, answer) != null && !read.contains(member)) {
        missing.add(member);
      }
    }
    if (read.contains("!") || !missing.isEmpty()) {
      wrong.put(operation, "read " + read + " without " + missing);
    }
  }

  /** Runs Python, and returns its output; fails with its error output. */
  private String run(List<String> arguments, String input)
      throws IOException, InterruptedException {
    Path in = Files.writeString(directory.resolve("in"), input);
    Path out = directory.resolve("out");
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    Process process;
    try {
      process = builder.start();
    } catch (IOException noPython) {
      return noPython.toString();
    }
    if (!process.waitFor(3, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("Python hangs: " + Files.readString(out));
    }
    return Files.readString(out, UTF_8);
  }
}

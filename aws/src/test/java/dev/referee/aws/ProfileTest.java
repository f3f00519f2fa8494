package dev.referee.aws;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static dev.referee.aws.FakeAws.DESCRIBE_INSTANCES;
import static dev.referee.aws.FakeAws.instances;
import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.services.ec2.Ec2Client;

@Isolated("names the file of the profiles to the whole JVM")
class ProfileTest {
  private static final String FILE = "aws.sharedCredentialsFile";

  @RegisterExtension final FakeAws aws = new FakeAws();
  @TempDir Path folder;

  @BeforeEach
  void name() throws IOException {
    write("AKIDFIRST", FakeRun.NOW, "team");
    System.setProperty(FILE, file().toString());
    aws.says("DescribeInstances", instances());
  }

  @AfterEach
  void forget() {
    System.clearProperty(FILE);
  }

  private Path file() {
    return folder.resolve("credentials");
  }

  private void write(String key, Instant at, String... profiles) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String profile : profiles) {
      text.append("[%s]\naws_access_key_id = %s\n".formatted(profile, key));
      text.append("aws_secret_access_key = very-secret\n");
    }
    Files.writeString(file(), text);
    Files.setLastModifiedTime(file(), FileTime.from(at));
  }

  private void ask(Account account) {
    ask(new FakeRun.Sweep(), account);
  }

  private static void ask(FakeRun.Sweep sweep, Account account) {
    FakeRun run = sweep.run("check", Permissions.ofReads(DESCRIBE_INSTANCES));
    try (var unused = account.enter(run)) {
      account.client(Ec2Client::builder).describeInstances();
    }
  }

  private int asked(String key) {
    return aws.server
        .findAll(postRequestedFor(anyUrl()).withHeader("Authorization", containing(key)))
        .size();
  }

  @Test
  void isReadOnceASweepThroughAllAccountsThatNameIt() throws IOException {
    write("AKIDFIRST", FakeRun.NOW, "team", "other");
    FakeRun.Sweep sweep = new FakeRun.Sweep();

    ask(sweep, aws.account().profile("team").build());
    ask(sweep, aws.account().profile("team").build());
    assertThat(aws.count("DescribeInstances")).isEqualTo(1);

    ask(sweep, aws.account().profile("other").build());
    assertThat(aws.count("DescribeInstances")).isEqualTo(2);
  }

  @Test
  @Timeout(300)
  void isReadAgainWhileTheProgramRuns() throws IOException {
    Account account = aws.account().profile("team").build();
    ask(account);
    assertThat(asked("AKIDFIRST")).isPositive();

    Instant afterTheSdkLooked = Instant.parse("2100-01-01T00:00:00Z");
    write("AKIDSECOND", afterTheSdkLooked, "team");

    while (asked("AKIDSECOND") == 0) { // the SDK looks at the file once a second
      ask(account);
    }
  }
}

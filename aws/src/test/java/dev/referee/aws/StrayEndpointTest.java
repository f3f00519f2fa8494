package dev.referee.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrayEndpointTest {
  @RegisterExtension final FakeAws aws = new FakeAws();

  /** Judges in a separate JVM, whose environment has been tampered with. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_STS",
        "aws.endpointUrl",
        "aws.endpointUrlSts"
      })
  void neverRedirectsAJudgement(String name) throws IOException, InterruptedException {
    boolean property = name.startsWith("aws.");
    List<String> command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            property ? "-D" + name + "=" + aws.endpoint() : "-Dharmless=1",
            "-cp",
            System.getProperty("java.class.path"),
            StrayEndpointMain.class.getName());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (!property) {
      builder.environment().putAll(Map.of(name, aws.endpoint().toString()));
    }
    Process process = builder.start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(said).contains("MISCONFIGURED", "redirects AWS calls to localhost");
    assertThat(aws.server.getAllServeEvents()).isEmpty();
  }

  @Test
  void neverAsksAProxyForThisMachine() throws IOException, InterruptedException {
    aws.says("DescribeInstances", FakeAws.instances("i-1"));
    ProcessBuilder builder =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LoopbackProxyMain.class.getName(),
                aws.endpoint().toString())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.equalsIgnoreCase("no_proxy"));
    builder
        .environment()
        .putAll(Map.of("HTTP_PROXY", "http://127.0.0.1:1", "http_proxy", "http://127.0.0.1:1"));
    Process process = builder.start();
    String said =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(said).contains("i-1");
  }
}

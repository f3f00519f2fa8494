package dev.referee.testkit.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.referee.testkit.EmbeddedAccount;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.ManualClock;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests with kubectl and {@code aws eks get-token}, if both are installed. */
class KubectlTest {
  @TempDir private Path directory;

  @BeforeAll
  static void needsThePrograms() {
    for (String program : List.of("kubectl", "aws")) {
      assumeTrue(
          Pattern.compile(File.pathSeparator, Pattern.LITERAL)
              .splitAsStream(System.getenv("PATH"))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))),
          "There is no " + program + " on the PATH");
    }
    assumeTrue(EmbeddedKubernetes.has(ControlPlaneType.LITE), "There is no real control plane");
  }

  @Test
  void listsPodsAsAPlayerDoes() throws Exception {
    // The AWS CLI signs by the machine's clock, which this one shows when the cluster is active.
    ManualClock clock =
        ManualClock.at(Clock.systemUTC().instant().minus(KubernetesExtension.CREATION));
    try (EmbeddedCloud cloud = EmbeddedCloud.start(clock)) {
      EmbeddedAccount account = cloud.account("111122223333");
      KubernetesExtension.createCluster(EmbeddedSandbox.of(cloud, account));
      try (EmbeddedKubernetes kubernetes = EmbeddedKubernetes.start(account, "game")) {
        kubernetes.apply(
            """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: shop}
            spec: {containers: [{name: web, image: nginx}]}
            """);

        assertThat(kubectl(kubernetes, "get", "pods", "-n", "shop", "-o", "name"))
            .isEqualTo("pod/web");
        assertThat(kubectl(kubernetes, "auth", "can-i", "delete", "nodes")).isEqualTo("yes");
      }
    }
  }

  private String kubectl(EmbeddedKubernetes kubernetes, String... arguments)
      throws IOException, InterruptedException {
    Path config = directory.resolve("config");
    Files.writeString(
        config,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: c, cluster: {server: "%s", certificate-authority-data: "%s"}}]
        users:
        - name: u
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: aws
              args: [eks, get-token, --cluster-name, %s, --region, us-east-1, --output, json]
              interactiveMode: Never
        contexts: [{name: x, context: {cluster: c, user: u}}]
        current-context: x
        """
            .formatted(
                kubernetes.endpoint(),
                Base64.getEncoder()
                    .encodeToString(kubernetes.certificate().getBytes(StandardCharsets.US_ASCII)),
                kubernetes.cluster()));
    ProcessBuilder builder = new ProcessBuilder("kubectl", "--kubeconfig", config.toString());
    builder.command().addAll(List.of(arguments));
    String path = builder.environment().get("PATH");
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "PATH",
                path,
                "HOME",
                directory.toString(),
                "AWS_ACCESS_KEY_ID",
                kubernetes.account().accessKeyId(),
                "AWS_SECRET_ACCESS_KEY",
                kubernetes.account().secretAccessKey()));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("kubectl hangs");
    }
    assertThat(process.exitValue()).as(Files.readString(err)).isZero();
    return Files.readString(out).strip();
  }
}

import dev.referee.Check;
import dev.referee.Finding;
import dev.referee.Referee;
import dev.referee.Verdict;
import dev.referee.eks.EksChecks;
import dev.referee.kubernetes.Cluster;
import dev.referee.testkit.EmbeddedCloud;
import dev.referee.testkit.EmbeddedSandbox;
import dev.referee.testkit.ManualClock;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Judges one embedded cluster with Referee and with HardenEKS; benchmarks/eks/compare runs it. */
public final class Compare {
  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop, generation: 1}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec: {containers: [{name: web, image: "web:1", securityContext: {privileged: true}}]}
      status: {observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3}
      """;

  private static String pod(int number) {
    return """
    ---
    apiVersion: v1
    kind: Pod
    metadata:
      name: web-7d4-%d
      namespace: shop
      labels: {app: web, pod-template-hash: 7d4}
      ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d4, uid: u, controller: true}]
    spec: {nodeName: node-a, containers: [{name: web, image: "web:1", securityContext: {privileged: true}}]}
    status: {phase: Running, conditions: [{type: Ready, status: "True", lastTransitionTime: "2026-01-01T00:00:00Z"}]}
    """
        .formatted(number);
  }

  public static void main(String[] arguments) throws Exception {
    // The tools sign by the clock of this machine.
    ManualClock clock = ManualClock.at(Clock.systemUTC().instant().minus(Duration.ofMinutes(20)));
    try (EmbeddedCloud cloud = EmbeddedCloud.start(clock)) {
      EmbeddedSandbox sandbox = EmbeddedSandbox.of(cloud, cloud.account("111122223333"));
      try (EmbeddedKubernetes kubernetes = EmbeddedKubernetes.startNewCluster(sandbox)) {
        kubernetes.apply(OBJECTS + pod(0) + pod(1) + pod(2));
        System.out.println(kubernetes.isReal() ? "A real API server" : "The mock server");
        referee(sandbox);
        hardenEks(arguments[0], kubernetes);
      }
    }
  }

  private static void referee(EmbeddedSandbox sandbox) {
    List<Check> checks =
        List.of(
            EksChecks.podsHardened().namespaces("shop").build(),
            EksChecks.disruptionBudget().namespace("shop").workload("web").tryEviction(false).build(),
            EksChecks.access().endpoint("private").secretsEncrypted().logs("audit").build());
    for (int round = 1; round <= 2; round++) {
      long start = System.nanoTime();
      List<String> said = new ArrayList<>();
      for (Check check : checks) {
        Verdict verdict =
            sandbox.referee().build().judge(check, Cluster.named(sandbox.account(), "game"));
        said.add(
            check.id()
                + " "
                + verdict.outcome()
                + " "
                + verdict.findings().stream()
                    .filter(it -> !it.isSatisfied())
                    .map(Finding::code)
                    .collect(Collectors.joining(", ")));
      }
      System.out.printf("Referee, round %d: %d ms%n", round, (System.nanoTime() - start) / 1_000_000);
      if (round == 1) {
        said.forEach(it -> System.out.println("  " + it));
      }
    }
  }

  private static void hardenEks(String program, EmbeddedKubernetes kubernetes) throws Exception {
    Path home = Files.createTempDirectory("compare");
    Path config = Files.createDirectories(home.resolve(".kube")).resolve("config");
    Files.writeString(
        config,
        """
        apiVersion: v1
        kind: Config
        clusters: [{name: game, cluster: {server: "%s", certificate-authority-data: "%s"}}]
        users:
        - name: u
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1beta1
              command: aws
              args: [eks, get-token, --cluster-name, game, --region, us-east-1, --output, json]
              interactiveMode: Never
        contexts: [{name: game, context: {cluster: game, user: u}}]
        current-context: game
        """
            .formatted(
                kubernetes.endpoint(),
                Base64.getEncoder()
                    .encodeToString(kubernetes.certificate().getBytes(StandardCharsets.US_ASCII))));
    Path report = home.resolve("report.json");
    ProcessBuilder tool =
        new ProcessBuilder(
            program, "--region", "us-east-1", "--context", "game", "--cluster", "game",
            "--namespace", "shop", "--export-json", report.toString());
    tool.environment().put("HOME", home.toString());
    tool.environment().put("KUBECONFIG", config.toString());
    tool.environment().put("AWS_ACCESS_KEY_ID", kubernetes.account().accessKeyId());
    tool.environment().put("AWS_SECRET_ACCESS_KEY", kubernetes.account().secretAccessKey());
    tool.environment().put("AWS_DEFAULT_REGION", "us-east-1");
    tool.environment().put("AWS_ENDPOINT_URL", kubernetes.account().endpoint().toString());
    tool.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    Path out = home.resolve("out");
    long start = System.nanoTime();
    int status =
        tool.redirectErrorStream(true).redirectOutput(out.toFile()).start().waitFor();
    System.out.printf(
        "HardenEKS: %d ms, exit status %d%n", (System.nanoTime() - start) / 1_000_000, status);
    System.out.println(Files.exists(report) ? Files.readString(report) : Files.readString(out));
  }
}

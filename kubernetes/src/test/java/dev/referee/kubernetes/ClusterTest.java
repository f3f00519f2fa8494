package dev.referee.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.referee.Cause;
import dev.referee.Check;
import dev.referee.CheckContext;
import dev.referee.Expectation;
import dev.referee.Game;
import dev.referee.Module;
import dev.referee.Outcome;
import dev.referee.Permissions;
import dev.referee.Referee;
import dev.referee.Task;
import dev.referee.Team;
import dev.referee.Verdict;
import dev.referee.testkit.kubernetes.EmbeddedKubernetes;
import dev.referee.testkit.kubernetes.KubernetesExtension;
import dev.referee.testkit.kubernetes.KubernetesFault;
import dev.referee.testkit.kubernetes.ReceivedRequest;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a cluster is read with the guarantees of an account. */
@ExtendWith(KubernetesExtension.class)
class ClusterTest {
  private static final Permissions PODS =
      Cluster.READS.and(Permissions.ofReads("kubernetes:list:pods"));

  private EmbeddedKubernetes kubernetes;
  private Referee referee;
  private Team team;

  @BeforeEach
  void startsWithThreePods(EmbeddedKubernetes started, Referee judging, Team red) {
    kubernetes = started;
    referee = judging;
    team = red;
    Stream.of("a", "b", "c")
        .map(
            name ->
                """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: shop}
                spec: {containers: [{name: web, image: nginx}]}
                """
                    .formatted(name))
        .forEach(kubernetes::apply);
  }

  /** A check that passes if it reads three objects. */
  private record Counting(
      String id, Permissions permissions, ToLongFunction<KubernetesClient> counted)
      implements Check {
    static final Expectation THREE = Expectation.of("NotThree", "pods", "There are three");

    @Override
    public String claim() {
      return "There are three";
    }

    @Override
    public List<Expectation> expectations() {
      return List.of(THREE);
    }

    @Override
    public Verdict judge(CheckContext context) {
      Cluster cluster = context.target(Cluster.class);
      long number = counted.applyAsLong(cluster.client(cluster.describe().orElseThrow()));
      return context.verdict(
          (number == 3 ? THREE.satisfied() : THREE.unsatisfied())
              .seen("There are " + number + ".")
              .build());
    }
  }

  private static Counting pods() {
    return new Counting(
        "pods", PODS, client -> Pages.all(client.pods().inNamespace("shop")).size());
  }

  private Verdict judge(Check check) {
    return referee
        .judge(team, Task.builder("task", "Task").check(check).build())
        .parts()
        .get(0)
        .verdict();
  }

  private List<ReceivedRequest> listed() {
    return kubernetes.requests().stream().filter(r -> r.resource().equals("pods")).toList();
  }

  @Test
  void readsWhatIsThere() {
    Verdict verdict = judge(pods());

    assertThat(verdict.outcome()).as("%s", verdict.findings()).isEqualTo(Outcome.PASSED);
    assertThat(verdict.evidence())
        .filteredOn(answer -> answer.service().equals("kubernetes"))
        .singleElement()
        .satisfies(
            answer -> {
              assertThat(answer.operation()).isEqualTo("list:pods");
              assertThat(answer.endpoint()).isEqualTo(kubernetes.endpoint().getHost());
              assertThat(answer.requestId()).isNotEmpty();
            });
  }

  @Test
  void sendsEqualReadsOfASweepOnce() {
    Task task = Task.builder("task", "Task").check(pods()).check(pods()).build();
    Game game = Game.builder("game", "Game").module(Module.of("module", "Module", task)).build();

    assertThat(referee.sweep(game, List.of(team)).judgements().get(0).parts())
        .extracting(part -> part.verdict().outcome())
        .containsExactly(Outcome.PASSED, Outcome.PASSED);
    assertThat(listed()).hasSize(1);
  }

  @Test
  void sendsNothingThatIsNotDeclared() {
    Verdict verdict = judge(new Counting("pods", Cluster.READS, pods().counted()));

    assertThat(verdict.cause()).contains(Cause.INTERNAL);
    assertThat(listed()).isEmpty();
  }

  @Test
  void neverReadsSecrets() {
    Verdict verdict =
        judge(
            new Counting(
                "secrets",
                Cluster.READS,
                client -> Pages.all(client.secrets().inNamespace("shop")).size()));

    assertThat(verdict.cause()).contains(Cause.INTERNAL);
    assertThat(kubernetes.requests()).isEmpty();
    assertThat(new KubernetesReadingRule().problem("kubernetes:list:secrets")).isPresent();
  }

  @Test
  void refusesAListWithoutALimit() {
    Verdict verdict =
        judge(
            new Counting(
                "pods",
                PODS,
                client -> client.pods().inNamespace("shop").list().getItems().size()));

    assertThat(verdict.cause()).contains(Cause.INTERNAL);
    assertThat(listed()).isEmpty();
  }

  private static final Permissions WRITES =
      PODS.withActives(
          "kubernetes:create:pods",
          "kubernetes:create:pods/exec",
          "kubernetes:create:configmaps",
          "kubernetes:delete:pods",
          "kubernetes:update:pods",
          "kubernetes:patch:pods");

  private static String tried(KubernetesClient client, String method, String path) {
    return client.raw("/api/v1/namespaces/shop/" + path, method, POD);
  }

  private static final Pod POD =
      new PodBuilder()
          .withNewMetadata()
          .withName("tried")
          .endMetadata()
          .withNewSpec()
          .addNewContainer()
          .withName("web")
          .withImage("nginx")
          .endContainer()
          .endSpec()
          .build();

  @Test
  void createsADeclaredPodByDryRun() {
    Verdict verdict =
        judge(
            new Counting(
                "tries",
                WRITES,
                client -> tried(client, "POST", "pods?dryRun=All").contains("tried") ? 3 : 0));

    assertThat(verdict.outcome()).as("%s", verdict.findings()).isEqualTo(Outcome.PASSED);
    assertThat(kubernetes.client().pods().inNamespace("shop").list().getItems()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,pods",
    "POST,pods?dryRun=",
    "POST,pods?dryRun=all",
    "POST,pods?dryRun=All&dryRun=None",
    "POST,pods/a/exec?dryRun=All",
    "POST,configmaps?dryRun=All",
    "PUT,pods/a?dryRun=All",
    "PATCH,pods/a?dryRun=All",
    "DELETE,pods/a?dryRun=All",
    "DELETE,pods?dryRun=All",
    "POST,pods/a?dryRun=All",
  })
  void sendsNoOtherWriteEvenIfItIsDeclared(String method, String path) {
    Verdict verdict =
        judge(new Counting("writes", WRITES, client -> tried(client, method, path).length()));

    assertThat(verdict.cause()).as("%s", verdict.findings()).contains(Cause.INTERNAL);
    assertThat(kubernetes.requests()).isEmpty();
  }

  @Test
  void sendsNoDryRunThatIsNotDeclared() {
    Verdict verdict =
        judge(
            new Counting(
                "tries", PODS, client -> tried(client, "POST", "pods?dryRun=All").length()));

    assertThat(verdict.cause()).contains(Cause.INTERNAL);
    assertThat(kubernetes.requests()).isEmpty();
  }

  /** The check gets the refusal with the status of a missing permission. */
  @Test
  void distinguishesAdmissionFromAuthorization() {
    Counting refused = new Counting("tries", WRITES, ClusterTest::refusal);
    kubernetes.judgePods("policy.example.com", pod -> Optional.of("User \"x\" cannot create it"));
    assertThat(judge(refused).outcome()).isEqualTo(Outcome.PASSED);

    kubernetes.inject(KubernetesFault.forbidden().on("create", "pods"));
    assertThat(judge(refused).cause()).contains(Cause.ACCESS_DENIED);
  }

  private static long refusal(KubernetesClient client) {
    try {
      return tried(client, "POST", "pods?dryRun=All").length();
    } catch (KubernetesClientException e) {
      return e.getCode() == 403 && e.getMessage().contains("denied the request") ? 3 : 0;
    }
  }

  @Test
  void distinguishesAnUnservedKindFromAnEmptyList() {
    ResourceDefinitionContext unicorns =
        new ResourceDefinitionContext.Builder()
            .withGroup("rental.example.com")
            .withVersion("v1")
            .withKind("Unicorn")
            .withPlural("unicorns")
            .withNamespaced(true)
            .build();
    Permissions reads =
        Cluster.READS.and(Permissions.ofReads("kubernetes:list:unicorns.rental.example.com"));
    if (kubernetes.isReal()) {
      Verdict verdict =
          judge(
              new Counting(
                  "unicorns",
                  reads,
                  client ->
                      Pages.ifServed(
                                  client.genericKubernetesResources(unicorns).inNamespace("shop"))
                              .isEmpty()
                          ? 3
                          : 0));
      assertThat(verdict.outcome()).as("%s", verdict.findings()).isEqualTo(Outcome.PASSED);
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(KubernetesFault.unauthorized(), Cause.ACCESS_DENIED),
        Arguments.of(KubernetesFault.forbidden(), Cause.ACCESS_DENIED),
        Arguments.of(KubernetesFault.throttle(Duration.ZERO), Cause.THROTTLED),
        Arguments.of(KubernetesFault.internalError(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.unavailable(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.hangUp(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.breakOff(40), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.garbage(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.foreignPage(), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.body("{}"), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.body("{\"kind\":\"PodList\"}"), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.deepNesting(100_000), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.hugeList(200_000_000), Cause.UNREACHABLE),
        Arguments.of(
            KubernetesFault.redirect(URI.create("https://127.0.0.1:1/")), Cause.UNREACHABLE),
        Arguments.of(KubernetesFault.expired(), Cause.UNREACHABLE));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void cannotTellWhileTheApiServerFails(KubernetesFault fault, Cause cause) {
    kubernetes.inject(fault.on("pods"));

    Verdict verdict = judge(pods());

    assertThat(verdict.cause()).as("%s", verdict.findings()).contains(cause);
  }

  /** Reading ends at the maximum number of pages or when the check's time is up. */
  @Test
  void doesNotBelieveAListThatDoesNotEnd() {
    kubernetes.inject(KubernetesFault.endlessList().on("pods"));

    assertThat(judge(pods()).outcome()).isEqualTo(Outcome.INCONCLUSIVE);
  }

  @Test
  void namesThePrincipalThatNeedsAnAccessEntry() {
    kubernetes.inject(KubernetesFault.unauthorized().on("pods"));

    assertThat(judge(pods()).findings().toString())
        .contains("does not accept arn:aws:iam::")
        .contains("Create an access entry for arn:aws:iam::");
  }

  @Test
  void retriesAfterAThrottleAndBeginsAgainWhenAListExpired() {
    kubernetes.inject(KubernetesFault.throttle(Duration.ZERO).on("pods").times(1));
    assertThat(judge(pods()).outcome()).isEqualTo(Outcome.PASSED);

    kubernetes.clearFaults();
    kubernetes.inject(KubernetesFault.expired().on("pods").times(1));
    assertThat(judge(pods()).outcome()).isEqualTo(Outcome.PASSED);
  }

  @Test
  void keepsTheTokenOutOfVerdicts() {
    Verdict verdict = judge(pods());

    assertThat(verdict.toString() + verdict.evidence()).doesNotContain("k8s-aws-v1");
  }
}

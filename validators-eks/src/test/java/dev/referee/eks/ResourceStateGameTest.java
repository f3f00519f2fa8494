package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.referee.Catalogue;
import dev.referee.Check;
import dev.referee.Expectation;
import dev.referee.spi.InvalidArgument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code k8s.state} takes in a game, and what it refuses. */
class ResourceStateGameTest {
  private static Map<String, Object> game(Object... more) {
    Map<String, Object> game = new LinkedHashMap<>(ResourceState.KIND.example());
    for (int i = 0; i < more.length; i += 2) {
      game.put((String) more[i], more[i + 1]);
    }
    return game;
  }

  private static Map<String, String> claim(String that) {
    return Map.of("that", that, "claim", "It is so", "remedy", "Do it.");
  }

  private static Map<String, String> claim(String that, String code) {
    return Map.of("that", that, "claim", "It is so", "remedy", "Do it.", "code", code);
  }

  @Test
  void takesItsExample() {
    Check check = ResourceState.KIND.check(game());

    assertThat(check.id()).isEqualTo("k8s.state");
    assertThat(check.expectations())
        .extracting(Expectation::code)
        .containsExactly("ClusterNotActive", "KindNotServed", "ResourceMissing", "Claim1NotMet");
    assertThat(check.expectations()).extracting(Expectation::claim).endsWith("Three replicas run");
    assertThat(check.permissions().reads())
        .containsExactly(
            "eks:DescribeCluster",
            "eks:ListClusters",
            "kubernetes:get:/apis/apps",
            "kubernetes:get:/apis/apps/v1",
            "kubernetes:list:deployments.apps");
    assertThat(ResourceState.KIND.permissions().reads())
        .contains("kubernetes:list:PLURAL.GROUP", "kubernetes:get:/apis/GROUP/VERSION");
  }

  @Test
  void isInTheCatalogue() {
    assertThat(Catalogue.of(List.of(new EksCheckProvider())).kinds())
        .containsEntry("k8s.state", ResourceState.KIND);
  }

  @Test
  void selectsByLabels() {
    Map<String, Object> game =
        game("labels", Map.of("app.kubernetes.io/name", "web", "empty", "", "tier", "front.1_a"));

    assertThat(ResourceState.KIND.read(game, Set.of()).wrong()).isEmpty();
  }

  @Test
  void claimsHaveCodesByTheirPositionOrOfTheirOwn() {
    Check check =
        ResourceState.KIND.check(
            game("match", "2", "claims", List.of(claim("true", "NotSo"), claim("1 < 2"))));

    assertThat(check.expectations())
        .extracting(Expectation::code)
        .containsExactly(
            "ClusterNotActive",
            "KindNotServed",
            "ResourceMissing",
            "NotSo",
            "Claim2NotMet",
            "TooManyResources");
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            game("claims", List.of(claim("1 < 2"), claim("objct.spec.replicas > 1"))),
            List.of("claims", "1", "that"),
            "claims: line 1, column 1 of the expression: there is no 'objct'; did you mean"
                + " 'object'?"),
        Arguments.of(
            game("claims", claim("object.spec.replica > 1")),
            List.of("claims"),
            "claims: line 1, column 12 of the expression: DeploymentSpec has no field 'replica';"
                + " did you mean 'replicas'? Write ['replica'] if it has one"),
        Arguments.of(
            game("claims", Map.of("that", "true", "claim", "It is")),
            List.of("claims"),
            "'remedy' of 'claims' is missing: what to do if it does not hold"),
        Arguments.of(
            game("claims", List.of(claim("true", "not a code"))),
            List.of("claims", "0", "code"),
            "claims: A code is written in camel case, e.g. InstancesNotReplaced, not 'not a code'"),
        Arguments.of(
            game("claims", List.of(claim("true", "NotSo"), claim("true", "NotSo"))),
            List.of("claims"),
            "The code NotSo is of several findings"),
        Arguments.of(
            game("claims", claim("true", "ResourceMissing")),
            List.of("claims"),
            "The code ResourceMissing is of several findings"),
        Arguments.of(
            game("match", "some"),
            List.of("match"),
            "match: write all, any, or the exact number, not 'some'"),
        Arguments.of(
            game("match", "-1"),
            List.of("match"),
            "match: write all, any, or the exact number, not '-1'"),
        Arguments.of(
            game("match", "0"),
            List.of("match"),
            "With match 0 there are no claims: write the opposite, and match all"),
        Arguments.of(
            game("match", "any", "mayBeAbsent", "true"),
            List.of("match"),
            "mayBeAbsent needs claims, and match all"),
        Arguments.of(
            game("mayBeAbsent", "true", "claims", List.of()),
            List.of("mayBeAbsent"),
            "mayBeAbsent needs claims, and match all"),
        Arguments.of(
            game("apiVersion", "apps"),
            List.of("apiVersion"),
            "apiVersion: 'apps' is not a group and a version, e.g. apps/v1, or v1"),
        Arguments.of(
            game("kind", "deployments"),
            List.of("kind"),
            "kind: 'deployments' is not a kind, e.g. Deployment"),
        Arguments.of(
            game("plural", "deployments/scale"),
            List.of("plural"),
            "plural: 'deployments/scale' is not a name, e.g. deployments"),
        Arguments.of(
            game("namespace", "../kube-system"),
            List.of("namespace"),
            "namespace: '../kube-system' is not a namespace"),
        Arguments.of(
            game("labels", Map.of("app", "a,b=c")),
            List.of("labels"),
            "labels: 'a,b=c' is not the value of a label"),
        Arguments.of(
            game("labels", Map.of("a b", "c")),
            List.of("labels"),
            "labels: 'a b' is not the key of a label"),
        Arguments.of(game("name", "a/b"), List.of("name"), "name: 'a/b' is not a name"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesMistakes(Map<String, Object> game, List<String> path, String what) {
    assertThat(ResourceState.KIND.read(game, Set.of()).wrong())
        .containsExactly(new InvalidArgument(path, what));
  }

  @ParameterizedTest
  @CsvSource({
    "v1, Secret, ",
    "v1, SECRET, ",
    "v1, Secrets, ",
    "v1, Pod, secrets",
    "v2, Secret, other",
  })
  void neverTakesSecrets(String apiVersion, String kind, String plural) {
    Map<String, Object> game = game("apiVersion", apiVersion, "kind", kind, "claims", List.of());
    if (plural != null) {
      game.put("plural", plural);
    }

    assertThat(ResourceState.KIND.read(game, Set.of()).wrong())
        .extracting(InvalidArgument::message)
        .containsExactly(
            "Secrets are never read; judge what uses them, for example the status of an"
                + " ExternalSecret");
  }

  @Test
  void takesResourcesThatMakeSecrets() {
    assertThat(
            EksChecks.resourceState()
                .resource("external-secrets.io/v1", "ExternalSecret")
                .build()
                .permissions()
                .reads())
        .contains("kubernetes:list:externalsecrets.external-secrets.io");
  }

  @Test
  void whatIsReadHasToBeKnown() {
    assertThat(ResourceState.KIND.read(game(), Set.of("kind", "name")).wrong())
        .extracting(InvalidArgument::path)
        .containsExactly(List.of("kind"));
    assertThat(ResourceState.KIND.read(game(), Set.of("claims", "name")).permissions().reads())
        .contains("kubernetes:list:deployments.apps");
  }

  @Test
  void aBuilderRefusesAnExpressionAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EksChecks.resourceState().claim("tru", "It is", "Do it."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "apps/v1 | Deployment | object.spec.template.spec.containers.all(c, c.imge != '') |"
            + " Container has no field 'imge'; did you mean 'image'?",
        "apps/v1 | Deployment | object.spec.template.spec.containers[0].imge != '' |"
            + " Container has no field 'imge'; did you mean 'image'?",
        "apps/v1 | Deployment | object.spec.template.metadata.label.app == 'x' |"
            + " ObjectMeta has no field 'label'; did you mean 'labels'?",
        "apps/v1 | Deployment | !has(object.spec.pausd) |"
            + " DeploymentSpec has no field 'pausd'; did you mean 'paused'?",
        "v1 | Service | object.spec.ports.exists(p, p.targetport == 80) |"
            + " ServicePort has no field 'targetport'; did you mean 'targetPort'?",
        "karpenter.sh/v1 | NodePool | object.metadata.nam == 'x' |"
            + " ObjectMeta has no field 'nam'; did you mean 'name'?",
        "apps/v1 | Deployment | object.spc.replicas == 1 |"
            + " Deployment has no field 'spc'; did you mean 'spec'?",
      })
  void knowsTheFieldsOfKubernetes(String apiVersion, String kind, String that, String what) {
    Map<String, Object> game = game("apiVersion", apiVersion, "kind", kind, "claims", claim(that));

    assertThat(ResourceState.KIND.read(game, Set.of()).wrong())
        .singleElement()
        .extracting(InvalidArgument::message)
        .asString()
        .contains(what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "apps/v1 | Deployment | object.metadata.labels.anything == 'x'",
        "apps/v1 | Deployment | object.spec.template.spec.containers.all(c, c.resources.limits.cpu"
            + " == '1')",
        "apps/v1 | Deployment | object.spec.strategy.rollingUpdate.maxSurge == 1",
        "apps/v1 | Deployment | object.spec['newer'].field == 1",
        "apps/v1 | Deployment | object.status.conditions.filter(c, c.type == 'Available')[0].status"
            + " == 'True'",
        "v1 | ConfigMap | object.data.key == 'x'",
        "v1 | PersistentVolumeClaim | object.spec.resources.requests.storage == '1Gi'",
        "karpenter.sh/v1 | NodePool | object.spec.limits.cpu == '1'",
        "apiextensions.k8s.io/v1 | CustomResourceDefinition |"
            + " object.spec.versions[0].schema.openAPIV3Schema.properties.spec.type == 'object'",
        "networking.k8s.io/v1 | NetworkPolicy | size(object.spec.ingress[0].from) > 0",
        "autoscaling/v2 | HorizontalPodAutoscaler | object.spec.metrics.all(m,"
            + " m.resource.target.averageUtilization < 80)",
        "admissionregistration.k8s.io/v1 | ValidatingAdmissionPolicy |"
            + " object.spec.failurePolicy == 'Fail'",
      })
  void takesEveryFieldThatThereIs(String apiVersion, String kind, String that) {
    Map<String, Object> game = game("apiVersion", apiVersion, "kind", kind, "claims", claim(that));

    assertThat(ResourceState.KIND.read(game, Set.of()).wrong()).isEmpty();
  }
}

package dev.referee.eks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.referee.Fact;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Why an API server answers 404 for a list; the mock server answers with an empty list. */
class UnservedResourceTest {
  private static final String APPS =
      """
      {"kind": "APIResourceList", "groupVersion": "apps/v1", "resources": [
        {"name": "deployments", "kind": "Deployment", "namespaced": true, "verbs": ["list"]},
        {"name": "deployments/scale", "kind": "Scale", "namespaced": true, "verbs": ["get"]}]}
      """;
  private static final String KARPENTER =
      """
      {"kind": "APIResourceList", "groupVersion": "karpenter.sh/v1", "resources": [
        {"name": "nodepools", "kind": "NodePool", "namespaced": false, "verbs": ["list"]},
        {"name": "nodepools/status", "kind": "NodePool", "namespaced": false, "verbs": ["get"]}]}
      """;
  private static final String OLD_KEDA =
      """
      {"kind": "APIGroup", "name": "keda.sh", "versions": [
        {"groupVersion": "keda.sh/v1alpha1", "version": "v1alpha1"}]}
      """;
  private static final Map<String, String> SERVED =
      Map.of(
          "/apis/apps/v1",
          APPS,
          "/apis/karpenter.sh/v1",
          KARPENTER,
          "/apis/keda.sh",
          OLD_KEDA,
          "/apis/odd.example/v1",
          "{\"resources\": 7}",
          "/apis/odder.example/v1",
          "{\"resources\": [7, {}, {\"name\": [], \"kind\": {}}]}");

  private static Finding explain(
      String apiVersion, String kind, String plural, boolean inNamespace, boolean none) {
    KubernetesClient client = mock();
    when(client.getKubernetesSerialization()).thenReturn(new KubernetesSerialization());
    when(client.raw(anyString())).thenAnswer(call -> SERVED.get(call.<String>getArgument(0)));
    ResourceType type = ResourceType.of(apiVersion, kind, Optional.ofNullable(plural));
    return new UnservedResource(type, inNamespace, none).explain(client);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "example.org/v1 | Widget | | The cluster has no API group example.org.",
        "karpenter.sh/v1 | Elephant | | The cluster has the API group karpenter.sh, but not this"
            + " kind.",
      })
  void whatIsNotInstalledIsAFinding(String apiVersion, String kind, String plural, String seen) {
    Finding finding = explain(apiVersion, kind, plural, false, false);

    assertThat(finding.state()).isEqualTo(Finding.State.UNSATISFIED);
    assertThat(finding.seen()).hasValue(seen);
    assertThat(explain(apiVersion, kind, plural, false, true).state())
        .as("none of them is asked for")
        .isEqualTo(Finding.State.UNKNOWN);
  }

  @Test
  void organisersReadWhatToDoIfNoneIsAskedForAndTheKindIsNotInstalled() {
    Finding finding = explain("example.org/v1", "Widget", null, false, true);

    assertThat(finding.facts())
        .filteredOn(Fact::forOrganiser)
        .extracting(Fact::value)
        .first()
        .asString()
        .contains("The cluster has no API group example.org.")
        .contains(
            "Correct `apiVersion` and `kind`, or install the CustomResourceDefinition of Widget");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "karpenter.sh/v1 | NodePol | | false | did you mean NodePool?",
        "karpenter.sh/v1 | NodePool | nodepoolz | false | its plural name is nodepools; set"
            + " `plural`",
        "karpenter.sh/v1 | NodePool | | true | leave `namespace` out",
        "keda.sh/v1 | ScaledObject | | false | the cluster serves the group only in v1alpha1",
        "apps/v1 | Elephant | | false | apps/v1 has no such kind",
        "apps/v1 | Deploymnt | | false | did you mean Deployment?",
        "apps/v1beta1 | Deployment | | false | Kubernetes serves no v1beta1 of its group",
        "networking.k8s.io/v9 | Ingress | | false | Kubernetes serves no v9 of its group",
      })
  void whatTheGameNamesWrongIsTheOrganisersMistake(
      String apiVersion, String kind, String plural, boolean inNamespace, String why) {
    Finding finding = explain(apiVersion, kind, plural, inNamespace, false);

    assertThat(finding.cause()).hasToString("Optional[MISCONFIGURED]");
    assertThat(finding.facts()).extracting(Fact::value).first().asString().contains(why);
    assertThat(finding.facts()).allMatch(Fact::forOrganiser);
  }

  @Test
  void aServerThatContradictsItselfIsUnknown() {
    assertThat(explain("apps/v1", "Deployment", null, true, false).cause())
        .hasToString("Optional[UNREACHABLE]");
  }

  @Test
  void anAnswerThatIsNoneIsUnknown() {
    assertThatThrownBy(() -> explain("odd.example/v1", "Widget", null, false, false))
        .isInstanceOf(Inconclusive.class);
  }

  @Test
  void nullItemsAreLeftOut() {
    assertThat(explain("odder.example/v1", "Widget", null, false, false).state())
        .isEqualTo(Finding.State.UNSATISFIED);
  }

  @Test
  void anErrorIsNotTakenForAnAnswer() {
    KubernetesClient client = mock();
    when(client.raw(anyString()))
        .thenThrow(new KubernetesClientException(new StatusBuilder().withCode(409).build()));

    assertThatThrownBy(
            () ->
                new UnservedResource(
                        ResourceType.of("apps/v1", "Deployment", Optional.empty()), false, false)
                    .explain(client))
        .isInstanceOf(KubernetesClientException.class);
  }
}

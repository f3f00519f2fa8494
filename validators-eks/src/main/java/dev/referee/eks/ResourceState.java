package dev.referee.eks;

import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.map;
import static dev.referee.spi.Parameter.maps;
import static dev.referee.spi.Parameter.text;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.referee.Cause;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Inconclusive;
import dev.referee.Permissions;
import dev.referee.kubernetes.Cluster;
import dev.referee.kubernetes.Pages;
import dev.referee.kubernetes.UntrustedText;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.MapKey;
import dev.referee.spi.Parameter;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.AnyNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A check of resources of any kind, by expressions; see {@link EksChecks#resourceState}. */
final class ResourceState extends ClusterCheck {
  private static final UnaryOperator<String> LABEL_KEY =
      matching(
          "(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?",
          "the key of a label");
  private static final UnaryOperator<String> LABEL_VALUE =
      matching("(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?", "the value of a label");

  private static final CheckKind.Builder DECLARED =
      CheckKind.of("k8s.state", "The resources of the cluster are as the game claims");
  static final Parameter<String> API_VERSION =
      DECLARED.takes(
          text("apiVersion", "the group and version of the resources, e.g. apps/v1 or v1")
              .as(
                  matching(
                      "(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?/)?v[0-9]+(?:(?:alpha|beta)[0-9]+)?",
                      "a group and a version, e.g. apps/v1, or v1"))
              .mandatory()
              .example("apps/v1"));
  static final Parameter<String> KIND_OF_RESOURCE =
      DECLARED.takes(
          text("kind", "the kind of the resources, e.g. Deployment; Secrets are never read")
              .as(matching("[A-Z][A-Za-z0-9]{0,62}", "a kind, e.g. Deployment"))
              .mandatory()
              .example("Deployment"));
  static final Parameter<String> PLURAL =
      DECLARED.takes(
          text("plural", "the name of the kind in paths and permissions, if it is irregular")
              .as(matching("[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?", "a name, e.g. deployments"))
              .defaultText("the plural of the kind, e.g. deployments"));
  static final Parameter<String> NAMESPACE =
      DECLARED.takes(
          text("namespace", "the namespace of the resources; not for resources without one")
              .as(matching("[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?", "a namespace"))
              .defaultText("all namespaces")
              .example("shop"));
  static final Parameter<String> NAME =
      DECLARED.takes(
          text("name", "the name of the resource")
              .as(matching("[A-Za-z0-9](?:[-A-Za-z0-9._:]{0,251}[A-Za-z0-9])?", "a name"))
              .defaultText("any name")
              .example("web"));
  static final Parameter<Map<String, String>> LABELS =
      DECLARED.takes(
          map("labels", "labels of the resources; each of them has to be there")
              .as(ResourceState::requireLabels)
              .defaultText("any labels"));
  static final Parameter<MatchQuantity> MATCH =
      DECLARED.takes(
          text(
                  "match",
                  "how many of the resources have to meet all claims: all, any (at least one), or"
                      + " exactly a number")
              .as(MatchQuantity::of)
              .defaultValue("all"));
  static final Parameter<Boolean> MAY_BE_ABSENT =
      DECLARED.takes(flag("mayBeAbsent", "whether it is fine if there are no such resources"));
  static final Parameter<List<CelClaim>> CLAIMS =
      DECLARED.takes(
          maps(
                  "claims",
                  "what has to hold, in the order in which to fix it",
                  ImmutableList.of(
                      MapKey.required(
                              CelClaim.THAT,
                              "an expression in CEL, true if the claim holds of the resource, which"
                                  + " is `object`; the time is `now`")
                          .testedBy(CelExpression::of),
                      MapKey.required(CelClaim.CLAIM, "the good state in one sentence"),
                      MapKey.required(CelClaim.REMEDY, "what to do if it does not hold"),
                      MapKey.optional(CelClaim.CODE, "the code of the finding, e.g. TooFewReplicas")
                          .testedBy(CelClaim::requireCode)),
                  CelClaim::of)
              .defaultText("only that the resources exist")
              .example(
                  ImmutableList.of(
                      ImmutableMap.of(
                          CelClaim.THAT,
                          "object.spec.replicas > 2",
                          CelClaim.CLAIM,
                          "Three replicas run",
                          CelClaim.REMEDY,
                          "Scale it."))));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "Any way in which the resource was made or changed; only its state counts.",
              "A resource with further fields that no claim is about.",
              "More resources than one, if each of them meets the claims, or as many as are asked"
                  + " for.")
          .expects(
              arguments ->
                  ResourceStateExpectations.of(
                      type(arguments), arguments.get(MATCH), claims(arguments)),
              ResourceStateExpectations.ALL)
          .requires(Cluster.READS)
          .requiresByName(
              arguments -> type(arguments).reads(),
              Permissions.ofReads(
                  "kubernetes:list:PLURAL.GROUP",
                  "kubernetes:get:/apis/GROUP",
                  "kubernetes:get:/apis/GROUP/VERSION"),
              API_VERSION,
              KIND_OF_RESOURCE,
              PLURAL)
          .refuses(ResourceStateArgumentRules::secrets, KIND_OF_RESOURCE, API_VERSION, PLURAL)
          .refuses(ResourceStateArgumentRules::codes, CLAIMS)
          .refuses(
              ResourceStateArgumentRules::fields, CLAIMS, API_VERSION, KIND_OF_RESOURCE, PLURAL)
          .refuses(ResourceStateArgumentRules::nothing, MATCH, MAY_BE_ABSENT, CLAIMS)
          .build(ResourceState::new);

  private final ResourceType type;
  private final ImmutableList<CelClaim> claims;

  ResourceState(Arguments arguments) {
    super(KIND, arguments);
    this.type = type(arguments);
    this.claims = claims(arguments);
  }

  static ResourceType type(Arguments arguments) {
    return ResourceType.of(
        arguments.get(API_VERSION), arguments.get(KIND_OF_RESOURCE), arguments.find(PLURAL));
  }

  static ImmutableList<CelClaim> claims(Arguments arguments) {
    return ImmutableList.copyOf(arguments.find(CLAIMS).orElseGet(ImmutableList::of));
  }

  private static UnaryOperator<String> matching(String regex, String description) {
    Pattern pattern = Pattern.compile(regex);
    return text -> {
      if (!pattern.matcher(text).matches()) {
        throw new IllegalArgumentException("'%s' is not %s".formatted(text, description));
      }
      return text;
    };
  }

  private static Map<String, String> requireLabels(Map<String, String> labels) {
    return labels.entrySet().stream()
        .collect(
            ImmutableMap.toImmutableMap(
                entry -> LABEL_KEY.apply(entry.getKey()),
                entry -> LABEL_VALUE.apply(entry.getValue())));
  }

  @Override
  List<Finding> judge(CheckContext context, ActiveCluster cluster) {
    KubernetesClient client = cluster.kubernetes();
    MatchQuantity match = arguments().get(MATCH);
    return read(client, context.now())
        .<List<Finding>>map(
            resources ->
                new ResourceStateFindings(
                        type, selection(), match, arguments().get(MAY_BE_ABSENT), claims)
                    .of(resources))
        .orElseGet(
            () ->
                ImmutableList.of(
                    new UnservedResource(type, arguments().has(NAMESPACE), match.isNone())
                        .explain(client)));
  }

  /** Returns the judged resources; empty if the cluster does not know the kind. */
  private Optional<ImmutableList<EvaluatedResource>> read(KubernetesClient client, Instant now) {
    var everywhere = client.genericKubernetesResources(type.definition());
    AnyNamespaceOperation<
            GenericKubernetesResource,
            GenericKubernetesResourceList,
            Resource<GenericKubernetesResource>>
        somewhere =
            arguments().has(NAMESPACE)
                ? everywhere.inNamespace(arguments().get(NAMESPACE))
                : everywhere.inAnyNamespace();
    Map<String, String> names =
        arguments().find(NAME).map(it -> Map.of("metadata.name", it)).orElseGet(Map::of);
    try {
      return Optional.of(
          Pages.all(
                  somewhere.withLabels(labels()).withFields(names),
                  resource ->
                      isSelected(metadata(resource))
                          ? Optional.of(EvaluatedResource.of(type, resource, claims, client, now))
                          : Optional.<EvaluatedResource>empty())
              .stream()
              .flatMap(Optional::stream)
              .collect(ImmutableList.toImmutableList()));
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      if (e.getStatus() == null) {
        throw e;
      }
      throw new Inconclusive(
          Cause.MISCONFIGURED,
          "The API server does not list %s: %s"
              .formatted(type, UntrustedText.line(e.getStatus().getMessage())),
          "Correct the kind in the game.",
          e);
    }
  }

  private ObjectMeta metadata(GenericKubernetesResource resource) {
    if (resource.getMetadata() == null || resource.getMetadata().getName() == null) {
      throw new Inconclusive(
          Cause.UNREACHABLE, "A resource in the list of %s has no name".formatted(type), "", null);
    }
    return resource.getMetadata();
  }

  /** Not every server knows every field and label that a request selects by. */
  private boolean isSelected(ObjectMeta metadata) {
    Map<String, String> existing =
        metadata.getLabels() == null ? ImmutableMap.of() : metadata.getLabels();
    return arguments().find(NAME).map(metadata.getName()::equals).orElse(true)
        && existing.entrySet().containsAll(labels().entrySet());
  }

  private Map<String, String> labels() {
    return arguments().find(LABELS).orElseGet(ImmutableMap::of);
  }

  /** Returns the selection as words for people, for example {@code Deployment web in shop}. */
  private String selection() {
    return type.kind()
        + arguments().find(NAME).map(it -> " " + it).orElse("")
        + arguments().find(NAMESPACE).map(it -> " in the namespace " + it).orElse("")
        + (labels().isEmpty() ? "" : " with the labels " + WorkloadLabels.words(labels()));
  }
}

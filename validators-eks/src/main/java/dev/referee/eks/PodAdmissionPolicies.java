package dev.referee.eks;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.referee.Permissions;
import dev.referee.kubernetes.Pages;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchResources;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.NamedRuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhook;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The webhooks and policies of a cluster that judge new pods. Whether they refuse any is not to be
 * read: Kyverno and Gatekeeper have the same webhook for rules that only report.
 */
record PodAdmissionPolicies(ImmutableList<Policy> policies) {
  static final Permissions READS =
      Permissions.ofReads(
          "kubernetes:list:validatingwebhookconfigurations.admissionregistration.k8s.io",
          "kubernetes:list:validatingadmissionpolicies.admissionregistration.k8s.io",
          "kubernetes:list:validatingadmissionpolicybindings.admissionregistration.k8s.io");

  private static final ImmutableSet<String> OPERATIONS = ImmutableSet.of("CREATE", "*");
  private static final ImmutableSet<String> PODS = ImmutableSet.of("pods", "*", "*/*");
  private static final ImmutableSet<String> CORE = ImmutableSet.of("", "*");

  /** One of them, and the namespaces in which it judges. */
  private record Policy(String name, Predicate<Map<String, String>> namespaces) {}

  static PodAdmissionPolicies read(KubernetesClient client) {
    ImmutableList.Builder<Policy> all = ImmutableList.builder();
    Pages.all(client.admissionRegistration().v1().validatingWebhookConfigurations())
        .forEach(
            configuration ->
                configuration.getWebhooks().stream()
                    .filter(
                        webhook ->
                            webhook.getRules().stream().anyMatch(PodAdmissionPolicies::isOfPods))
                    .forEach(webhook -> all.add(policy(webhook))));
    Map<String, ValidatingAdmissionPolicy> policies =
        Pages.ifServed(client.admissionRegistration().v1().validatingAdmissionPolicies())
            .orElseGet(ImmutableList::of)
            .stream()
            .collect(
                ImmutableMap.toImmutableMap(
                    policy -> policy.getMetadata().getName(), policy -> policy));
    List<ValidatingAdmissionPolicyBinding> bindings =
        Pages.ifServed(client.admissionRegistration().v1().validatingAdmissionPolicyBindings())
            .orElseGet(ImmutableList::of);
    for (ValidatingAdmissionPolicyBinding binding : bindings) {
      ValidatingAdmissionPolicy policy = policies.get(binding.getSpec().getPolicyName());
      if (policy != null && refuses(binding) && isOfPods(policy.getSpec().getMatchConstraints())) {
        all.add(policy(binding, policy));
      }
    }
    return new PodAdmissionPolicies(all.build());
  }

  private static boolean isOfPods(RuleWithOperations rule) {
    return rule.getOperations().stream().anyMatch(OPERATIONS::contains)
        && rule.getApiGroups().stream().anyMatch(CORE::contains)
        && rule.getResources().stream().anyMatch(PODS::contains);
  }

  private static boolean isOfPods(NamedRuleWithOperations rule) {
    return rule.getOperations().stream().anyMatch(OPERATIONS::contains)
        && rule.getApiGroups().stream().anyMatch(CORE::contains)
        && rule.getResources().stream().anyMatch(PODS::contains);
  }

  private static Policy policy(ValidatingWebhook webhook) {
    LabelSelector selector = webhook.getNamespaceSelector();
    return new Policy(
        "the webhook " + Workload.shown(webhook.getName()), labels -> selects(selector, labels));
  }

  /** A missing selector selects everything here. */
  private static boolean selects(@Nullable LabelSelector selector, Map<String, String> labels) {
    return selector == null || WorkloadLabels.matches(selector, labels);
  }

  private static boolean isOfPods(@Nullable MatchResources resources) {
    return resources != null
        && resources.getResourceRules().stream().anyMatch(PodAdmissionPolicies::isOfPods);
  }

  /** A binding that only warns or audits never refuses. */
  private static boolean refuses(ValidatingAdmissionPolicyBinding binding) {
    return binding.getSpec().getValidationActions().contains("Deny");
  }

  private static Policy policy(
      ValidatingAdmissionPolicyBinding binding, ValidatingAdmissionPolicy policy) {
    LabelSelector ofPolicy = policy.getSpec().getMatchConstraints().getNamespaceSelector();
    MatchResources narrowed = binding.getSpec().getMatchResources();
    LabelSelector ofBinding = narrowed == null ? null : narrowed.getNamespaceSelector();
    return new Policy(
        "the ValidatingAdmissionPolicy " + Workload.shown(policy.getMetadata().getName()),
        labels -> selects(ofPolicy, labels) && selects(ofBinding, labels));
  }

  /** Returns the names of those that judge pods in a namespace; empty if there are none. */
  String in(PodsHardenedNamespaces.Entry namespace) {
    // The API server gives every namespace this label.
    Map<String, String> labels =
        ImmutableMap.<String, String>builder()
            .putAll(namespace.labels())
            .put("kubernetes.io/metadata.name", namespace.name())
            .buildKeepingLast();
    return policies.stream()
        .filter(policy -> policy.namespaces().test(labels))
        .map(Policy::name)
        .distinct()
        .limit(5)
        .collect(Collectors.joining(", "));
  }
}

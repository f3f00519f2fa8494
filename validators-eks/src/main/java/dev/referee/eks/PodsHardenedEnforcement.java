package dev.referee.eks;

import static dev.referee.eks.PodsHardenedExpectations.ENFORCED;
import static dev.referee.eks.PodsHardenedExpectations.VERSION;

import com.google.common.base.Suppliers;
import com.google.common.collect.EnumMultiset;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Multiset;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.spi.Facts;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The findings about what the API server refuses in a namespace. */
final class PodsHardenedEnforcement {
  /** The largest number of findings of one state. */
  private static final int MOST = 50;

  private final PodSecurityStandard standard;
  private final PodsHardenedNamespaces namespaces;
  private final Optional<PodSecurityDryRun> dryRun;
  private final Supplier<PodAdmissionPolicies> policies;

  /**
   * Makes one.
   *
   * @param dryRun how to try pods; empty if they must not be tried
   */
  PodsHardenedEnforcement(
      PodSecurityStandard standard,
      PodsHardenedNamespaces namespaces,
      Optional<PodSecurityDryRun> dryRun,
      KubernetesClient client) {
    this.standard = standard;
    this.namespaces = namespaces;
    this.dryRun = dryRun;
    this.policies = Suppliers.memoize(() -> PodAdmissionPolicies.read(client));
  }

  /** Returns a finding for each namespace; of very many, some of each state. */
  ImmutableList<Finding> judge() {
    Multiset<Finding.State> states = EnumMultiset.create(Finding.State.class);
    return namespaces.judged().stream()
        .map(this::judge)
        .filter(
            finding -> {
              states.add(finding.state());
              return states.count(finding.state()) <= MOST;
            })
        .collect(ImmutableList.toImmutableList());
  }

  private Finding judge(PodsHardenedNamespaces.Entry namespace) {
    PodSecurityLabels labels = namespace.security();
    Optional<Gap> gap = gap(namespace, labels);
    return dryRun
        .map(run -> tried(namespace, gap, run))
        .orElseGet(() -> gap.map(it -> read(namespace, it)).orElseGet(() -> byLabel(namespace)));
  }

  /**
   * What the labels of a namespace leave open.
   *
   * @param code which expectation they do not meet
   * @param seen what is wrong, as a sentence
   * @param remedy what to do
   */
  private record Gap(Expectation code, String seen, String remedy) {}

  private Optional<Gap> gap(PodsHardenedNamespaces.Entry namespace, PodSecurityLabels labels) {
    String level = standard.level().word();
    if (!labels.enforces(standard)) {
      return Optional.of(
          new Gap(
              ENFORCED,
              seen(labels),
              "kubectl label namespace %s %s=%s --overwrite; with --dry-run=server it first says"
                      .formatted(namespace.name(), PodSecurityLabels.ENFORCE, level)
                  + " which running pods violate the level."));
    }
    List<PodSecurityControl> missing = labels.missing(standard);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Gap(
                VERSION,
                "It enforces %s of %s, which does not forbid: %s."
                    .formatted(
                        labels.enforce(),
                        labels.version(),
                        missing.stream()
                            .map(PodSecurityControl::words)
                            .collect(Collectors.joining(", "))),
                "kubectl label namespace %s %s=latest --overwrite."
                    .formatted(namespace.name(), PodSecurityLabels.VERSION)));
  }

  private static String seen(PodSecurityLabels labels) {
    if (PodSecurityLevel.of(labels.enforce()).isPresent()) {
      return "It enforces only the level %s.".formatted(labels.enforce());
    }
    if (!labels.enforce().isEmpty()) {
      return "%s is no level.".formatted(labels.enforce());
    }
    return labels.all().isEmpty()
        ? "It has no label %s.".formatted(PodSecurityLabels.ENFORCE)
        : "It has no label %s; what it has refuses no pod.".formatted(PodSecurityLabels.ENFORCE);
  }

  private Finding byLabel(PodsHardenedNamespaces.Entry namespace) {
    return satisfied(
        namespace,
        "Its labels enforce %s of %s."
            .formatted(namespace.security().enforce(), namespace.security().version()));
  }

  private Finding satisfied(PodsHardenedNamespaces.Entry namespace, String seen) {
    return ENFORCED.satisfied().subject(namespace.name()).expected(expected()).seen(seen).build();
  }

  private String expected() {
    return standard + " or a stricter one is enforced";
  }

  /** Without a trial, the labels decide, unless something else may refuse pods as well. */
  private Finding read(PodsHardenedNamespaces.Entry namespace, Gap gap) {
    String others = policies.get().in(namespace);
    return others.isEmpty()
        ? unsatisfied(namespace, gap, gap.seen())
        : gap.code()
            .unknown(Cause.MISCONFIGURED)
            .subject(namespace.name())
            .expected(expected())
            .seen(
                "%s Pods are also judged by %s; whether that refuses them cannot be read."
                    .formatted(gap.seen(), others))
            .remedy(
                "Organisers: set tryPods and allow Referee to create pods by dry run. Teams: "
                    + gap.remedy())
            .build();
  }

  private Finding unsatisfied(PodsHardenedNamespaces.Entry namespace, Gap gap, String seen) {
    Finding.Builder finding =
        gap.code()
            .unsatisfied()
            .subject(namespace.name())
            .expected(expected())
            .seen(seen)
            .remedy(gap.remedy());
    Facts.add(
        finding,
        namespace.security().all().entrySet().asList(),
        entry -> "label " + entry.getKey(),
        Map.Entry::getValue);
    Facts.add(
        finding,
        namespaces.others().stream()
            .filter(entry -> entry.security().enforces(standard))
            .collect(Collectors.toList()),
        entry -> "namespace " + entry.name(),
        entry -> "enforces " + entry.security().enforce());
    return finding.build();
  }

  private Finding tried(
      PodsHardenedNamespaces.Entry namespace, Optional<Gap> gap, PodSecurityDryRun dryRun) {
    PodSecurityDryRun.Result result =
        gap.isPresent() ? dryRun.prove(namespace.name()) : dryRun.confirm(namespace.name());
    Gap open =
        gap.orElseGet(
            () ->
                new Gap(
                    ENFORCED,
                    "Its labels enforce the level.",
                    "Ask the organisers: the admission of this cluster does not follow its"
                        + " labels."));
    return switch (result.outcome()) {
      case REFUSES -> satisfied(namespace, result.seen());
      case ADMITS -> unsatisfied(namespace, open, open.seen() + " " + result.seen());
      case UNCLEAR ->
          open.code()
              .unknown(Cause.MISCONFIGURED)
              .subject(namespace.name())
              .expected(expected())
              .seen(open.seen() + " " + result.seen())
              .remedy(
                  "Organisers: set tryImage and tryLabels so that policies admit a pod that"
                      + " conforms. Teams: "
                      + open.remedy())
              .build();
    };
  }
}

package dev.referee.eks;

import static dev.referee.eks.ResourceStateExpectations.NOT_TOO_MANY;
import static dev.referee.eks.ResourceStateExpectations.SERVED;
import static dev.referee.eks.ResourceStateExpectations.THERE;

import com.google.common.collect.ImmutableList;
import dev.referee.Cause;
import dev.referee.Expectation;
import dev.referee.Finding;
import dev.referee.eks.CelExpression.Answer;
import dev.referee.spi.Facts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The findings about resources that were judged one by one.
 *
 * @param selection which resources, as words for people
 * @param mayBeAbsent whether it is fine if there are none
 */
record ResourceStateFindings(
    ResourceType type,
    String selection,
    MatchQuantity match,
    boolean mayBeAbsent,
    ImmutableList<CelClaim> claims) {

  /** Returns the findings, in the order in which to fix them. */
  List<Finding> of(List<EvaluatedResource> found) {
    List<EvaluatedResource> resources =
        found.stream().sorted(Comparator.comparing(EvaluatedResource::label)).toList();
    List<Finding> findings = new ArrayList<>();
    findings.add(SERVED.satisfied().subject(type.name()).build());
    if (!match.isNone()) {
      Finding presence = there(resources);
      findings.add(presence);
      if (!presence.isSatisfied()) {
        return findings;
      }
    }
    if (!resources.isEmpty()) {
      findings.addAll(claims(resources));
    }
    if (match.isExact()) {
      findings.add(notTooMany(resources));
    }
    return findings;
  }

  private Finding there(List<EvaluatedResource> resources) {
    int number = resources.size();
    boolean enough = number >= match.count() || mayBeAbsent;
    return (enough ? THERE.satisfied() : THERE.unsatisfied())
        .subject(selection)
        .expected(match.count() == 1 ? "at least one" : "%d of them".formatted(match.count()))
        .seen(
            number == 0
                ? "There is none%s.".formatted(enough ? ", which is fine" : "")
                : "%s: %s."
                    .formatted(
                        number == 1 ? "There is one" : "There are " + number, names(resources)))
        .remedy(
            "Create it, or look for it elsewhere: kubectl get %s --all-namespaces."
                .formatted(type.name()))
        .build();
  }

  private static String names(List<EvaluatedResource> resources) {
    return resources.stream()
            .limit(10)
            .map(EvaluatedResource::label)
            .collect(Collectors.joining(", "))
        + (resources.size() > 10 ? " and more" : "");
  }

  private List<Finding> claims(List<EvaluatedResource> resources) {
    List<Expectation> steps = ResourceStateExpectations.ofClaims(type, claims);
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Finding.Builder finding =
          match.isAll() ? ofAll(steps.get(i), i, resources) : ofSome(steps.get(i), i, resources);
      earlier(findings).ifPresent(finding::after);
      findings.add(finding.organiserFact("expression", claims.get(i).that()).build());
    }
    return findings;
  }

  /** With several resources, a later claim is judged of those that meet the earlier ones. */
  private Optional<Finding> earlier(List<Finding> findings) {
    return match.isAll()
        ? Optional.empty()
        : findings.stream().filter(finding -> !finding.isSatisfied()).findFirst();
  }

  private Finding.Builder ofAll(Expectation step, int claim, List<EvaluatedResource> resources) {
    List<EvaluatedResource> not = with(Answer.FALSE, claim, resources);
    if (!not.isEmpty()) {
      return details(step.unsatisfied(), claim, not);
    }
    List<EvaluatedResource> unknown = with(Answer.UNKNOWN, claim, resources);
    return unknown.isEmpty() ? holds(step, resources) : unknown(step, claim, unknown);
  }

  private Finding.Builder ofSome(Expectation step, int claim, List<EvaluatedResource> resources) {
    List<EvaluatedResource> so = first(Answer.TRUE, claim + 1, resources);
    if (so.size() >= match.count()) {
      return holds(step, so);
    }
    List<EvaluatedResource> unknown = first(Answer.UNKNOWN, claim + 1, resources);
    if (so.size() + unknown.size() >= match.count()) {
      return unknown(step, unknownClaim(unknown.get(0)), unknown);
    }
    List<EvaluatedResource> before =
        resources.stream().filter(resource -> resource.first(claim) != Answer.FALSE).toList();
    List<EvaluatedResource> not = with(Answer.FALSE, claim, before);
    return (not.isEmpty()
            ? step.unsatisfied()
                .subject(selection)
                .seen("Too few of them meet the claims before this one.")
                .remedy(claims.get(claim).remedy())
            : details(step.unsatisfied(), claim, not))
        .expected("%d of %s".formatted(match.count(), number(resources.size())));
  }

  private String subject(EvaluatedResource resource) {
    return "%s %s".formatted(type.kind(), resource.label());
  }

  private static String number(int count) {
    return count == 1 ? "1 resource" : count + " resources";
  }

  private Finding.Builder holds(Expectation step, List<EvaluatedResource> so) {
    return step.satisfied()
        .subject(so.size() == 1 ? subject(so.get(0)) : selection)
        .seen("It is so for %s.".formatted(number(so.size())));
  }

  private Finding.Builder details(
      Finding.Builder finding, int claim, List<EvaluatedResource> resources) {
    finding
        .subject(subject(resources.get(0)))
        .seen(resources.get(0).results().get(claim).why())
        .remedy(claims.get(claim).remedy());
    Facts.add(
        finding,
        resources.subList(1, resources.size()),
        EvaluatedResource::label,
        resource -> resource.results().get(claim).why());
    return finding;
  }

  private Finding.Builder unknown(Expectation step, int claim, List<EvaluatedResource> resources) {
    EvaluatedResource first = resources.get(0);
    return step.unknown(Cause.MISCONFIGURED)
        .subject(subject(first))
        .seen("Referee cannot tell. The organisers can see the reason.")
        .organiserFact("why", first.results().get(claim).why())
        .organiserFact("remedy", "Change the expression so that it allows for such a resource.");
  }

  private Finding notTooMany(List<EvaluatedResource> resources) {
    List<EvaluatedResource> so = first(Answer.TRUE, claims.size(), resources);
    List<EvaluatedResource> unknown = first(Answer.UNKNOWN, claims.size(), resources);
    if (so.size() <= match.count() && so.size() + unknown.size() > match.count()) {
      return unknown(NOT_TOO_MANY, unknownClaim(unknown.get(0)), unknown).build();
    }
    boolean tooMany = so.size() > match.count();
    return (tooMany ? NOT_TOO_MANY.unsatisfied() : NOT_TOO_MANY.satisfied())
        .subject(selection)
        .expected(match.isNone() ? "none" : "exactly %d".formatted(match.count()))
        .seen(so.isEmpty() ? "There is none." : "There are %d: %s.".formatted(so.size(), names(so)))
        .remedy("Delete or change those that should not be so.")
        .build();
  }

  private static int unknownClaim(EvaluatedResource resource) {
    int claim = 0;
    while (resource.results().get(claim).answer() != Answer.UNKNOWN) {
      claim++;
    }
    return claim;
  }

  private static List<EvaluatedResource> with(
      Answer answer, int claim, List<EvaluatedResource> resources) {
    return resources.stream()
        .filter(resource -> resource.results().get(claim).answer() == answer)
        .toList();
  }

  private static List<EvaluatedResource> first(
      Answer answer, int count, List<EvaluatedResource> resources) {
    return resources.stream().filter(resource -> resource.first(count) == answer).toList();
  }
}

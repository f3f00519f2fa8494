package dev.referee.events;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import dev.referee.Finding;
import dev.referee.Permissions;
import dev.referee.aws.Account;
import dev.referee.aws.AnswerReader;
import dev.referee.aws.AwsLookups;
import dev.referee.spi.Facts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.ListRulesResponse;
import software.amazon.awssdk.services.eventbridge.model.Rule;

/** An evaluator of the rules of an event bus: which of them match an event. */
final class RuleStep {
  static final Permissions READS = Permissions.ofReads("events:ListRules");

  /** Enabled rules come first, and those that match the event in every form. */
  private static final Comparator<MatchedRule> ORDER =
      Comparator.comparing((MatchedRule one) -> !one.isEnabled() || !one.isComplete())
          .thenComparing(one -> !one.isEnabled())
          .thenComparing(one -> !one.isComplete())
          .thenComparing(one -> one.form().needsTrail())
          .thenComparing(one -> one.rule().name());

  private static final int LONGEST = 200;

  private static final String DOCUMENTATION =
      "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html";

  private final EventBridgeClient events;
  private final Account account;
  private final AwaitedEvent awaited;
  private final Set<String> unreadable = new TreeSet<>();

  RuleStep(Account account, AwaitedEvent awaited) {
    this.events = account.client(EventBridgeClient::builder);
    this.account = account;
    this.awaited = awaited;
  }

  /**
   * Returns the rules of a bus, without those that an AWS service manages.
   *
   * @param bus the name or the ARN of the bus; empty if it does not exist
   */
  List<Rule> rules(String bus) {
    List<Rule> rules = new ArrayList<>();
    String token = null;
    do {
      String from = token;
      Optional<ListRulesResponse> page =
          AwsLookups.foundOrInconclusive(
              () -> events.listRules(r -> r.eventBusName(bus).nextToken(from)));
      if (page.isEmpty()) {
        return List.of();
      }
      if (!page.get().hasRules()) {
        throw AnswerReader.unreadable("ListRules", "lacks the Rules");
      }
      page.get().rules().stream()
          .map(rule -> AnswerReader.complete("ListRules", rule, "Name", "Arn", "State"))
          .filter(rule -> rule.managedBy() == null)
          .forEach(rules::add);
      token = page.get().nextToken();
    } while (token != null);
    return rules;
  }

  /** Returns those rules that match the event, the best first. */
  List<MatchedRule> matched(List<Rule> rules) {
    List<MatchedRule> matched = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.eventPattern() != null) {
        match(rule).ifPresent(matched::add);
      }
    }
    matched.sort(ORDER);
    return matched;
  }

  /**
   * Requires that all patterns could be evaluated; called if no rule whose pattern could tells the
   * person.
   */
  void requireReadable() {
    if (!unreadable.isEmpty()) {
      throw AnswerReader.unreadable(
          "ListRules",
          "has a pattern that cannot be evaluated, of " + String.join(", ", unreadable));
    }
  }

  private Optional<MatchedRule> match(Rule rule) {
    EventPattern pattern;
    try {
      pattern = EventPattern.of(rule.eventPattern());
    } catch (IllegalArgumentException refused) {
      unreadable.add(rule.name());
      return Optional.empty();
    }
    String owner = Arns.account(rule.arn());
    ImmutableList<SampleEvent> tooMuch =
        matching(pattern, awaited.others(owner, account.region().id()));
    return awaited.forms(owner, account.region().id()).stream()
        .map(form -> new MatchedRule(rule, form, matching(pattern, form.samples()), tooMuch))
        .filter(one -> !one.matched().isEmpty())
        .min(ORDER);
  }

  private static ImmutableList<SampleEvent> matching(
      EventPattern pattern, List<SampleEvent> events) {
    return events.stream()
        .filter(event -> pattern.matches(event.json()))
        .collect(ImmutableList.toImmutableList());
  }

  /** Returns the finding that no rule matches. */
  Finding missing(List<Rule> rules) {
    Finding.Builder finding =
        ToldExpectations.RULE
            .unsatisfied()
            .expected("a rule on the default event bus that matches when %s".formatted(awaited))
            .remedy(
                "Create a rule on the default event bus whose pattern matches when %s."
                    .formatted(awaited))
            .source(DOCUMENTATION);
    List<Rule> others = rules.stream().filter(rule -> rule.eventPattern() != null).toList();
    if (others.isEmpty()) {
      return finding.seen("The default event bus has no rule with an event pattern.").build();
    }
    finding.seen(
        others.size() == 1
            ? "The rule %s does not match when %s.".formatted(others.get(0).name(), awaited)
            : "None of the %d rules matches when %s.".formatted(others.size(), awaited));
    Facts.add(finding, others, Rule::name, this::whatItMatches);
    return finding.build();
  }

  private String whatItMatches(Rule rule) {
    EventPattern pattern = AnswerReader.read("ListRules", rule.eventPattern(), EventPattern::of);
    List<SampleEvent> others =
        matching(pattern, awaited.others(Arns.account(rule.arn()), account.region().id()));
    return others.isEmpty() ? "has the pattern " + excerpt(pattern) : "matches " + describe(others);
  }

  private static String excerpt(EventPattern pattern) {
    String line = CharMatcher.whitespace().collapseFrom(pattern.toString(), ' ');
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + " ...";
  }

  /** Returns the findings about a rule that matches. */
  ImmutableList<Finding> judge(MatchedRule matched, boolean exact) {
    Rule rule = matched.rule();
    ImmutableList.Builder<Finding> findings = ImmutableList.builder();
    findings.add(
        ToldExpectations.RULE
            .satisfied()
            .subject(rule.name())
            .seen("The rule %s matches %s.".formatted(rule.name(), matched.form().description()))
            .build());
    findings.add(enabled(matched));
    findings.add(complete(matched));
    if (exact) {
      findings.add(exact(matched));
    }
    return findings.build();
  }

  private static Finding enabled(MatchedRule matched) {
    String name = matched.rule().name();
    return matched.isEnabled()
        ? ToldExpectations.ENABLED
            .satisfied()
            .subject(name)
            .seen("The rule %s is enabled.".formatted(name))
            .build()
        : ToldExpectations.ENABLED
            .unsatisfied()
            .subject(name)
            .expected("an enabled rule")
            .seen("The rule %s is disabled.".formatted(name))
            .remedy("Enable the rule %s.".formatted(name))
            .build();
  }

  private static Finding complete(MatchedRule matched) {
    String name = matched.rule().name();
    if (matched.isComplete()) {
      Finding.Builder finding =
          ToldExpectations.COMPLETE
              .satisfied()
              .subject(name)
              .seen("The rule %s matches the event in every form.".formatted(name));
      if (!matched.tooMuch().isEmpty()) {
        finding.fact("also matches", describe(matched.tooMuch()));
      }
      return finding.build();
    }
    List<SampleEvent> left =
        matched.form().samples().stream()
            .filter(sample -> !matched.matched().contains(sample))
            .toList();
    return ToldExpectations.COMPLETE
        .unsatisfied()
        .subject(name)
        .expected("a pattern that matches " + describe(matched.form().samples()))
        .seen(
            "The rule %s matches %s, but not %s."
                .formatted(name, describe(matched.matched()), describe(left)))
        .remedy(
            "Remove from the pattern of %s what narrows it to some of these events."
                .formatted(name))
        .source(DOCUMENTATION)
        .build();
  }

  private static Finding exact(MatchedRule matched) {
    String name = matched.rule().name();
    return matched.tooMuch().isEmpty()
        ? ToldExpectations.EXACT
            .satisfied()
            .subject(name)
            .seen("The rule %s matches no similar events.".formatted(name))
            .build()
        : ToldExpectations.EXACT
            .unsatisfied()
            .subject(name)
            .expected("a pattern that matches only this event")
            .seen("The rule %s also matches %s.".formatted(name, describe(matched.tooMuch())))
            .remedy("Narrow the pattern of %s.".formatted(name))
            .source(DOCUMENTATION)
            .build();
  }

  private static String describe(List<SampleEvent> events) {
    return events.stream().map(SampleEvent::description).collect(Collectors.joining(", "));
  }
}

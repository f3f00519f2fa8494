package dev.referee.events;

import static dev.referee.spi.Parameter.flag;
import static dev.referee.spi.Parameter.text;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Maps;
import dev.referee.CheckContext;
import dev.referee.Finding;
import dev.referee.Verdict;
import dev.referee.aws.Account;
import dev.referee.spi.Arguments;
import dev.referee.spi.CheckKind;
import dev.referee.spi.DeclaredCheck;
import dev.referee.spi.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.Rule;

/** A check that somebody is told of an event; see {@link EventsChecks#told}. */
final class Told extends DeclaredCheck {
  private static final String DEFAULT_BUS = "default";
  private static final ImmutableList<String> PROTOCOLS =
      ImmutableList.of("email", "sms", "http", "https", "sqs", "lambda");

  private static final CheckKind.Builder DECLARED =
      CheckKind.of("events.told", "When the event happens, the person is told");
  static final Parameter<AwaitedEvent> API_CALL =
      DECLARED.takes(
          text(
                  "apiCall",
                  "the API call that the person is told of, instead of the start of an instance")
              .example("s3:DeleteBucket")
              .as(AwaitedEvent::apiCall));
  static final Parameter<String> STATE =
      DECLARED.takes(
          Parameter.choice(
              "instanceState",
              "the state of an EC2 instance that the person is told of",
              Maps.toMap(AwaitedEvent.states(), state -> state)));
  static final Parameter<AwaitedEvent> SAMPLE =
      DECLARED.takes(
          text("sampleEvent", "any other event, as a sample in JSON").as(AwaitedEvent::sample));
  static final Parameter<String> RECIPIENT =
      DECLARED.takes(
          text(
                  "recipient",
                  "the e-mail address, phone number, URL or ARN that has to be subscribed")
              .defaultText("any"));
  static final Parameter<String> DOMAIN =
      DECLARED.takes(
          text("domain", "the domain of the e-mail address that has to be subscribed")
              .defaultText("any"));
  static final Parameter<String> PROTOCOL =
      DECLARED.takes(
          Parameter.choice(
                  "protocol", "how the person is told", Maps.toMap(PROTOCOLS, name -> name))
              .defaultValue("email"));
  static final Parameter<Boolean> ONLY_THIS =
      DECLARED.takes(flag("onlyThis", "whether the rule may match no other events"));

  static final CheckKind KIND =
      DECLARED
          .accepts(
              "A rule for the API call that CloudTrail records, or for the EC2 state change.",
              "A topic whose policy allows EventBridge to publish, or a target with a role.",
              "A rule that forwards to another event bus, whose rule tells the person.",
              "Encryption with a key that EventBridge may use.")
          .expects(
              arguments -> ToldExpectations.all(arguments.get(ONLY_THIS)),
              ToldExpectations.all(true))
          .requires(TrailStep.READS.and(RuleStep.READS).and(TargetStep.READS))
          .refuses(
              arguments ->
                  Stream.of(API_CALL, STATE, SAMPLE).filter(arguments::has).count() > 1
                      ? Optional.of("apiCall, instanceState and sampleEvent exclude each other")
                      : Optional.empty(),
              API_CALL,
              STATE,
              SAMPLE)
          .build(Told::new);

  private final AwaitedEvent awaited;
  private final Recipient recipient;
  private final boolean exact;

  Told(Arguments arguments) {
    super(KIND, arguments);
    this.awaited =
        arguments
            .find(API_CALL)
            .or(() -> arguments.find(SAMPLE))
            .or(() -> arguments.find(STATE).map(AwaitedEvent::instanceState))
            .orElseGet(AwaitedEvent::instanceStarts);
    this.recipient =
        new Recipient(
            arguments.get(PROTOCOL),
            arguments.find(RECIPIENT).orElse(""),
            arguments.find(DOMAIN).orElse(""));
    this.exact = arguments.get(ONLY_THIS);
  }

  @Override
  public Verdict judge(CheckContext context) {
    Account account = context.target(Account.class);
    RuleStep ruleStep = new RuleStep(account, awaited);
    List<Rule> rules = ruleStep.rules(DEFAULT_BUS);
    List<MatchedRule> matched = ruleStep.matched(rules);
    if (matched.isEmpty()) {
      ruleStep.requireReadable();
      return context.verdict(
          ImmutableList.<Finding>builder()
              .add(ruleStep.missing(rules))
              .addAll(new SubscriptionStep(account, recipient).judgeAny())
              .build());
    }
    TrailStep trailStep = new TrailStep(account, awaited.hasFormWithoutTrail());
    TargetStep targetStep = new TargetStep(account, ruleStep, recipient);
    List<ImmutableList<Finding>> alternatives = new ArrayList<>();
    CombinedRules combined = new CombinedRules();
    for (MatchedRule one : matched) {
      ImmutableList<Finding> findings =
          ImmutableList.<Finding>builder()
              .addAll(
                  Alternatives.orUnknown(ToldExpectations.TRAIL, () -> trailStep.judge(one.form())))
              .addAll(ruleStep.judge(one, exact))
              .addAll(
                  Alternatives.orUnknown(
                      ToldExpectations.TARGET, () -> targetStep.judge(one, DEFAULT_BUS)))
              .build();
      Optional<ImmutableList<Finding>> satisfied = combined.add(one, findings);
      if (satisfied.isPresent()) {
        return context.verdict(satisfied.get());
      }
      alternatives.add(findings);
    }
    ruleStep.requireReadable();
    return context.verdict(Alternatives.best(alternatives));
  }
}

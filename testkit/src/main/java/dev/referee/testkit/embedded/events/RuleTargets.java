package dev.referee.testkit.embedded.events;

import com.google.common.base.Splitter;
import dev.referee.testkit.embedded.common.Call;
import dev.referee.testkit.embedded.common.Page;
import dev.referee.testkit.embedded.service.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetRequest;
import software.amazon.awssdk.services.eventbridge.model.ListRuleNamesByTargetResponse;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTargetsByRuleResponse;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.PutTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsRequest;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResponse;
import software.amazon.awssdk.services.eventbridge.model.RemoveTargetsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;

/** An emulation of the targets of rules. */
final class RuleTargets {
  static final int MOST = 5;

  private static final Pattern ARN =
      Pattern.compile("arn:aws[\\w-]*:[\\w-]+:[\\w-]*:(\\d{12})?:.+", Pattern.DOTALL);

  private RuleTargets() {}

  static void addTo(Service service) {
    service
        .on(PutTargetsRequest.class, PutTargetsRequest::builder, RuleTargets::put)
        .on(RemoveTargetsRequest.class, RemoveTargetsRequest::builder, RuleTargets::remove)
        .on(ListTargetsByRuleRequest.class, ListTargetsByRuleRequest::builder, RuleTargets::list)
        .on(
            ListRuleNamesByTargetRequest.class,
            ListRuleNamesByTargetRequest::builder,
            RuleTargets::rulesOf);
  }

  static PutTargetsResponse put(PutTargetsRequest request, Call call) {
    EventRule rule = EventBridge.of(call).bus(request.eventBusName()).rule(request.rule());
    Map<String, Target> targets = new LinkedHashMap<>(rule.targets);
    for (Target target : request.targets()) {
      check(target, call);
      targets.put(target.id(), target);
    }
    if (targets.size() > MOST) {
      throw EventErrors.limit();
    }
    rule.targets.putAll(targets);
    return PutTargetsResponse.builder().failedEntryCount(0).failedEntries(List.of()).build();
  }

  private static void check(Target target, Call call) {
    if (target.id() == null || target.arn() == null) {
      String member = target.id() == null ? "id" : "arn";
      throw EventErrors.invalid(
          "1 validation error detected: Value null at 'targets.1.member.%s' failed to satisfy constraint: Member must not be null"
              .formatted(member));
    }
    if (!ARN.matcher(target.arn()).matches()) {
      throw EventErrors.invalidParameter(target.arn(), "Provided Arn is not in correct format.");
    }
    List<String> parts = Splitter.on(':').limit(6).splitToList(target.arn());
    String service = parts.get(2);
    String region = parts.get(3);
    if (!region.isEmpty() && !region.equals(call.region()) && !service.equals("events")) {
      throw EventErrors.invalid("Cross-region api call is not allowed.");
    }
    if (service.equals("states") && target.roleArn() == null) {
      throw EventErrors.invalid("RoleArn is required for target " + target.arn() + ".");
    }
    long inputs =
        Stream.of(target.input(), target.inputPath(), target.inputTransformer())
            .filter(Objects::nonNull)
            .count();
    if (inputs > 1) {
      throw EventErrors.invalid(
          "Only one of Input, InputPath, or InputTransformer must be provided for target "
              + target.id()
              + ".");
    }
    TargetInput.check(target);
  }

  static RemoveTargetsResponse remove(RemoveTargetsRequest request, Call call) {
    EventRule rule = EventBridge.of(call).bus(request.eventBusName()).rule(request.rule());
    List<RemoveTargetsResultEntry> failed =
        request.ids().stream()
            .filter(id -> rule.targets.remove(id) == null)
            .map(
                id ->
                    RemoveTargetsResultEntry.builder()
                        .targetId(id)
                        .errorCode("ResourceNotFoundException")
                        .errorMessage(
                            "Rule %s does not have a target with the Id %s."
                                .formatted(rule.name, id))
                        .build())
            .toList();
    return RemoveTargetsResponse.builder()
        .failedEntryCount(failed.size())
        .failedEntries(failed)
        .build();
  }

  static ListTargetsByRuleResponse list(ListTargetsByRuleRequest request, Call call) {
    EventRule rule = EventBridge.of(call).bus(request.eventBusName()).rule(request.rule());
    Page<Target> page =
        Page.of(
            List.copyOf(rule.targets.values()),
            EventBridge.pageSize(request.limit()),
            request.nextToken(),
            call);
    return ListTargetsByRuleResponse.builder().targets(page.items()).nextToken(page.next()).build();
  }

  static ListRuleNamesByTargetResponse rulesOf(ListRuleNamesByTargetRequest request, Call call) {
    List<String> all =
        EventBridge.of(call).bus(request.eventBusName()).rules.values().stream()
            .filter(
                rule ->
                    rule.targets.values().stream()
                        .anyMatch(target -> target.arn().equals(request.targetArn())))
            .map(rule -> rule.name)
            .toList();
    Page<String> page =
        Page.of(all, EventBridge.pageSize(request.limit()), request.nextToken(), call);
    return ListRuleNamesByTargetResponse.builder()
        .ruleNames(page.items())
        .nextToken(page.next())
        .build();
  }
}

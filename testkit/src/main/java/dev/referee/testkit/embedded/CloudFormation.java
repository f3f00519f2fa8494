package dev.referee.testkit.embedded;

import dev.referee.testkit.embedded.ResourceType.Made;
import dev.referee.testkit.embedded.Service.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudformation.model.CreateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackRequest;
import software.amazon.awssdk.services.cloudformation.model.DeleteStackResponse;
import software.amazon.awssdk.services.cloudformation.model.OnFailure;
import software.amazon.awssdk.services.cloudformation.model.ResourceStatus;
import software.amazon.awssdk.services.cloudformation.model.StackStatus;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateStackResponse;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionRequest;
import software.amazon.awssdk.services.cloudformation.model.UpdateTerminationProtectionResponse;

/**
 * CloudFormation, except that stacks are made at once, and deleted as soon as nothing holds their
 * resources any more; where it is told to take its time, it says for so long that they are being
 * created.
 */
final class CloudFormation {
  private static final int LONGEST_NAME = 128;
  private static final int DELETIONS = 20;
  private static final Duration BETWEEN_DELETIONS = Duration.ofSeconds(30);

  private final Map<String, StackRecord> byId = new LinkedHashMap<>();

  /** The change sets, by id. */
  final Map<String, ChangeSets.Kept> changeSets = new LinkedHashMap<>();

  private long changeSetsMade;

  private CloudFormation() {}

  /**
   * Returns the service.
   *
   * @param channels where sessions of Systems Manager go, of which stacks can have documents
   */
  static Service service(DataChannels channels) {
    Service service =
        new Service("cloudformation", Protocol.AWS_QUERY, "2010-05-15")
            .on(
                CreateStackRequest.class,
                CreateStackRequest::builder,
                (request, call) -> of(call, channels).create(request, call))
            .on(
                DeleteStackRequest.class,
                DeleteStackRequest::builder,
                (request, call) -> of(call, channels).delete(request, call))
            .on(
                UpdateStackRequest.class,
                UpdateStackRequest::builder,
                (request, call) -> of(call, channels).update(request, call))
            .on(
                UpdateTerminationProtectionRequest.class,
                UpdateTerminationProtectionRequest::builder,
                (request, call) -> of(call).protect(request));
    ChangeSets.addTo(service, channels);
    TemplateReads.addTo(service);
    return StackReads.addTo(service);
  }

  /** Returns the stacks, which may have documents of Systems Manager. */
  private static CloudFormation of(Call call, DataChannels channels) {
    Ssm.of(call, channels);
    return of(call);
  }

  static CloudFormation of(Call call) {
    return call.regional(CloudFormation.class, CloudFormation::new);
  }

  /** Returns a number that no other change set has. */
  long nextChangeSet() {
    return ++changeSetsMade;
  }

  /** Returns the stacks that were not deleted. */
  List<StackRecord> standing() {
    return byId.values().stream().filter(stack -> !stack.gone()).toList();
  }

  /** Returns all stacks, those too that were deleted, the latest first. */
  List<StackRecord> all() {
    List<StackRecord> latestFirst = new ArrayList<>(byId.values());
    Collections.reverse(latestFirst);
    return latestFirst;
  }

  /** Returns the stack with an id, or the one that stands with a name. */
  StackRecord stack(String nameOrId) {
    StackRecord found = find(nameOrId);
    if (found == null) {
      throw Template.invalid("Stack with id " + nameOrId + " does not exist");
    }
    return found;
  }

  @Nullable StackRecord find(String nameOrId) {
    StackRecord withId = byId.get(nameOrId);
    return withId != null
        ? withId
        : standing().stream()
            .filter(stack -> stack.name().equals(nameOrId))
            .findFirst()
            .orElse(null);
  }

  private CreateStackResponse create(CreateStackRequest request, Call call) {
    named(request.stackName());
    if (find(request.stackName()) != null) {
      throw new AwsError(
          400, "AlreadyExistsException", "Stack [" + request.stackName() + "] already exists");
    }
    StackRecord stack = added(request.stackName(), StackInput.of(request, null), call);
    stack.protect(Boolean.TRUE.equals(request.enableTerminationProtection()));
    try {
      make(stack, keepsWhatFailed(request), call);
    } catch (AwsError refused) {
      byId.remove(stack.id());
      throw refused;
    }
    return CreateStackResponse.builder().stackId(stack.id()).build();
  }

  /** Refuses the name of a stack that cannot be one. */
  static void named(String name) {
    if (!name.matches("[a-zA-Z][-a-zA-Z0-9]*")) {
      throw Template.invalid(
          "1 validation error detected: Value '%s' at 'stackName' failed to satisfy constraint:"
                  .formatted(name)
              + " Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*");
    }
    if (name.length() > LONGEST_NAME) {
      throw Template.invalid(
          "1 validation error detected: Value '%s' at 'stackName' failed to satisfy constraint:"
                  .formatted(name)
              + " Member must have length less than or equal to 128");
    }
  }

  /** Adds a stack that nothing is made of yet. */
  StackRecord added(String name, StackInput input, Call call) {
    String id =
        "arn:aws:cloudformation:%s:%s:stack/%s/%s"
            .formatted(call.region(), call.accountId(), name, new UUID(0, byId.size() + 1L));
    StackRecord stack = new StackRecord(name, id, input, call);
    byId.put(id, stack);
    return stack;
  }

  /** Makes what a stack is to have. */
  static void make(StackRecord stack, boolean keepsWhatFailed, Call call) {
    StackBuilder builder = new StackBuilder(stack, stack.input(), call);
    stack.become(StackStatus.CREATE_IN_PROGRESS, call);
    try {
      builder.build();
      stack.become(StackStatus.CREATE_COMPLETE, call);
    } catch (AwsError failed) {
      String reason = "The following resource(s) failed to create: " + stack.failed() + ".";
      if (keepsWhatFailed) {
        stack.become(StackStatus.CREATE_FAILED, reason, call);
        return;
      }
      stack.become(StackStatus.ROLLBACK_IN_PROGRESS, reason + " Rollback requested by user.", call);
      unmake(stack, true, call);
      stack.become(StackStatus.ROLLBACK_COMPLETE, call);
    }
  }

  private static boolean keepsWhatFailed(CreateStackRequest request) {
    return request.onFailure() == OnFailure.DO_NOTHING
        || Boolean.TRUE.equals(request.disableRollback());
  }

  private UpdateStackResponse update(UpdateStackRequest request, Call call) {
    StackRecord stack = find(request.stackName());
    if (stack == null) {
      throw Template.invalid("Stack [" + request.stackName() + "] does not exist");
    }
    StackInput input = StackInput.of(request, stack.input());
    if (input.equals(stack.input())) {
      throw Template.invalid("No updates are to be performed.");
    }
    change(stack, input, call);
    return UpdateStackResponse.builder().stackId(stack.id()).build();
  }

  /** Changes a stack to what it is to be from now on. */
  static void change(StackRecord stack, StackInput input, Call call) {
    if (!stack.status().toString().endsWith("_COMPLETE")
        || stack.status() == StackStatus.ROLLBACK_COMPLETE) {
      throw Template.invalid(
          "Stack:%s is in %s state and can not be updated.".formatted(stack.id(), stack.status()));
    }
    StackInput before = stack.input();
    StackBuilder builder = new StackBuilder(stack, input, call);
    stack.become(StackStatus.UPDATE_IN_PROGRESS, call);
    stack.input(input);
    try {
      builder.build();
      stack.become(StackStatus.UPDATE_COMPLETE_CLEANUP_IN_PROGRESS, call);
      builder.cleanUp();
      stack.become(StackStatus.UPDATE_COMPLETE, call);
    } catch (AwsError failed) {
      stack.become(
          StackStatus.UPDATE_ROLLBACK_IN_PROGRESS,
          "The following resource(s) failed to update: " + stack.failed() + ".",
          call);
      rollBack(stack, builder, call);
      stack.input(before);
    }
  }

  private static void rollBack(StackRecord stack, StackBuilder builder, Call call) {
    try {
      builder.rollBack();
      stack.become(StackStatus.UPDATE_ROLLBACK_COMPLETE, call);
    } catch (AwsError stuck) {
      stack.become(StackStatus.UPDATE_ROLLBACK_FAILED, stuck.message(), call);
    }
  }

  private UpdateTerminationProtectionResponse protect(UpdateTerminationProtectionRequest request) {
    StackRecord stack = stack(request.stackName());
    stack.protect(request.enableTerminationProtection());
    return UpdateTerminationProtectionResponse.builder().stackId(stack.id()).build();
  }

  private DeleteStackResponse delete(DeleteStackRequest request, Call call) {
    StackRecord stack = find(request.stackName());
    if (stack != null && !stack.gone()) {
      if (stack.isProtected()) {
        throw Template.invalid(
            "Stack ["
                + stack.name()
                + "] cannot be deleted while TerminationProtection is enabled");
      }
      changeSets.values().removeIf(one -> one.stack == stack);
      stack.become(StackStatus.DELETE_IN_PROGRESS, call);
      delete(stack, DELETIONS, call);
    }
    return DeleteStackResponse.builder().build();
  }

  /** Deletes a stack, or tries again a while later what others still hold. */
  private static void delete(StackRecord stack, int tries, Call call) {
    if (unmake(stack, tries == 1, call)) {
      stack.become(StackStatus.DELETE_COMPLETE, call);
    } else if (tries == 1) {
      stack.become(StackStatus.DELETE_FAILED, call);
    } else {
      Ec2.of(call).later(BETWEEN_DELETIONS, () -> delete(stack, tries - 1, call));
    }
  }

  /**
   * Deletes what a stack made, the latest first, and says whether all of it could be; what could
   * not is told with the last try.
   */
  private static boolean unmake(StackRecord stack, boolean last, Call call) {
    List<Map.Entry<String, Made>> latestFirst = new ArrayList<>(stack.made().entrySet());
    Collections.reverse(latestFirst);
    for (Map.Entry<String, Made> resource : latestFirst) {
      String logicalId = resource.getKey();
      Made made = resource.getValue();
      if (stack.template().isRetained(logicalId)) {
        stack.retained(logicalId, made, call);
        continue;
      }
      try {
        ResourceTypes.get(stack.type(logicalId)).delete(made, call);
        stack.note(logicalId, made.physicalId(), ResourceStatus.DELETE_COMPLETE, null, call);
        stack.made().remove(logicalId);
      } catch (AwsError held) {
        if (last) {
          stack.note(
              logicalId, made.physicalId(), ResourceStatus.DELETE_FAILED, held.message(), call);
        }
      }
    }
    return stack.made().isEmpty();
  }
}
